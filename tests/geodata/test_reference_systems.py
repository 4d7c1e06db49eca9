"""Names of coordinate systems are known or refused; positions come in whichever order."""

import math

import pytest
from shapely import Point

from geodata.coordinates import Box
from geodata.reference_systems import (
    UnknownSystem,
    named_system,
    to_degrees,
    to_degrees_within,
    touches,
)

TAPIOLA = (24.80351, 60.17493)
EAST, NORTH = 25489093.802, 6673578.654
ESPOO = Box(24.49, 60.07, 24.88, 60.37)


@pytest.mark.parametrize(
    ("name", "code", "north_first"),
    [
        ("EPSG:3879", 3879, False),
        ("epsg:3067", 3067, False),
        ("urn:ogc:def:crs:EPSG::3879", 3879, True),
        ("urn:x-ogc:def:crs:EPSG:6.9:4326", 4326, True),
        ("urn:ogc:def:crs:EPSG::3067", 3067, False),
        ("http://www.opengis.net/def/crs/EPSG/0/3879", 3879, True),
        ("http://www.opengis.net/gml/srs/epsg.xml#3879", 3879, False),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", 4326, False),
        ("OGC:CRS84", 4326, False),
    ],
)
def test_it_works(name: str, code: int, north_first: bool) -> None:
    found = named_system(name)
    assert (found.code, found.north_first) == (code, north_first)


@pytest.mark.parametrize("name", ["", "WGS84", "EPSG:9999", "EPSG:38790", "3879", "EPSG:3879; x"])
def test_others_are_refused(name: str) -> None:
    with pytest.raises(UnknownSystem, match="is not known; known: EPSG:4326"):
        named_system(name)


def test_the_area_s_own_system_is_known_too() -> None:
    assert named_system("EPSG:2154", "EPSG:2154").code == 2154


def test_the_promised_order_comes_first_and_the_other_where_it_alone_fits() -> None:
    promised = named_system("urn:ogc:def:crs:EPSG::3879")
    for point in (Point(NORTH, EAST), Point(EAST, NORTH)):
        found = to_degrees_within(point, promised, ESPOO)
        assert (found.x, found.y) == pytest.approx(TAPIOLA, abs=1e-7)


def test_what_lands_nowhere_stays_as_promised() -> None:
    found = to_degrees_within(Point(1, 2), named_system("EPSG:4326"), ESPOO)
    assert (found.x, found.y) == (1, 2)
    lost = to_degrees(Point(1e300, 1e300), named_system("EPSG:3879"))
    assert not math.isfinite(lost.x)
    assert not touches(lost, ESPOO)
