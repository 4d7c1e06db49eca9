"""The rules by which two entries are the same, may be, or are not: as a table."""

from __future__ import annotations

from typing import Any

import pytest

from geodata.models import Event, HubComponent, Organisation, Place, Station
from importers.sameness import TABLE, compare

MODELS: dict[str, Any] = {
    "organisation": Organisation,
    "place": Place,
    "station": Station,
    "hub_component": HubComponent,
    "event": Event,
}
KIRJASTO = {"fi": "Kallion kirjasto", "sv": "Berghälls bibliotek"}
MERGED, PROPOSED, NOTHING = "merged by rule", "laid before a person", "nothing"
FI = {"fi": "Kallion kirjasto"}


def verdict(noun: str, one: dict[str, Any], other: dict[str, Any], metres: float | None) -> str:
    model = MODELS[noun]
    alike = compare(noun, model(**one), model(**other), metres)
    if alike.by_rule:
        return MERGED
    return PROPOSED if alike.score >= TABLE[noun]["propose_at"] else NOTHING


@pytest.mark.parametrize(
    ("noun", "one", "other", "metres", "expected"),
    [
        # Whoever shares an identifier is the same, whatever else they say.
        (
            "organisation",
            {"name": FI, "identifiers": ["tprek:1"]},
            {"name": {"fi": "X"}, "identifiers": ["tprek:1"]},
            900,
            MERGED,
        ),
        (
            "place",
            {"name": {}, "identifiers": ["lipas:7", "a:1"]},
            {"name": {}, "identifiers": ["lipas:7"]},
            None,
            MERGED,
        ),
        # Whoever has another identifier of the same kind is not.
        (
            "organisation",
            {"name": FI, "identifiers": ["tprek:1"]},
            {"name": FI, "identifiers": ["tprek:2"]},
            0,
            NOTHING,
        ),
        # Another kind of identifier says nothing.
        (
            "organisation",
            {"name": FI, "identifiers": ["tprek:1"]},
            {"name": FI, "identifiers": ["wikidata:Q1"]},
            0,
            MERGED,
        ),
        # The same name near by.
        ("organisation", {"name": FI}, {"name": KIRJASTO}, 0, MERGED),
        ("organisation", {"name": FI}, {"name": KIRJASTO}, 60, MERGED),
        ("organisation", {"name": FI}, {"name": KIRJASTO}, 61, PROPOSED),
        ("organisation", {"name": {"fi": "KALLION  KIRJASTO"}}, {"name": FI}, 10, MERGED),
        ("organisation", {"name": {"fi": "Kirjasto, Kallion"}}, {"name": FI}, 10, MERGED),
        ("organisation", {"name": {"": "Kallion kirjasto"}}, {"name": FI}, 10, MERGED),
        (
            "organisation",
            {"name": {"fi": "Espoon Haukat ry"}},
            {"name": {"fi": "Espoon Haukat"}},
            10,
            MERGED,
        ),
        # A name is not compared with one in another language.
        ("organisation", {"name": {"fi": "Sello"}}, {"name": {"sv": "Sello"}}, 0, NOTHING),
        # Nearly the same name is for a person to judge.
        ("organisation", {"name": FI}, {"name": {"fi": "Kallion lastenkirjasto"}}, 10, PROPOSED),
        (
            "organisation",
            {"name": FI},
            {"name": {"fi": "Kallion kirjasto ja kahvila"}},
            10,
            PROPOSED,
        ),
        ("organisation", {"name": FI}, {"name": {"fi": "Kallion uimahalli"}}, 10, NOTHING),
        ("organisation", {"name": FI}, {"name": {"fi": "Sörnäisten poliisi"}}, 0, NOTHING),
        # Without a position the name and how to reach it decide.
        (
            "organisation",
            {"name": FI, "website": "https://a.fi/"},
            {"name": FI, "website": "https://A.fi"},
            None,
            MERGED,
        ),
        ("organisation", {"name": FI}, {"name": FI}, None, PROPOSED),
        (
            "organisation",
            {"name": FI, "telephone": "+358 1"},
            {"name": {"fi": "Muu nimi"}, "telephone": "+358 1"},
            20,
            NOTHING,
        ),
        # Stations of different modes are different stations.
        (
            "station",
            {"name": {"fi": "Tapiola"}, "mode": "subway"},
            {"name": {"fi": "Tapiola"}, "mode": "subway"},
            250,
            MERGED,
        ),
        (
            "station",
            {"name": {"fi": "Tapiola"}, "mode": "subway"},
            {"name": {"fi": "Tapiola"}, "mode": "bus"},
            0,
            NOTHING,
        ),
        (
            "station",
            {"name": {"fi": "Tapiola"}, "mode": "subway"},
            {"name": {"fi": "Tapiola"}, "mode": "subway"},
            400,
            NOTHING,
        ),
        # What has no name is never the same by its position alone.
        ("hub_component", {"name": {}, "kind": "taxi"}, {"name": {}, "kind": "taxi"}, 0, NOTHING),
        (
            "hub_component",
            {"name": {"fi": "Hanasaari"}, "kind": "shared_bikes"},
            {"name": {"fi": "Hanasaari"}, "kind": "shared_bikes"},
            30,
            MERGED,
        ),
        # Events at another time are other events.
        ("event", {"name": FI, "starts_at": 1}, {"name": FI, "starts_at": 1}, 5, MERGED),
        ("event", {"name": FI, "starts_at": 1}, {"name": FI, "starts_at": 2}, 5, NOTHING),
    ],
)
def test_it_works(
    noun: str, one: dict[str, Any], other: dict[str, Any], metres: float | None, expected: str
) -> None:
    assert verdict(noun, one, other, metres) == expected
    assert verdict(noun, other, one, metres) == expected
