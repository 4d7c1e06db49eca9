"""Hostile data does no harm: no crash, no hidden character, no link that is none."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

from geodata.area import Area
from importers.osm import parse
from importers.osm.elements import read_elements
from importers.records import Problem, Record

NASTY = [
    "x" * 10_000,
    "a\x00b\x1b[31m",
    "\u202egpj.exe",
    "<img src=x onerror=alert(1)>",
    "\ud800",
    "=cmd|' /C calc'!A0",
    "",
    " ",
    "\U000e0041",
]
KINDS: list[dict[str, str]] = [
    {"railway": "station"},
    {"railway": "subway_entrance"},
    {"amenity": "library"},
    {"office": "ngo"},
    {"amenity": "cafe"},
    {"amenity": "bicycle_rental"},
    {"place": "suburb"},
    {"addr:street": "Tie", "addr:housenumber": "1"},
]
TEXTS = ("name", "name:sv", "alt_name", "website", "phone", "email", "opening_hours", "ref")
MORE = ("operator", "addr:housenumber", "addr:street", "wheelchair", "fee", "description")


def node(number: int, /, **tags: str) -> dict[str, Any]:
    return {"type": "node", "id": number, "lon": 25.01, "lat": 60.01, "tags": tags}


def found(elements: list[dict[str, Any]], area: Area) -> list[Record | Problem]:
    text = json.dumps({"elements": elements})
    return list(parse(BytesIO(text.encode()), area))


def test_nasty_texts_under_every_key_of_every_kind(tiny_area: Area) -> None:
    elements = [
        node(number * 100 + place, **(kind | {key: nasty}))
        for number, kind in enumerate(KINDS, 1)
        for place, (key, nasty) in enumerate((k, n) for k in (*TEXTS, *MORE) for n in NASTY)
    ]
    records = found(elements, tiny_area)
    assert len(records) > 500
    for record in records:
        shown = repr(record)
        assert len(shown) < 2000
        assert not any(sign in shown for sign in ("\\x00", "\\x1b", "\\u202e", "\\ud800"))
        assert getattr(record, "website", "") in ("", "https://gpj.exe")
    reasons = {(r.kind, r.reason) for r in records if isinstance(r, Problem)}
    assert ("station", "its name has 10000 characters, OpenStreetMap allows 255") in reasons
    assert ("address", "its house number is too long") in reasons


def test_relations_that_contain_themselves_or_nothing(tiny_area: Area) -> None:
    kinds: list[dict[str, str]] = [
        {"type": "route", "route": "hiking"},
        {"type": "superroute", "route": "bicycle"},
        {"type": "boundary", "boundary": "administrative", "admin_level": "10"},
        {"type": "multipolygon", "natural": "beach"},
        {"type": "public_transport", "public_transport": "stop_area"},
        {"type": "multipolygon", "railway": "station"},
        {"type": "site", "amenity": "library", "name": "Kirjasto"},
    ]
    elements: list[dict[str, Any]] = [node(1, railway="subway_entrance")]
    for number, tags in enumerate(kinds, 10):
        itself = {"type": "relation", "ref": number, "role": "outer"}
        nothing = {"type": "way", "ref": 999, "role": "outer"}
        members = [itself, nothing, {"type": "node", "ref": 998, "role": "label"}]
        elements.append({"type": "relation", "id": number, "tags": tags, "members": members})
        elements.append({"type": "relation", "id": number + 50, "tags": tags})
    assert [record.source_id for record in found(elements, tiny_area)] == [
        "relation/12",
        "relation/62",
        "node/1",
    ]


def test_ways_of_no_one_and_many_equal_nodes(tiny_area: Area) -> None:
    lengths = (0, 1, 2, 3, 2000)
    tags = {"highway": "path", "name": "Polku", "natural": "beach", "railway": "station"}
    elements: list[dict[str, Any]] = [node(1)]
    elements += [
        {"type": "way", "id": 10 + number, "nodes": [1] * length, "tags": tags}
        for number, length in enumerate(lengths)
    ]
    members = [{"type": "way", "ref": 10 + n, "role": "outer"} for n in range(len(lengths))]
    for number, more in enumerate(({"route": "foot"}, {"boundary": "postal_code"}), 30):
        relation = {"type": "relation", "id": number, "members": members}
        elements.append({**relation, "tags": {"type": "route", "name": "R", **more}})
    nouns = {getattr(record, "noun", "problem") for record in found(elements, tiny_area)}
    assert nouns <= {"station", "trail", "amenity", "problem", "district"}


def test_five_hundred_relations_in_each_other_are_read_to_the_end(tiny_area: Area) -> None:
    # Each way from one to another, instead of each relation once, would take for ever.
    refs = range(1000, 1500)
    members = [{"type": "relation", "ref": ref, "role": ""} for ref in refs]
    tags = {"type": "superroute", "route": "hiking", "name": "Kaikki"}
    elements: list[dict[str, Any]] = [
        {"type": "relation", "id": ref, "tags": tags, "members": members} for ref in refs
    ]
    assert found(elements, tiny_area) == []


def test_positions_out_of_range_are_left_out(tiny_area: Area) -> None:
    elements = [
        {**node(1, amenity="bench"), "lon": 200},
        {**node(2, amenity="bench"), "lat": -91},
        {**node(3, amenity="bench"), "lon": 60.01, "lat": 25.01},
        node(4, amenity="bench"),
    ]
    assert [record.source_id for record in found(elements, tiny_area)] == ["node/4"]


def test_what_was_never_uploaded_has_negative_ids(tmp_path: Path) -> None:
    """JOSM saves them so; a stop of a route among them must not end the import."""
    file = tmp_path / "josm.osm"
    file.write_text(
        '<osm version="0.6"><node id="-1" lat="60.01" lon="25.01"/>'
        '<node id="2" lat="60.01" lon="25.01"><tag k="amenity" v="bench"/></node>'
        '<relation id="-3"><member type="node" ref="-1" role="stop"/></relation></osm>'
    )
    data = read_elements(file)
    assert (list(data.nodes), list(data.relations), data.member_nodes) == ([2], [-3], {})
