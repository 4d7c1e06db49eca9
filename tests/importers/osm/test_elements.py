"""Every format gives the same elements; everything else gives a message that helps."""

from __future__ import annotations

import bz2
import gzip
import json
from io import BytesIO
from pathlib import Path

import osmium
import pytest

from importers.errors import InputError
from importers.osm.elements import Member, Node, OsmData, Relation, Way, read_elements
from importers.osm.errors import (
    DamagedFileError,
    EmptyFileError,
    EntitiesRefusedError,
    NotOsmError,
    OsmFileError,
    TruncatedFileError,
)

XML = b"""<osm version="0.6">
<node id="1" lon="25.0" lat="60.0"/><node id="2" lon="25.1" lat="60.1"><tag k="a" v="b"/></node>
<way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><tag k="highway" v="path"/></way>
<way id="6"><nd ref="2"/><nd ref="1"/></way><way id="7"><nd ref="1"/><nd ref="2"/></way>
<relation id="9"><member type="way" ref="6" role="outer"/><member type="node" ref="1" role=""/>
<member type="relation" ref="8" role="x"/><tag k="type" v="route"/></relation></osm>"""
JSON = {
    "version": 0.6,
    "osm3s": {"timestamp_osm_base": "2026-01-31T10:00:00Z"},
    # Ways before their nodes, and one element twice: pieces of a download overlap.
    "elements": [
        {
            "type": "relation",
            "id": 9,
            "members": [
                {"type": "way", "ref": 6, "role": "outer"},
                {"type": "node", "ref": 1, "role": ""},
                {"type": "relation", "ref": 8, "role": "x"},
            ],
            "tags": {"type": "route"},
        },
        {"type": "way", "id": 5, "nodes": [1, 2, 3], "tags": {"highway": "path"}},
        {"type": "way", "id": 6, "nodes": [2, 1]},
        {"type": "way", "id": 7, "nodes": [1, 2]},
        {"type": "node", "id": 1, "lat": 60.0, "lon": 25.0},
        {"type": "node", "id": 2, "lat": 60.1, "lon": 25.1, "tags": {"a": "b"}},
        {"type": "node", "id": 2, "lat": 60.1, "lon": 25.1, "tags": {"a": "b"}},
    ],
}
HUGE = '{"type": "way", "id": 1, "nodes": [9999999999999999999]}'
NODES = {2: Node(2, 25.1, 60.1, {"a": "b"})}
WAYS = {
    5: Way(5, {"highway": "path"}, [1, 2, 3], [(25.0, 60.0), (25.1, 60.1), None]),
    6: Way(6, {}, [2, 1], [(25.1, 60.1), (25.0, 60.0)]),
}
RELATIONS = {
    9: Relation(
        9, {"type": "route"}, [Member("w", 6, "outer"), Member("n", 1, ""), Member("r", 8, "x")]
    )
}


def pbf(folder: Path) -> bytes:
    source, target = folder / "small.osm", folder / "small.osm.pbf"
    source.write_bytes(XML)
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for item in osmium.FileProcessor(str(source)):
            writer.add(item)
    return target.read_bytes()


def check(data: OsmData) -> None:
    assert (data.nodes, data.ways, data.relations) == (NODES, WAYS, RELATIONS)
    assert data.member_nodes == {1: (25.0, 60.0)}


def test_it_works() -> None:
    check(read_elements(BytesIO(XML)))


def test_pbf_compressed_xml_and_json_give_the_same(tmp_path: Path) -> None:
    check(read_elements(BytesIO(pbf(tmp_path))))
    check(read_elements(BytesIO(gzip.compress(XML))))
    check(read_elements(BytesIO(bz2.compress(XML))))
    check(read_elements(BytesIO(json.dumps(JSON).encode())))
    check(read_elements(BytesIO(b"\xef\xbb\xbf" + json.dumps(JSON, indent=1).encode())))


def test_a_path_and_an_open_file_are_read_in_place(tmp_path: Path) -> None:
    path = tmp_path / "whatever it is called.txt"
    path.write_bytes(XML)
    check(read_elements(path))
    check(read_elements(str(path)))
    with path.open("rb") as stream:
        check(read_elements(stream))


def test_json_tells_its_date() -> None:
    data = read_elements(BytesIO(json.dumps(JSON).encode()))
    assert str(data.data_date) == "2026-01-31"


def test_json_is_read_across_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.osm.json_file.CHUNK_BYTES", 7)
    check(read_elements(BytesIO(json.dumps(JSON).encode())))


