"""Answer for a reviewer: what would a revision change, and what else has changed meanwhile?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from servicemap.editing import revisions
from servicemap.editing.patches import Sheet, at, tidy
from servicemap.editing.sheets import EVENT, GONE, NEW, ORGANISATION, PLACE, Part, Where, where
from servicemap.models import Revision
from servicemap.wording import chosen

State = Revision.State
PARTS = {"": ORGANISATION, "places": PLACE, "events": EVENT}
LISTS = {"topics", "languages", "identifiers"}
# How a field is compared; what is not here is a plain value.
FORMS = {
    **dict.fromkeys(LISTS, "list"),
    "hours": "hours",
    "areas": "areas",
    "point": "position",
    "exceptions": "exceptions",
    "pictures": "pictures",
    "place": "place",
    "starts_at": "moment",
    "ends_at": "moment",
    "recurrence": "repeated",
}


@dataclass(frozen=True)
class Change:
    """One field before and after; `now` is what is published, whoever changed it."""

    where: Where
    path: str
    form: str
    before: Any
    after: Any
    now: Any = None
    is_conflict: bool = False
    comment: str = ""


@dataclass(frozen=True)
class Changed:
    """The organisation itself, or one of its places or events, with what changes of it."""

    target: str  # "" or "places.12"
    group: str
    name: str
    name_language: str
    state: str  # "new", "changed", "gone" or "back"
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Difference:
    """Everything that a revision changes or has changed."""

    revision: Revision
    before: Mapping[str, Any]  # the whole sheet without it
    after: Mapping[str, Any]  # and with it
    parts: tuple[Changed, ...]

    @property
    def conflicts(self) -> list[Change]:
        """Return what another has changed since to something else."""
        return [each for part in self.parts for each in part.changes if each.is_conflict]

    @cached_property
    def by_path(self) -> dict[str, Change]:
        """Return the changes by their paths."""
        return {each.path: each for part in self.parts for each in part.changes}


def answer(revision: Revision, language: str) -> Difference:
    """Compare a revision with what was published when it was written, or with what it replaced."""
    published = revisions.published_sheet(revision)
    was = _was(revision, published)
    is_open = revision.is_open
    # Also once it is published: what has changed since is what undoing it would overwrite.
    is_compared = is_open or revision.state == State.PUBLISHED
    after = {
        path: value
        for path, value in {**published, **revision.patch}.items()
        if tidy(value) is not None
    }
    before = {**published, **was} if is_open else {**after, **was}
    grouped: dict[str, list[Change]] = defaultdict(list)
    for path in in_order(revision.patch):
        place, now = where(path), at(published, path)
        value = tidy(revision.patch[path])
        grouped[place.target].append(
            Change(
                where=place,
                path=path,
                form="text" if place.is_text else FORMS.get(place.name, "value"),
                before=was[path],
                after=value,
                now=now,
                is_conflict=is_compared
                and not place.key.startswith(NEW)
                and now not in (was[path], value),
                comment=revision.comments.get(path, ""),
            )
        )
    parts = tuple(
        _changed(target, changes, before, after, language) for target, changes in grouped.items()
    )
    return Difference(revision, before, after, parts)


def _was(revision: Revision, published: Sheet) -> dict[str, Any]:
    """Return what the fields said before: what was replaced, once it is published."""
    told = revision.base if revision.is_open or not revision.before else revision.before
    return {path: tidy(told.get(path)) for path in revision.patch}


def in_order(patch: Mapping[str, Any]) -> list[str]:
    """Return paths as a form would ask for them: the organisation, its places, its events."""

    def order(path: str) -> tuple[Any, ...]:
        place = where(path)
        part: Part = PARTS[place.group]
        fields = [GONE, *part.columns, *part.beside]
        is_new = place.key.startswith(NEW)
        number = 0 if is_new or not place.key else int(place.key)
        names = fields.index(place.name) if place.name in fields else len(fields)
        return (list(PARTS).index(place.group), is_new, number, place.key, names, place.language)

    return sorted(patch, key=order)


def _changed(
    target: str, changes: list[Change], before: Sheet, after: Sheet, language: str
) -> Changed:
    place = changes[0].where
    name, spoken = name_at(after, target, language)
    if not name:
        name, spoken = name_at(before, target, language)
    gone = next((each for each in changes if each.where.name == GONE), None)
    is_new = place.key.startswith(NEW) or (not target and not _says(before, ""))
    state = "changed"
    if gone is not None:
        state = "gone" if gone.after else "back"
    elif is_new:
        state = "new"
    shown = tuple(each for each in changes if each.where.name != GONE)
    return Changed(target, place.group, name, spoken, state, shown)


def name_at(sheet: Sheet, target: str, language: str) -> tuple[str, str]:
    """Return what a sheet calls the organisation, or one of its places or events."""
    prefix = f"{target}.name." if target else "name."
    names = {
        path.removeprefix(prefix): value for path, value in sheet.items() if path.startswith(prefix)
    }
    return chosen(names, language)


def _says(sheet: Sheet, target: str) -> bool:
    prefix = f"{target}.name." if target else "name."
    return any(path.startswith(prefix) for path, value in sheet.items() if tidy(value) is not None)
