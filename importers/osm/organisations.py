"""Find organisations and the places where they are found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from geodata.coordinates import Box
from geodata.texts import Texts, fold
from importers.osm.addresses import StreetNames, city, postal_code
from importers.osm.distances import metres_between
from importers.osm.features import Feature, features
from importers.osm.model import OsmData
from importers.osm.rules import read_rules, read_table
from importers.osm.texts import (
    UnusableTags,
    email,
    names,
    short_text,
    telephone,
    texts_of,
    website,
    wheelchair,
)
from importers.records import OrganisationRecord, PlaceRecord, Problem

TABLE = "organisations.toml"
OPENING_HOURS_LONGEST = 255


def read_organisations(
    data: OsmData, streets: StreetNames, box: Box
) -> Iterator[OrganisationRecord | Problem]:
    """Yield every organisation that has a name; what stands for one twice is one."""
    named: list[tuple[Feature, Texts]] = []
    for feature in features(data, read_rules(TABLE, "organisation"), box):
        try:
            name = names(feature.tags)
        except UnusableTags as error:
            yield Problem("organisation", feature.source_id, str(error))
            continue
        if name:
            named.append((feature, name))
    for feature in _once(named):
        yield _organisation(feature, streets)


def _once(named: list[tuple[Feature, Texts]]) -> Iterator[Feature]:
    """Join objects of one kind and name; the first keeps its tags, the others add to them."""
    metres = read_table(TABLE)["one_organisation_metres"]
    kept: list[Feature] = []
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for feature, name in named:
        keys = {(feature.kind, fold(text)) for text in name.values()}
        same = [
            number
            for key in sorted(keys)
            for number in by_name[key]
            if _metres(kept[number], feature) <= metres
        ]
        number = same[0] if same else len(kept)
        if same:
            kept[number] = replace(kept[number], tags={**feature.tags, **kept[number].tags})
        else:
            kept.append(feature)
        for key in keys:
            by_name[key].append(number)
    yield from kept


def _metres(one: Feature, other: Feature) -> float:
    return metres_between((one.lon, one.lat), (other.lon, other.lat))


def _organisation(feature: Feature, streets: StreetNames) -> OrganisationRecord:
    tags = feature.tags
    return OrganisationRecord(
        source_id=feature.source_id,
        name=names(tags),
        kind=feature.kind,
        point=feature.point,
        description=texts_of(tags, "description"),
        website=website(tags),
        email=email(tags),
        telephone=telephone(tags),
        street_address=streets.street_address(tags),
        postal_code=postal_code(tags),
        city=city(tags),
        wheelchair=wheelchair(tags),
        opening_hours=short_text(tags, "opening_hours", longest=OPENING_HOURS_LONGEST),
    )


def place_of(organisation: OrganisationRecord) -> PlaceRecord | None:
    """Return the place where an organisation is found, None when its position is not known."""
    if organisation.point is None:
        return None
    kinds: dict[str, str] = read_table(TABLE)["places"]
    return PlaceRecord(
        source_id=organisation.source_id,
        name=organisation.name,
        kind=kinds.get(organisation.kind, organisation.kind),
        point=organisation.point,
        organisation=organisation.source_id,
        street_address=organisation.street_address,
        postal_code=organisation.postal_code,
        city=organisation.city,
        wheelchair=organisation.wheelchair,
        website=organisation.website,
        telephone=organisation.telephone,
        opening_hours=organisation.opening_hours,
    )
