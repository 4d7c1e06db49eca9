"""Put a patch on the map: entries, their provenance, the search, all or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.utils import timezone

from geodata.models import Event, Instance, Organisation, Place, Source
from geodata.provenance import HAND
from geodata.search import indexing
from geodata.statements import HOURS, edited, read_rows, release
from servicemap.editing.patches import Patch
from servicemap.editing.sheets import BESIDE, GONE, NEW, Where, from_json, where

ORDER = ("", "places", "events")  # an event can be at a place that was made with it


@dataclass
class Published:
    """What publishing did."""

    organisation: Organisation
    made: dict[str, int] = field(default_factory=dict)  # "places.new-1" → primary key
    released: list[str] = field(default_factory=list)  # paths of which a source had spoken


def publish(organisation: Organisation | None, patch: Patch) -> Published:
    """Write a patch; call it in a transaction that has locked the organisation."""
    done = write(organisation, patch)
    Instance.bump()
    return done


def write(organisation: Organisation | None, patch: Patch) -> Published:
    """Write a patch without telling that the data has changed, as to look at it and undo it."""
    entry = organisation or Organisation(source=Source.local(), source_id=str(uuid4()))
    done = Published(entry)
    targets: dict[tuple[str, str], list[tuple[Where, Any]]] = defaultdict(list)
    for path, value in patch.items():
        found = where(path)
        targets[found.group, found.key].append((found, value))
    if organisation is None:
        targets.setdefault(("", ""), [])
    for group, key in sorted(targets, key=lambda each: (ORDER.index(each[0]), each[1])):
        _write(done, group, key, targets[group, key])
    return done


def speak_again(organisation: Organisation, paths: Iterable[str]) -> None:
    """Let the sources speak again of these fields of an organisation and of what is its."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in paths:
        found = where(path)
        names[found.group, found.key].append(_column_of(found))
    for (group, key), columns in names.items():
        entry = _entry(Published(organisation), group, key)
        release(type(entry), entry.pk, columns)
        indexing.refresh(type(entry), [entry.pk])
    Instance.bump()


def _write(done: Published, group: str, key: str, changes: list[tuple[Where, Any]]) -> None:
    entry = _entry(done, group, key)
    is_new = entry.pk is None
    rows = [] if is_new else read_rows(type(entry), [entry.pk])
    for place, value in changes:
        _set(done, entry, place, value)
    entry.save()
    if is_new:
        done.made[f"{group}.{key}" if group else ""] = entry.pk
    for place, value in changes:
        if place.name in BESIDE:
            BESIDE[place.name][1](entry, value or [])
    for row in rows:
        names = {_column_of(place) for place, _value in changes}
        spoken = {name for name in names if _is_said_by_source(row, name)}
        prefix = f"{group}.{key}." if group else ""
        done.released += sorted(
            prefix + _path_of(place)
            for place, _value in changes
            if _column_of(place) in spoken and row.own.source != HAND
        )
        edited(type(entry), entry.pk, row.shown, {name.split(".")[0] for name in names})
    indexing.refresh(type(entry), [entry.pk])


def _entry(done: Published, group: str, key: str) -> Any:
    if not group:
        return done.organisation
    model: Any = Place if group == "places" else Event
    if key.startswith(NEW):
        return model(source=Source.local(), source_id=str(uuid4()), organisation=done.organisation)
    return model.objects.get(pk=int(key), organisation=done.organisation)


def _set(done: Published, entry: Any, place: Where, value: Any) -> None:
    if place.name == GONE:
        entry.closed_at = timezone.now() if value else None
        entry.is_withdrawn = bool(value)
    elif place.is_text:
        texts: Mapping[str, str] = getattr(entry, place.name)
        changed = {**texts, place.language: value}
        setattr(entry, place.name, {code: text for code, text in changed.items() if text})
    elif place.name == "place":
        entry.place_id = _place(done, value)
    elif place.name not in BESIDE:
        setattr(entry, place.name, from_json(place.part.column(place.name), value))


def _place(done: Published, value: Any) -> int | None:
    """Return the place that an event is at: one there is, or one made with it."""
    if value is None:
        return None
    return done.made[f"places.{value}"] if str(value).startswith(NEW) else int(value)


def _column_of(place: Where) -> str:
    """Return what provenance calls a field."""
    if place.name == "hours":
        return HOURS
    return f"{place.name}.{place.language}" if place.is_text else place.name


def _path_of(place: Where) -> str:
    return f"{place.name}.{place.language}" if place.is_text else place.name


def _is_said_by_source(row: Any, name: str) -> bool:
    kept = row.kept.get(name)
    return kept is None or kept["source"] != HAND
