"""Decide for the city on what was handed in, and write to its people what was decided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap import letters
from servicemap.editing import fields, revisions
from servicemap.editing.fields import Wrong
from servicemap.editing.revisions import NotNow, step
from servicemap.models import Membership, Revision, Standing
from servicemap.people import owners
from servicemap.problems import ParameterError

State = Revision.State
ACTIONS = ("approve", "return", "reject", "undo", "look", "leave")
RESULTS = {"approve": State.PUBLISHED, "return": State.RETURNED, "reject": State.REJECTED}
LONGEST = 2_000  # letters of one comment
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COMMENT = "comment."


@dataclass(frozen=True)
class Decision:
    """What a reviewer chose, and which version they were looking at."""

    action: str
    version: int
    comments: Mapping[str, str]  # by path; "" is for the whole
    over: bool = False  # although what is published has changed since

    @classmethod
    def from_params(cls, params: Mapping[str, str]) -> Decision:
        """Read a mapping of texts, such as a form; raises ParameterError."""
        action = params.get("action", "")
        if action not in ACTIONS:
            raise ParameterError(
                "action", _("It is not one of %(choices)s.") % {"choices": ", ".join(ACTIONS)}
            )
        version = params.get("version", "")
        if not (version.isascii() and version.isdigit() and len(version) < 9):
            raise ParameterError("version", _("Give the number of the version that you saw."))
        said = {
            name.removeprefix(COMMENT): tidied(text)
            for name, text in params.items()
            if name.startswith(COMMENT)
        }
        said[""] = tidied(params.get("words", ""))
        told = {path: text for path, text in said.items() if text}
        return cls(action, int(version), told, params.get("over") == "yes")


def decide(revision: Revision, decision: Decision, reviewer: User) -> Revision:
    """Do what was decided and write to the author; raises EditingError, Conflicting among them.

    All or nothing: a letter goes out only for what has been written down. Of two clicks the second
    finds done what the first did.
    """
    try:
        with transaction.atomic():
            done: Revision = _STEPS[decision.action](revision, decision, reviewer)
            return done
    except NotNow:
        before = _done_before(revision, decision, reviewer)
        if before is None:
            raise
        return before


def _done_before(revision: Revision, decision: Decision, reviewer: User) -> Revision | None:
    """Return what came of the same decision, when this reviewer has made it already."""
    now = Revision.objects.select_related("organisation").get(pk=revision.pk)
    if decision.action == "undo":
        return now.undone_by.filter(reviewer=reviewer).first()
    is_same = now.reviewer_id == reviewer.pk and now.version == decision.version
    return now if is_same and now.state == RESULTS.get(decision.action) else None


def _approve(revision: Revision, decision: Decision, reviewer: User) -> Revision:
    done = revisions.approve(revision, reviewer, decision.version, over=decision.over)
    _write("revision-published", done, decision)
    return done


def _return(revision: Revision, decision: Decision, reviewer: User) -> Revision:
    done = revisions.send_back(revision, reviewer, decision.version, _of_patch(revision, decision))
    _write("revision-returned", done, decision)
    return done


def _reject(revision: Revision, decision: Decision, reviewer: User) -> Revision:
    words = decision.comments.get("", "")
    done = revisions.reject(revision, reviewer, decision.version, words)
    _write("revision-rejected", done, decision)
    return done


def _undo(revision: Revision, decision: Decision, reviewer: User) -> Revision:
    undoing = revisions.undo(revision, reviewer, over=decision.over)
    _write("revision-undone", revision, decision)
    return undoing


@step(State.PUBLISHED)
def look_at(revision: Revision, reviewer: User) -> Revision:
    """Note that somebody of the city has seen what a trusted organisation published."""
    if revision.looked_at is None:
        revision.looked_at, revision.reviewer = timezone.now(), reviewer
        revision.save()
    return revision


@step(State.SUBMITTED)
def leave(revision: Revision, reviewer: User) -> Revision:
    """Let others review it; what nobody is at, or another, stays as it is."""
    if revision.reviewer_id == reviewer.pk:
        revision.reviewer = revision.taken_at = None
        revision.save()
    return revision


_STEPS: dict[str, Any] = {
    "approve": _approve,
    "return": _return,
    "reject": _reject,
    "undo": _undo,
    "look": lambda revision, _decision, reviewer: look_at(revision, reviewer),
    "leave": lambda revision, _decision, reviewer: leave(revision, reviewer),
}


def trust(organisation: Organisation, *, is_trusted: bool) -> Standing:
    """Let an organisation publish at once from now on, or no longer."""
    standing, _made = Standing.objects.update_or_create(
        organisation=organisation, defaults={"is_trusted": is_trusted}
    )
    return standing


def give_owner(organisation: Organisation, email: str, reviewer: User) -> Membership:
    """Make somebody the owner of an organisation, such as one whose last owner has left."""
    address = tidied(email)
    try:
        fields.email(address)
    except Wrong:
        raise ParameterError("email", _("That is no e-mail address.")) from None
    return owners.reassign(organisation, address, reviewer)


def _of_patch(revision: Revision, decision: Decision) -> dict[str, str]:
    """Return the comments on fields that the revision has, and on the whole."""
    known = {"", *revision.patch}
    return {path: text for path, text in decision.comments.items() if path in known}


def _write(name: str, revision: Revision, decision: Decision) -> None:
    """Write to who handed it in, if they are still there."""
    author = revision.author
    if author and author.is_active and author.email:
        comments = revision.comments if name != "revision-undone" else dict(decision.comments)
        letters.send(name, author, revision=revision, comments=comments)


def tidied(text: str) -> str:
    """Return what somebody wrote without signs that cannot be seen, and not endless."""
    return UNWANTED.sub("", text.replace("\r\n", "\n")).strip()[:LONGEST]
