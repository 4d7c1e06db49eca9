"""Whatever is done to a source's file, it is read or refused, and nothing else happens."""

from __future__ import annotations

import copy
import io
import json
import os
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from importers.errors import InputError
from importers.records import Problem, Record
from importers.registry import source_module
from importers.run import PLAUSIBLE_DEGREES
from importers.soundness import Unsound
from importers.staging import check
from importers.uploads.geojson import read_geojson
from tests.importers.bringing import CAPITAL_REGION, FIXTURES, feed

ROUNDS = int(os.environ.get("SERVICEMAP_ROUNDS", "150"))
WFS: dict[str, Any] = {
    "version": "1.0.0",
    "layer": "GIS:EcoCounter",
    "crs": "EPSG:3879",
    "noun": "amenity",
    "kind": "counter",
    "names": {"fi": "name"},
}
FILES: dict[str, tuple[str, dict[str, Any] | None]] = {
    "register": ("servicemap_register", None),
    "servicemap_v2/unit.json": ("servicemap_v2", None),
    "linkedevents/events.json": ("linkedevents", None),
    "lipas/sports-places.json": ("lipas", {"city_codes": [49]}),
    "lipas/sports-sites.json": ("lipas", {"city_codes": [49]}),
    "districts/postal.json": ("postal_areas", None),
    "population/cells.json": ("population", None),
    "citybikes/stations.json": ("citybikes", None),
    "gbfs/stations-2.3.json": ("gbfs", None),
    "gbfs/stations-3.0.json": ("gbfs", None),
    "wfs/counters-1.0.0.xml": ("wfs", WFS),
}
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    10**400,
    float("nan"),
    float("inf"),
    "",
    " ",
    "\0",
    "a\u202eb",
    "\ud800",
    "x" * 10_000,
    "NaN",
    "0000-00-00T00:00:00Z",
    "https://[::1",
    "http://[x]/",
    "javascript:alert(1)",
    [],
    {},
    [[]],
    [None],
    {"fi": None},
    {"fi": {"fi": []}},
    {"": 1},
    [1, "a", None, {}],
    [[[[[[[[1]]]]]]]],
)


def nests(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return every place of a document where something lies: a list or dict, and where in it."""
    keys: Any = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        found.append((value, key))
        if isinstance(value[key], (dict, list)):
            nests(value[key], found)
    return found


def change_value(chance: random.Random, text: bytes) -> bytes:
    document = json.loads(text)
    for _ in range(chance.randint(1, 3)):
        holder, key = chance.choice(nests(document, []))
        holder[key] = copy.deepcopy(chance.choice(ODD))
    return json.dumps(document).encode()


def drop_value(chance: random.Random, text: bytes) -> bytes:
    document = json.loads(text)
    holder, key = chance.choice(nests(document, []))
    del holder[key]
    return json.dumps(document).encode()


def copy_value(chance: random.Random, text: bytes) -> bytes:
    document = json.loads(text)
    places = nests(document, [])
    (one, here), (other, there) = chance.choice(places), chance.choice(places)
    one[here] = copy.deepcopy(other[there])
    return json.dumps(document).encode()


def change_bytes(chance: random.Random, text: bytes) -> bytes:
    changed = bytearray(text)
    for _ in range(chance.randint(1, 5)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, text: bytes) -> bytes:
    return text[: chance.randrange(len(text))]


def repeat(chance: random.Random, text: bytes) -> bytes:
    start = chance.randrange(len(text))
    return text[:start] + text[start : start + 200] * 3 + text[start:]


def put_word(chance: random.Random, text: bytes) -> bytes:
    """Put something odd where a word of the XML or JSON was."""
    words = text.split(b">") if b"<" in text[:100] else text.split(b",")
    place = chance.randrange(len(words))
    words[place] = repr(chance.choice(ODD)).encode("utf-8", "replace")
    return (b">" if b"<" in text[:100] else b",").join(words)


def text_of(name: str) -> bytes:
    """Return a fixture; of the register all documents in one list."""
    path = FIXTURES / name
    if path.is_file():
        return path.read_bytes()
    items = [item for part in sorted(path.iterdir()) for item in json.loads(part.read_bytes())]
    return json.dumps(items).encode()


def lengthen_number(chance: random.Random, text: bytes) -> bytes:
    """Python refuses to read a whole number of more than 4,300 digits."""
    numbers = list(re.finditer(rb"\b\d+\b", text))
    place = chance.choice(numbers)
    return text[: place.start()] + b"9" * 5_000 + text[place.end() :]


Change = Callable[[random.Random, bytes], bytes]
OF_BYTES: tuple[Change, ...] = (change_bytes, cut, repeat, put_word, lengthen_number)
OF_JSON: tuple[Change, ...] = (change_value, change_value, change_value, drop_value, copy_value)


def read(source: str, options: dict[str, Any] | None, content: bytes) -> Iterator[str]:
    """Read and judge as an import does; yield what became of each record."""
    parse = source_module(source).parser(feed(source, options))
    for each in parse(io.BytesIO(content), CAPITAL_REGION):
        if isinstance(each, Problem):
            assert each.reason
            yield "problem"
        else:
            yield judged(each)


def judged(record: Record) -> str:
    try:
        check(record, CAPITAL_REGION.box.padded(PLAUSIBLE_DEGREES))
    except Unsound as error:
        assert str(error)
        return "unsound"
    return "sound"


@pytest.mark.parametrize("name", FILES)
def test_it_works(name: str) -> None:
    source, options = FILES[name]
    assert list(read(source, options, text_of(name)))


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_read_or_refused(name: str) -> None:
    source, options = FILES[name]
    text = text_of(name)
    changes = OF_BYTES if name.endswith(".xml") else OF_BYTES + OF_JSON
    refused = read_on = 0
    for number in range(ROUNDS):
        chance = random.Random(f"{name} {number}")  # noqa: S311 - the same every time
        content = chance.choice(changes)(chance, text)
        try:
            list(read(source, options, content))
            read_on += 1
        except InputError as error:
            assert str(error)
            refused += 1
    assert refused
    assert read_on


@pytest.mark.parametrize("name", [each for each in FILES if not each.endswith(".xml")])
@pytest.mark.parametrize("odd", [None, 5, "text", [], {}, [[]], [None, 1, "x"]], ids=repr)
def test_a_document_of_another_shape_is_read_or_refused(name: str, odd: object) -> None:
    source, options = FILES[name]
    try:
        assert "sound" not in read(source, options, json.dumps(odd).encode())
    except InputError as error:
        assert str(error)


def test_names_that_run_backwards_or_never_end_are_told(tmp_path: Path) -> None:
    document = json.loads((FIXTURES / "gbfs/stations-2.3.json").read_bytes())
    stations = document["data"]["stations"]
    sound = sum(each == "sound" for each in read("gbfs", None, json.dumps(document).encode()))
    for number, name in enumerate(("a\u202eb", "x" * 10_000, "a\0b")):
        stations.append(stations[0] | {"station_id": f"odd{number}", "name": name})
    found = list(read("gbfs", None, json.dumps(document).encode()))
    assert found.count("sound") == sound
    assert len(found) >= sound + 3


def test_a_number_of_thousands_of_digits_does_not_crash_the_reader_of_uploads() -> None:
    text = (FIXTURES / "districts/postal.json").read_bytes()
    content = re.sub(rb"\b\d+\.\d+\b", b"9" * 5_000, text, count=1)
    assert content != text
    with pytest.raises(InputError):
        list(read_geojson(io.BytesIO(content)).rows)
