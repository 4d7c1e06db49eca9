"""Say for each collection which rows it has, what to fetch with them, and what is told of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.utils import timezone

from geodata.models import (
    Amenity,
    Entrance,
    Hub,
    HubComponent,
    Keyword,
    Organisation,
    Pathway,
    Place,
    Station,
    Trail,
)
from servicemap.wording import chosen

Told = dict[str, Any]


@dataclass(frozen=True)
class Collection:
    """One kind of feature; `tell` adds its own properties to those that all have."""

    name: str  # in the address: "stations"
    kind: str  # of one: "station"
    model: type[Model]
    tell: Callable[[Any, str], Told]
    prefetch: tuple[Callable[[], Prefetch[Any]], ...] = ()
    is_endpoint: bool = True  # whether one can walk from and to it
    defer: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()  # entries of their own, of other sources perhaps, told with it
    listed: Callable[[Any], Any] = lambda rows: rows  # which of the open ones lists tell
    gather: Callable[[Sequence[Any]], None] = lambda rows: None  # fetch what no relation leads to

    def parts_of(self, row: Any) -> Iterator[Any]:
        """Return the entries of their own that are told with a row."""
        for name in self.parts:
            part = getattr(row, name)
            if part is not None:
                yield from part.all() if hasattr(part, "all") else [part]

    def rows(self) -> QuerySet[Any]:
        """Return all rows, closed ones too, and what `tell` needs, in few queries."""
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.select_related("source").defer(
            "search_text",
            self.geometry,  # comes as GeoJSON text from the database
            *self.defer,
        )
        return rows.prefetch_related(*(make() for make in self.prefetch))

    @property
    def schema(self) -> str:
        """Return the name of the schema of what is told."""
        return self.kind.capitalize()

    @property
    def geometry(self) -> str:
        """Return the name of the column that places a row."""
        return str(getattr(self.model, "geometry"))  # noqa: B009 - models name it, Model does not


def tell(collection: Collection, entry: Any, language: str) -> Told:
    """Return the properties of a feature: what all have, then its own."""
    name, name_language = chosen(entry.name, language)
    told: Told = {"name": name, "name_language": name_language, "names": entry.name}
    if collection.is_endpoint:
        told["endpoint"] = f"{collection.kind}:{entry.pk}"
    told |= collection.tell(entry, language)
    return told | {
        "is_example": entry.is_example,
        "source": {
            "key": entry.source.key,
            "name": entry.source.name,
            "licence": entry.source.licence,
            "attribution": entry.source.attribution,
            "data_date": entry.source.data_date.isoformat() if entry.source.data_date else None,
        },
        "source_id": entry.source_id,
        "updated_at": entry.updated_at.isoformat(timespec="seconds"),
    }


def _station(station: Any, language: str) -> Told:
    return {
        "mode": station.mode,
        "operator": station.operator,
        "wheelchair": station.wheelchair,
        "accuracy_metres": station.accuracy_metres,
        "website": _web(station.website),
        "entrances": _entrances(station, language),
        "code": station.code,
        "routes": station.routes,
        "departures": station.departures or None,
        "pathways": [
            {
                "id": way.pk,
                "mode": way.mode,
                "name": chosen(way.name, language)[0],
                "from_id": way.from_id,
                "to_id": way.to_id,
                "is_two_way": way.is_two_way,
                "metres": way.metres,
                "seconds": way.seconds,
                "steps": way.steps,
            }
            for way in station.pathways.all()
        ],
        "hubs": sorted(
            {f"hub:{part.hub_id}" for part in station.hub_components.all() if part.hub_id}
        ),
    }


def _entrances(entry: Any, language: str) -> list[Told]:
    return [
        {
            "id": entrance.pk,
            "ref": entrance.ref,
            "name": chosen(entrance.name, language)[0],
            "wheelchair": entrance.wheelchair,
            "coordinates": _coordinates(entrance.point),
        }
        for entrance in entry.entrances.all()
    ]


def _trail(trail: Any, language: str) -> Told:
    return {
        "kind": trail.kind,
        "ref": trail.ref,
        "network": trail.network,
        "operator": trail.operator,
        "website": _web(trail.website),
        "metres": round(trail.metres, 1),
        "members": trail.members,
        "members_inside": trail.members_inside,
        "complete": trail.is_complete,
    }


def _hub(hub: Any, language: str) -> Told:
    return {
        "kind": hub.kind,
        "components": [
            {
                "id": part.pk,
                "kind": part.kind,
                "name": chosen(part.name, language)[0],
                "station": f"station:{part.station_id}" if part.station_id else None,
                "operator": part.operator,
                "capacity": part.capacity,
                "street_address": chosen(part.street_address, language)[0],
                "website": _web(part.website),
                "live": _live(part),
                "coordinates": _coordinates(part.point),
            }
            for part in hub.components.all()
        ],
    }


def _live(part: Any) -> Told | None:
    """Return what a component last said of itself, and how old that is."""
    status = getattr(part, "live_status", None)  # it may never have said anything
    if status is None:
        return None
    age = timezone.now() - status.reported_at
    return {
        "vehicles": status.vehicles,
        "docks": status.docks,
        "is_renting": status.is_renting,
        "is_returning": status.is_returning,
        "reported_at": status.reported_at.isoformat(timespec="seconds"),
        "age_seconds": max(round(age.total_seconds()), 0),
    }


def _organisation(organisation: Any, language: str) -> Told:
    return {
        "kind": organisation.kind,
        "description": chosen(organisation.description, language)[0],
        "topics": [
            {"key": topic.key, "name": chosen(topic.name, language)[0]}
            for topic in organisation.topics.all()
        ],
        **_address(organisation, language),
        "email": organisation.email,
        "telephone": organisation.telephone,
        "website": _web(organisation.website),
        "wheelchair": organisation.wheelchair,
        "opening_hours": _hours(organisation, language),
        "places": [
            {
                "id": place.pk,
                "kind": place.kind,
                "name": chosen(place.name, language)[0],
                **_address(place, language),
                "telephone": place.telephone,
                "website": _web(place.website),
                "wheelchair": place.wheelchair,
                "opening_hours": _hours(place, language),
                "coordinates": _coordinates(place.point),
            }
            for place in organisation.places.all()
        ],
    }


def _place(place: Any, language: str) -> Told:
    runs = place.organisation  # None when it is no longer there
    return {
        "kind": place.kind,
        "description": chosen(place.description, language)[0],
        **_address(place, language),
        "email": place.email,
        "telephone": place.telephone,
        "website": _web(place.website),
        "wheelchair": place.wheelchair,
        "opening_hours": _hours(place, language),
        "organisation": f"organisation:{runs.pk}" if runs else None,
        "organisation_name": chosen(runs.name, language)[0] if runs else "",
        "entrances": _entrances(place, language),
        "keywords": [
            {"id": key, "name": chosen(names, language)[0] or key}
            for key, names in place.keyword_names.items()
        ],
        "identifiers": place.identifiers,
    }


def _name_keywords(places: Sequence[Any]) -> None:
    """Give places the names of their keywords, in one query; what has none is its own name.

    A place can have the keywords of another source, since that may be whom its page believes.
    """
    wanted = {key for place in places for key in place.keywords}
    found: dict[Any, dict[str, str]] = {}
    if wanted:
        rows = Keyword.objects.open().filter(source_id__in=wanted)
        rows = rows.order_by("-source__rank", "-pk")  # whom to believe comes last
        for key, source, name in rows.values_list("source_id", "source", "name"):
            found[key] = found[key, source] = name
    for place in places:
        place.keyword_names = {
            key: found.get((key, place.source_pk), found.get(key, {})) for key in place.keywords
        }


def _amenity(amenity: Any, language: str) -> Told:
    return {
        "kind": amenity.kind,
        "wheelchair": amenity.wheelchair,
        "fee": amenity.fee,
        "opening_hours": [{"rule": amenity.opening_hours, "comment": ""}]
        if amenity.opening_hours
        else [],
    }


def _address(entry: Any, language: str) -> Told:
    return {
        "street_address": chosen(entry.street_address, language)[0],
        "postal_code": entry.postal_code,
        "city": entry.city,
    }


def _hours(entry: Any, language: str) -> list[Told]:
    return [
        {"rule": hours.rule, "comment": chosen(hours.comment, language)[0]}
        for hours in entry.opening_hours.all()
    ]


def _coordinates(point: Any) -> list[float]:
    return [round(point.x, 7), round(point.y, 7)]


def _web(address: str) -> str:
    """Let through what is safe to link to: sources can hold javascript: and the like."""
    return address if address.lower().startswith(("http://", "https://")) else ""


def _open(model: Any, field: str) -> Callable[[], Prefetch[Any]]:
    """Fetch only what is open, in a steady order; made anew for each question."""
    return lambda: Prefetch(
        field, queryset=model.objects.open().select_related("source").order_by("pk")
    )


def _open_components() -> Prefetch[Any]:
    parts = HubComponent.objects.open().select_related("source", "live_status").order_by("pk")
    return Prefetch("components", queryset=parts)


def _open_places() -> Prefetch[Any]:
    places = Place.objects.open().select_related("source").order_by("pk")
    return Prefetch("places", queryset=places.prefetch_related("opening_hours"))


def _plain(field: str) -> Callable[[], Prefetch[Any]]:
    return lambda: Prefetch(field)


COLLECTIONS = {
    collection.name: collection
    for collection in (
        Collection(
            "stations",
            "station",
            Station,
            _station,
            prefetch=(
                _open(Entrance, "entrances"),
                _open(Pathway, "pathways"),
                _open(HubComponent, "hub_components"),
            ),
            parts=("entrances", "pathways"),
        ),
        Collection("trails", "trail", Trail, _trail, defer=("access_points",)),
        Collection(
            "hubs",
            "hub",
            Hub,
            _hub,
            prefetch=(_open_components,),
            parts=("components",),
        ),
        Collection(
            "organisations",
            "organisation",
            Organisation,
            _organisation,
            prefetch=(_plain("topics"), _plain("opening_hours"), _open_places),
            parts=("places",),
        ),
        Collection(
            "places",
            "place",
            Place,
            _place,
            prefetch=(
                _plain("opening_hours"),
                _open(Entrance, "entrances"),
                _open(Organisation, "organisation"),
            ),
            parts=("entrances", "organisation"),
            listed=lambda places: places.of_its_own(),
            gather=_name_keywords,
        ),
        Collection(
            "amenities",
            "amenity",
            Amenity,
            _amenity,
            is_endpoint=False,
        ),
    )
}
