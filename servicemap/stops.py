"""Look up what `from` and `to` name: the entries, their points, and who else may be meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from geodata.models import Entrance, Event, Hub, Organisation, Place, Station, Trail
from servicemap import values
from servicemap.attributions import credits_of
from servicemap.endpoints import Endpoint
from servicemap.hits import Hit, best
from servicemap.models import Standing
from servicemap.problems import Candidate, Gone, NotFound
from servicemap.walks import End, EntranceUsed, Position
from servicemap.wording import chosen

MODELS: dict[str, Any] = {
    "station": Station,
    "hub": Hub,
    "organisation": Organisation,
    "trail": Trail,
    "place": Place,
    "event": Event,
}
NAMEABLE = tuple(kind for kind in MODELS if kind != "event")  # of events many have the same name
POSITIONS = ("address", "place_name")  # what has no page, and is no more than where it lies
SUBWAY = "subway"
CANDIDATES = 10
NEAREST = 5


@dataclass(frozen=True)
class Point:
    """Where a walk may start or end; `entrance` when it is one of a station's or a place's."""

    lon: float
    lat: float
    entrance: EntranceUsed | None = None


@dataclass(frozen=True)
class Stop:
    """An end of a walk with its points; a trail has its access points in the network instead."""

    end: End
    points: tuple[Point, ...]
    trail: str | None = None  # the source id by which the network knows it
    credits: tuple[str, ...] = ()  # whom to credit for what is told of it


def find(endpoint: Endpoint, parameter: str, language: str) -> list[Stop]:
    """Return what an endpoint names, ordered by name; raises NotFound with candidates, and Gone.

    One query for the entry, one for its entrances; a name takes one more, an address two.
    """
    if endpoint.position is not None:
        return [_position(endpoint.text, endpoint.position)]
    if endpoint.kind == "metro":
        return _metro(parameter, language)
    if endpoint.kind == "name":
        named = _named(endpoint.text, parameter, language)
        if isinstance(named, Stop):
            return [named]
        kind, number = named
    else:
        kind, number = endpoint.kind, endpoint.id or 0
    return [_entry(kind, number, parameter, language)]


def several(kind: str, ids: Sequence[int], language: str) -> list[Stop]:
    """Return stations, hubs or trails in the order of their ids, in two queries at most."""
    rows = MODELS[kind].objects.open().filter(pk__in=ids).select_related("source")
    if kind == "trail":
        rows = rows.defer("lines", "access_points")
    found = rows.in_bulk()
    entries = [found[each] for each in ids if each in found]
    if kind == "station":
        return _with_entrances(kind, entries, language)
    return [_stop(kind, entry, language) for entry in entries]


def _position(text: str, position: tuple[float, float]) -> Stop:
    compact = text.replace(" ", "")
    return Stop(End(compact, compact, "point"), (Point(*position),))


def _metro(parameter: str, language: str) -> list[Stop]:
    stations = list(Station.objects.open().filter(mode=SUBWAY).select_related("source"))
    if not stations:
        raise NotFound(
            _("There are no metro stations (open stations of mode subway) in the data."),
            parameter=parameter,
        )
    stops = _with_entrances("station", stations, language)
    return sorted(stops, key=lambda stop: (stop.end.name.casefold(), stop.end.id))


def _entry(kind: str, number: int, parameter: str, language: str) -> Stop:
    rows = MODELS[kind].objects.standing_for(number).select_related("source")
    if kind == "trail":
        rows = rows.defer("lines", "access_points")  # the network has its own
    entry = rows.first()
    if entry is None:
        raise NotFound(
            _("There is no %(id)s.") % {"id": values.quoted(f"{kind}:{number}")},
            parameter=parameter,
        )
    if entry.closed_at:
        raise closed(entry, f"{kind}:{number}", language, parameter)
    return _stop(kind, entry, language)


def closed(entry: Any, reference: str, language: str, parameter: str | None = None) -> Gone:
    """Return the error of an entry that its source no longer has, or that nobody has confirmed."""
    why = _("%(name)s is no longer there: its source closed it on %(date)s.")
    if _is_archived(entry):
        why = _(
            "%(name)s was archived on %(date)s, because nobody had confirmed for long that it "
            "still exists. Who looks after it can bring it back: sign in, or follow the link in "
            "the letter that was sent."
        )
    return Gone(
        why
        % {
            "name": values.quoted(chosen(entry.name, language)[0] or reference),
            "date": entry.closed_at.date().isoformat(),
        },
        parameter=parameter,
    )


def _is_archived(entry: Any) -> bool:
    """Say whether it was closed with its organisation because nobody confirmed that."""
    whose = entry.pk if isinstance(entry, Organisation) else getattr(entry, "organisation_id", None)
    archived = Standing.objects.filter(pk=whose, archived_at=entry.closed_at)
    return whose is not None and archived.exists()


def _stop(kind: str, entry: Any, language: str) -> Stop:
    if kind in ("station", "place"):
        return _with_entrances(kind, [entry], language)[0]
    end = _end(kind, entry, language)
    if kind == "event":
        return _at_its_place(entry, end, language)
    if kind == "trail":
        return Stop(end, (), entry.source_id, credits_of([entry]))
    if entry.point is not None:
        return Stop(end, (Point(entry.point.x, entry.point.y),), credits=credits_of([entry]))
    places = Place.objects.open().filter(organisation=entry, point__isnull=False).order_by("pk")
    places = places.select_related("source")
    points = tuple(Point(place.point.x, place.point.y) for place in places)
    return Stop(end, points, credits=credits_of([entry, *places]))


def _at_its_place(event: Any, end: End, language: str) -> Stop:
    """An event is where its place is, by the entrances of that; without one, at its position."""
    points: tuple[Point, ...] = ()
    credits = credits_of([event])
    place = Place.objects.open().filter(pk=event.place_id).select_related("source").first()
    if place is not None:
        found = _with_entrances("place", [place], language)[0]
        points, credits = found.points, (*credits, *found.credits)
    elif event.point is not None:
        points = (Point(event.point.x, event.point.y),)
    return Stop(end, points, credits=credits)


def _with_entrances(kind: str, entries: Iterable[Any], language: str) -> list[Stop]:
    """Give stations or places their open entrances; without any, one is its own point."""
    entries = list(entries)
    entrances: dict[int, list[Entrance]] = defaultdict(list)
    found = Entrance.objects.open().filter(**{f"{kind}__in": entries}).select_related("source")
    for entrance in found.order_by("pk"):
        entrances[getattr(entrance, f"{kind}_id")].append(entrance)
    credits = credits_of([*entries, *(each for them in entrances.values() for each in them)])
    return [
        Stop(
            _end(kind, entry, language),
            tuple(_entrance_point(each, language) for each in entrances[entry.pk])
            or (Point(entry.point.x, entry.point.y),),
            credits=credits,
        )
        for entry in entries
    ]


def _entrance_point(entrance: Entrance, language: str) -> Point:
    place: Position = (round(entrance.point.x, 7), round(entrance.point.y, 7))
    name = chosen(entrance.name, language)[0]
    used = EntranceUsed(entrance.pk, entrance.ref, name, place)
    return Point(entrance.point.x, entrance.point.y, used)


def _end(kind: str, entry: Any, language: str) -> End:
    name, said_in = chosen(entry.name, language)
    return End(f"{kind}:{entry.pk}", name or f"{kind}:{entry.pk}", kind, said_in)


def _named(text: str, parameter: str, language: str) -> tuple[str, int] | Stop:
    """Return the kind and id of the one entry with this exact name in any language.

    Where no entry has it, an address or a part of town may: that is a position.
    """
    found = _candidates([_rows(kind, _nameable(kind).named(text)) for kind in MODELS])
    if len(found) == 1:
        kind, number, _names = found[0]
        return kind, number
    if found:
        message = _("%(name)s names more than one thing; say which by its id.")
        meant = [
            Candidate(f"{kind}:{number}", chosen(names, language)[0], kind)
            for kind, number, names in found
        ]
    else:
        hits = best(text, (*NAMEABLE, *POSITIONS), CANDIDATES, language)
        exact = [hit for hit in hits if hit.noun in POSITIONS and _is_meant(hit, text)]
        if len(exact) == 1 and exact[0].position:
            return _at(exact[0])
        message = _("Nothing open has the name %(name)s in any language.")
        if hits:
            message += " " + _("The nearest names are among the candidates.")
        meant = [_candidate(hit) for hit in (exact or hits[:NEAREST])]
    raise NotFound(message % {"name": values.quoted(text)}, parameter=parameter, candidates=meant)


def _is_meant(hit: Hit, text: str) -> bool:
    """Say whether a text is the name of a hit; behind an address its city may stand.

    What stands there has been looked for too: in another city nothing was found.
    """
    street = text.partition(",")[0].strip()
    return hit.is_called(text) or (hit.noun == "address" and hit.is_called(street))


def _at(hit: Hit) -> Stop:
    """Return an address or a part of town as what it is to a walker: a position with a name."""
    lon, lat = hit.position or (0.0, 0.0)
    end = End(_candidate(hit).id, hit.name, "point", hit.name_language)
    return Stop(end, (Point(lon, lat),))


def _candidate(hit: Hit) -> Candidate:
    if hit.noun not in POSITIONS or hit.position is None:
        return Candidate(f"{hit.noun}:{hit.id}", hit.name, hit.noun)
    lon, lat = hit.position
    return Candidate(f"{lon:.6f},{lat:.6f}", hit.name, hit.noun)


def _nameable(kind: str) -> Any:
    """Return what can be meant by its name; an organisation's own address never is beside it."""
    entries = MODELS[kind].objects.open()
    return entries.of_its_own() if kind == "place" else entries


def _rows(kind: str, entries: QuerySet[Any]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = entries.order_by().annotate(what=Value(kind))
    return rows.values_list("what", "pk", "name")


def _candidates(parts: list[QuerySet[Any, Any]]) -> list[tuple[str, int, dict[str, str]]]:
    """Ask all kinds in one query."""
    first, *others = parts
    return list(first.union(*others, all=True).order_by("what", "pk")[:CANDIDATES])
