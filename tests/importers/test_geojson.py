"""GeoJSON is read in the systems that are known, or refused in one clear sentence."""

from __future__ import annotations

import io
import json
import tracemalloc
from typing import Any

import pytest
from shapely import Point

from importers.errors import InputError
from importers.geojson import Feature, Unusable, placed, read_collection
from tests.importers.bringing import ESPOO

TAPIOLA = (24.80351, 60.17493)
EAST, NORTH = 25489093.8, 6673578.7  # the same in EPSG:3879


def collection(crs: object, *positions: Any) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": each}}
        for each in positions
    ]
    return {"type": "FeatureCollection", "features": features} | ({"crs": crs} if crs else {})


def named(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def positions(document: object) -> list[tuple[float, float]]:
    found = read_collection(io.BytesIO(json.dumps(document).encode()), ESPOO)
    points = [
        placed(each, found.system, ESPOO) for each in found.features if isinstance(each, Feature)
    ]
    return [(each.x, each.y) for each in points if isinstance(each, Point)]


def test_it_works() -> None:
    assert positions(collection(None, [*TAPIOLA], [*TAPIOLA, 12.5])) == [TAPIOLA, TAPIOLA]


@pytest.mark.parametrize(
    "name",
    [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "OGC:CRS84",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "EPSG:4326",
        "urn:ogc:def:crs:EPSG::4326",
    ],
)
def test_degrees_are_longitude_first_however_they_are_named(name: str) -> None:
    assert positions(collection(named(name), [*TAPIOLA])) == [TAPIOLA]


@pytest.mark.parametrize("pair", [[EAST, NORTH], [NORTH, EAST]])
@pytest.mark.parametrize(
    "name",
    [
        "EPSG:3879",
        "urn:ogc:def:crs:EPSG::3879",
        "http://www.opengis.net/def/crs/EPSG/0/3879",
        "http://www.opengis.net/gml/srs/epsg.xml#3879",
    ],
)
def test_of_both_orders_of_axes_the_one_in_the_area_is_meant(name: str, pair: list[float]) -> None:
    [found] = positions(collection(named(name), pair))
    assert found == pytest.approx(TAPIOLA, abs=1e-5)


def test_the_system_may_be_named_after_the_features() -> None:
    document = collection(None, [EAST, NORTH]) | {"crs": named("EPSG:3879")}
    [found] = positions(document)
    assert found == pytest.approx(TAPIOLA, abs=1e-5)


def test_finland_s_own_system() -> None:
    [found] = positions(collection(named("EPSG:3067"), [378147.3, 6672919.7]))
    assert found == pytest.approx(TAPIOLA, abs=1e-5)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"  \n", "The file is empty"),
        (b"<!DOCTYPE html><title>Sorry</title>", "This is HTML or XML"),
        (b"[1]", "does not begin with"),
        (b"\xff\xfe{", "does not begin with"),
        (b"{}", "not a GeoJSON FeatureCollection: its type is ''"),
        (b'{"type": "Feature"}', "its type is 'Feature'"),
        (b'{"type": "FeatureCollection"}', "no list of features"),
        (b'{"type": "FeatureCollection", "features": {}}', "no list of features"),
        (b'{"type": "FeatureCollection", "features": [', "ends too early"),
        (b'{"type": "FeatureCollection", "features": [nil]}', "not GeoJSON|damaged"),
        (b'{"type": "FeatureCollection", "features": [[NaN, 60]]}', "not GeoJSON|damaged"),
        (b'{"type": "FeatureCollection", "features": ["\xff"]}', "not GeoJSON|damaged"),
        (b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000, "brackets within"),
        (json.dumps(collection(named("EPSG:2056"))).encode(), "'EPSG:2056' is not known"),
        (json.dumps(collection(named("file:///etc/passwd"))).encode(), "is not known; known"),
        (json.dumps(collection({"type": "link"})).encode(), "names no coordinate system"),
        (json.dumps(collection(7)).encode(), "names no coordinate system"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told) as raised:
        list(read_collection(io.BytesIO(content), ESPOO).features)
    assert "\n" not in str(raised.value)


def test_a_byte_order_mark_does_no_harm() -> None:
    content = b"\xef\xbb\xbf" + json.dumps(collection(None, [*TAPIOLA])).encode()
    assert len(list(read_collection(io.BytesIO(content), ESPOO).features)) == 1


@pytest.mark.parametrize(
    ("geometry", "told"),
    [
        (None, "has no geometry"),
        ("POINT(1 2)", "not a GeoJSON geometry"),
        ({"type": "Circle"}, "cannot be read"),
        ({"type": "Point", "coordinates": []}, "no coordinates"),
        ({"type": "Point", "coordinates": ["24", "60"]}, "cannot be read"),
        ({"type": "Point", "coordinates": [1e999, 60]}, "cannot be read"),
        ({"type": "Polygon", "coordinates": [[[24, 60], [25, 60], [25, 61]]]}, "cannot be read"),
    ],
)
def test_an_unusable_geometry_is_told(geometry: object, told: str) -> None:
    document = collection(None)
    document["features"] = [{"type": "Feature", "properties": None, "geometry": geometry}]
    found = read_collection(
        io.BytesIO(json.dumps(document).replace("Infinity", "1e999").encode()), ESPOO
    )
    [feature] = found.features
    assert isinstance(feature, Feature)
    with pytest.raises(Unusable, match=told):
        placed(feature, found.system, ESPOO)


def test_collections_within_collections_are_no_polygon_and_do_no_harm() -> None:
    geometry: dict[str, Any] = {"type": "Point", "coordinates": [24.8, 60.17]}
    for _ in range(300):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    document = collection(None)
    document["features"] = [{"type": "Feature", "properties": {}, "geometry": geometry}]
    found = read_collection(io.BytesIO(json.dumps(document).encode()), ESPOO)
    [feature] = found.features
    assert isinstance(feature, Feature)
    assert placed(feature, found.system, ESPOO).geom_type == "GeometryCollection"


def test_memory_stays_constant_in_the_number_of_features() -> None:
    one = json.dumps(collection(None, [*TAPIOLA])["features"][0])

    def peak(count: int) -> int:
        text = f'{{"type": "FeatureCollection", "features": [{",".join([one] * count)}]}}'
        stream = io.BytesIO(text.encode())
        tracemalloc.start()
        for _ in read_collection(stream, ESPOO).features:
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(20_000) < 1.5 * peak(2_000)