def test_positions_outside_the_world_count_as_missing() -> None:
    xml = b"""<osm version="0.6"><node id="1" lon="181" lat="60"><tag k="a" v="b"/></node>
    <node id="2" lon="25" lat="60"/><way id="5"><nd ref="1"/><nd ref="2"/><tag k="a" v="b"/></way>
    </osm>"""
    data = read_elements(BytesIO(xml))
    assert data.nodes == {}
    assert data.ways[5].coordinates == [None, (25.0, 60.0)]
    answer = (
        b'{"elements":[{"type":"node","id":1,"lon":NaN,"lat":60,"tags":{"a":"b"}},'
        b'{"type":"node","id":2,"lon":1e999,"lat":60,"tags":{"a":"b"}},'
        b'{"type":"way","id":5,"nodes":[1],"tags":{"a":"b"}}]}'
    )
    data = read_elements(BytesIO(answer))
    assert data.nodes == {}
    assert data.ways[5].coordinates == [None]


def element(text: str) -> bytes:
    return b'{"elements": [' + text.encode() + b"]}"


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", EmptyFileError, "the file is empty"),
        (b" \n", EmptyFileError, "the file is empty"),
        (b'<osm version="0.6"/>', EmptyFileError, "no tagged nodes, ways or relations"),
        (b'{"elements": []}', EmptyFileError, "no tagged nodes, ways or relations"),
        (b"\x00\x00\x00", TruncatedFileError, "ends after 3 bytes"),
        (XML[:-30], TruncatedFileError, "the XML ends before it is closed"),
        (gzip.compress(XML, mtime=0)[:20], TruncatedFileError, "compressed file ends too early"),
        (json.dumps(JSON).encode()[:-20], TruncatedFileError, "in the middle of an element"),
        (b'{"elements": [', TruncatedFileError, "ends inside its list of elements"),
        (b"GIF89a and so on, and on, and on", NotOsmError, "not OpenStreetMap data"),
        (b"<html><body>busy</body></html>", NotOsmError, "not OpenStreetMap's"),
        (b'<osmChange version="0.6"></osmChange>', NotOsmError, "a list of changes"),
        (
            gzip.compress(b"GIF89a and so on, and on", mtime=0),
            NotOsmError,
            "not OpenStreetMap data",
        ),
        (b"\x1f\x8bthis only looks like gzip", NotOsmError, "cannot be unpacked"),
        (b'{"type": "FeatureCollection", "features": []}', NotOsmError, "GeoJSON"),
        (b'{"elements": {"a": 1}}', NotOsmError, "no list"),
        (element('"node"'), NotOsmError, "no list"),
        (element('{"type": "node", "id": 1}'), DamagedFileError, "element 1"),
        (element('{"type": "way", "id": 1}'), DamagedFileError, "element 1"),
        (element('{"id": 1} x'), DamagedFileError, "element 1"),
        (element('{"type": "node", "id": "x"}'), DamagedFileError, "element 1"),
        (
            element(HUGE),
            DamagedFileError,
            "Overflow",
        ),
        (element('{"type": "relation", "id": 1, "members": [5]}'), DamagedFileError, "element 1"),
        (element('{"type": "relation", "id": 1, "tags": 5}'), DamagedFileError, "element 1"),
        (element('{"a": ' + "[" * 100_000), DamagedFileError, "RecursionError"),
        (element("{oops}"), DamagedFileError, "the JSON is broken"),
        (b'{"elements": [\xff\xff', DamagedFileError, "UnicodeDecodeError"),
        (
            b'<osm version="0.6"><node id="1" lon="1e3" lat="nan"><tag k="a" v="b"/></node></osm>',
            DamagedFileError,
            "wrong format for coordinate",
        ),
        (
            b'<osm version="0.6"><node id="1" lon="1" lat="1"><tag k="name" v="'
            + b"x" * 10_000
            + b'"/></node></osm>',
            DamagedFileError,
            "tag value is too long",
        ),
    ],
)
def test_other_files_are_refused(content: bytes, error: type[OsmFileError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        read_elements(BytesIO(content))
    assert isinstance(caught.value, InputError)
    assert str(caught.value).startswith("the stream: ")


def test_an_xml_bomb_is_refused_before_it_is_parsed() -> None:
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{rows}]><osm version="0.6"/>'
    with pytest.raises(EntitiesRefusedError, match="declares a document type or entities"):
        read_elements(BytesIO(bomb.encode()))
    late = f'<?xml version="1.0"?><!--{" " * 5000}-->' + bomb.partition("?>")[2]
    with pytest.raises(OsmFileError):
        read_elements(BytesIO(late.encode()))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_pbf_is_refused_by_name(tmp_path: Path, share: float) -> None:
    whole = pbf(tmp_path)
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(OsmFileError, match=r"^broken\.osm\.pbf: ") as caught:
        read_elements(path)
    assert isinstance(caught.value, TruncatedFileError)


def test_a_damaged_pbf_is_refused(tmp_path: Path) -> None:
    whole = bytearray(pbf(tmp_path))
    whole[-40:-20] = b"\0" * 20
    with pytest.raises(OsmFileError):
        read_elements(BytesIO(bytes(whole)))
