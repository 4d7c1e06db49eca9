"""What all pages of the form have: who asks, where each is, what stands around it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from frontend.my.steps import STEPS
from frontend.my.steps.base import Draft
from frontend.my.words import FIELDS, called
from servicemap.editing.sheets import where
from servicemap.models import Revision


def whose(request: HttpRequest) -> User:
    """Return who asks for a page of people who are signed in."""
    user: Any = request.user  # member_page lets nobody else in
    return user  # type: ignore[no-any-return]


def address(revision: Revision, step: str) -> str:
    """Return where a step of a revision is."""
    return str(reverse("pages:draft", args=[revision.pk, step]))


def step_of(path: str) -> str:
    """Return the step that asks for a path; "" when none does."""
    return next((key for key, step in STEPS.items() if step.holds(path)), "")


def in_order(paths: Iterable[str]) -> list[str]:
    """Return paths in the order in which the form asks for them."""
    steps, names = list(STEPS), list(FIELDS)

    def place(path: str) -> tuple[int, str, int, str]:
        key = step_of(path)
        found = where(path)
        name = names.index(found.name) if found.name in names else len(names)
        return steps.index(key) if key else len(steps), found.target, name, path

    return sorted(paths, key=place)


def context_of(draft: Draft, key: str) -> dict[str, Any]:
    """Return what the template of every step needs."""
    wrong = {step_of(path) for path in draft.problems}
    remarked = {step_of(path) for path in draft.revision.comments}
    return {
        "draft": draft,
        "step": STEPS[key],
        "steps": [
            {"step": each, "is_wrong": name in wrong, "is_remarked": name in remarked}
            for name, each in STEPS.items()
        ],
        "called": called("", draft.sheet),
    }
