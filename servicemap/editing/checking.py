"""Say what is wrong with a sheet, field by field, before it is handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.models import Event
from geodata.models.fields import Wheelchair
from servicemap.editing import areas, fields, happenings
from servicemap.editing.fields import Check, Wrong
from servicemap.editing.patches import Sheet, at, tidy
from servicemap.editing.sheets import GONE, where
from servicemap.pictures import showing

CHECKS: dict[str, Check] = {
    "name": fields.line(200),
    "kind": fields.key,
    "description": fields.prose(8_000),
    "audience": fields.prose(500),
    "identifiers": fields.identifiers,
    "languages": fields.languages,
    "topics": fields.topic_keys,
    "website": fields.website,
    "email": fields.email,
    "telephone": fields.telephone,
    "street_address": fields.line(200),
    "postal_code": fields.postal_code,
    "city": fields.line(100),
    "wheelchair": fields.one_of(Wheelchair.values),
    "point": fields.point,
    "hours": fields.hours,
    "areas": areas.check,
    "pictures": showing.check,
    "summary": fields.prose(1_000),
    "price": fields.line(300),
    "starts_at": happenings.check_moment,
    "ends_at": happenings.check_moment,
    "recurrence": happenings.check_rule,
    "exceptions": happenings.check_exceptions,
    "status": fields.one_of(Event.Status.values),
    "all_day": happenings.check_bool,
    "is_free": happenings.check_bool,
}
"""How each field is checked, wherever it stands; a field that is not named here is let through."""

NEEDED = {"": ("name", "kind"), "places": ("kind", "point"), "events": ("name", "starts_at")}
"""What each part of a sheet cannot do without."""


def problems_of(sheet: Sheet) -> dict[str, str]:
    """Return what is wrong, by path, in the active language; nothing when it can be handed in.

    Of what is missing the path is where it would stand.
    """
    found = dict(_missing(sheet))
    over = {where(path).target for path in sheet if where(path).name == GONE and sheet[path]}
    for path in sorted(sheet):
        leads = where(path)
        check = CHECKS.get(leads.name)
        if check is None or tidy(sheet[path]) is None or leads.target in over:
            continue
        try:
            check(sheet[path])
        except Wrong as wrong:
            found[path] = str(wrong)
    return _of_events(sheet, found) | found


def _of_events(sheet: Sheet, found: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with events of which each value by itself can be read."""
    events = {where(path).target for path in sheet if path.startswith("events.")}
    wrong = {where(path).target for path in found}
    told: dict[str, str] = {}
    for target in events - wrong:
        told |= happenings.problems(sheet, target)
    return told


def problems_with(sheet: Sheet, changed: Iterable[str]) -> dict[str, str]:
    """Return what keeps changes from being handed in: what is missing, and what they say wrongly.

    What was published before, by an import say, is no fault of those who change something else.
    """
    names = set(changed)
    return {
        path: words
        for path, words in problems_of(sheet).items()
        if path in names or at(sheet, path) is None
    }


def _missing(sheet: Sheet) -> Iterable[tuple[str, str]]:
    """Yield the paths at which something needed is missing."""
    there: dict[str, set[str]] = {"": set()}
    for path in sheet:
        if tidy(sheet[path]) is not None:
            found = where(path)
            there.setdefault(found.target, set()).add(found.name)
    first = current_area().languages[0]
    for target, names in sorted(there.items()):
        if target and GONE in names:
            continue  # what comes back has its values, which the sheet does not tell
        group = target.partition(".")[0]
        prefix = f"{target}." if target else ""
        for name in NEEDED[group]:
            if name not in names:
                yield (
                    f"{prefix}{name}.{first}" if name == "name" else prefix + name,
                    _("This is needed."),
                )
