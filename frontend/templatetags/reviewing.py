"""Tell reviewers how long something has waited, and what they wrote of a field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django import template
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext

from frontend.my.words import called, label
from frontend.templatetags.tell import ago
from servicemap.models import Revision
from servicemap.wording import chosen

register = template.Library()


@register.filter
def waited(since: dt.datetime) -> str:
    """Say how long ago something was handed in."""
    return ago(max(0, int((timezone.now() - since).total_seconds())))


@register.filter
def at_path(comments: Mapping[str, str], path: str) -> str:
    """Return what is said of a field; paths have dots, which templates would take apart."""
    return comments.get(path, "")


@register.filter
def entry_name(revision: Revision) -> str:
    """Call the organisation of a revision in the active language."""
    sheet = {**revision.base, **revision.patch}
    texts = revision.organisation.name if revision.organisation else {}
    name = chosen(texts, (get_language() or "en").split("-")[0])[0] or called("", sheet)
    return Truncator(name).chars(80) or gettext("an organisation without a name")


@register.filter
def labelled(revision: Revision, comments: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what the city says of each field, what it says of the whole first."""
    sheet = {**revision.base, **revision.patch}
    return [(label(path, sheet) if path else "", text) for path, text in sorted(comments.items())]
