"""Write letters in the language of who gets them, and put them into the queue."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils import translation

from geodata.models import Organisation
from servicemap import tasks
from servicemap.accounts.languages import known, language_of
from servicemap.wording import chosen

UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")
BLANKS = re.compile(r"\n{3,}")


def send(name: str, to: User | str, language: str | None = None, /, **context: Any) -> None:
    """Enqueue the letter `frontend/letters/NAME.txt`: its first line is the subject.

    It is in `language`, else in the one that its reader last used. Within a transaction it is sent
    only when that succeeds.
    """
    subject, body = written(name, to, language, **context)
    tasks.send_mail.enqueue(subject, body, [to if isinstance(to, str) else to.email])


def written(
    name: str, to: User | str, language: str | None = None, /, **context: Any
) -> tuple[str, str]:
    """Return subject and text of a letter."""
    spoken = known(language or "") if language or isinstance(to, str) else language_of(to)
    with translation.override(spoken):
        whole = {
            **context,
            **_name(context.get("organisation"), spoken),
            "email": to if isinstance(to, str) else to.email,
            "language": spoken,
            "origin": settings.ORIGIN,
            "area": settings.AREA.name_in(spoken),
            "contact": settings.CONTACT,
        }
        text = render_to_string(f"frontend/letters/{name}.txt", whole)
    subject, _line, body = UNSEEN.sub("", text).strip().partition("\n")
    return " ".join(subject.split()), BLANKS.sub("\n\n", body.strip()) + "\n"


def _name(organisation: Organisation | None, language: str) -> dict[str, str]:
    """Return what an organisation that a letter is about is called there."""
    return {"name": chosen(organisation.name, language)[0]} if organisation else {}
