"""Positions and boxes are lon, lat degrees, and whatever else is told with what would be right."""

import pyproj
import pytest
import shapely

from geodata.coordinates import (
    Box,
    CoordinateError,
    LonLat,
    check_lonlat,
    parse_lonlat,
    to_metric,
    to_wgs84,
)

ESPOO = Box(24.49, 60.07, 24.88, 60.37)


def test_it_works() -> None:
    assert parse_lonlat("24.80351, 60.17493") == LonLat(24.80351, 60.17493)
    assert Box.parse("24.6,60.1,24.9,60.3") == Box(24.6, 60.1, 24.9, 60.3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NaN,60", "not a finite number"),
        ("24,inf", "not a finite number"),
        ("1e999,60", "not a finite number"),
        ("60.2,124.6", "did you swap? The order is longitude,latitude: 124.6,60.2"),
        ("25472999,6672000", "looks like metres"),
        ("385000,6672000", "looks like metres"),
        ("200,100", "outside the world"),
        ("24.6", "1 parts, not 2"),
        ("24.6,60.2,3", "3 parts, not 2"),
        ("24.6;60.2", "not 2"),
        ("", "not 2"),
        ("24_0,60", "is not a number"),
        ("٢٤,60", "is not a number"),
        ("a,b", "is not a number"),
        ("24.6\0,60", "is not a number"),
    ],
)
def test_what_cannot_be_a_position_is_told(text: str, said: str) -> None:
    with pytest.raises(CoordinateError) as told:
        parse_lonlat(text)
    assert said in str(told.value)
    assert isinstance(told.value, ValueError)


def test_a_swapped_pair_is_recognised_when_the_area_is_known() -> None:
    assert parse_lonlat("60.2,24.6") == LonLat(60.2, 24.6)  # south of Karachi
    with pytest.raises(CoordinateError, match=r"did you swap\?"):
        parse_lonlat("60.2,24.6", ESPOO)


def test_a_position_outside_the_area_is_a_position() -> None:
    assert check_lonlat(2.35, 48.85, ESPOO) == LonLat(2.35, 48.85)


def test_a_message_can_be_translated() -> None:
    with pytest.raises(CoordinateError) as told:
        parse_lonlat("200,100")
    assert told.value.template % told.value.values == str(told.value)
    assert "%(lon)s" in told.value.template


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("24.6,60.1,24.9", "3 parts, not 4"),
        ("24.6,60.1,24.9,60.3,1", "5 parts, not 4"),
        ("24.9,60.1,24.6,60.3", "West (24.9) must be less than east"),
        ("24.6,60.3,24.9,60.1", "South (60.3) must be less than north"),
        ("24.6,60.1,24.6,60.3", "West"),
        ("179,60,-179,61", "West (179)"),
        ("NaN,60.1,24.9,60.3", "finite"),
        ("-1e6,60,1e6,61", "metres"),
    ],
)
def test_what_cannot_be_a_box_is_told(text: str, said: str) -> None:
    with pytest.raises(CoordinateError) as told:
        Box.parse(text)
    assert said in str(told.value)


def test_the_world_is_a_box() -> None:
    assert Box.parse("-180,-90,180,90").contains(24.8, 60.2)


def test_a_box_contains_its_edge_and_grows_within_the_world() -> None:
    assert ESPOO.contains(24.49, 60.07)
    assert not ESPOO.contains(24.489, 60.07)
    assert Box(179, 60, 179.9, 89.9).padded(0.5) == Box(178.5, 59.5, 180, 90)
    assert ESPOO.polygon().bounds == pytest.approx(ESPOO)
    assert ESPOO.centre == pytest.approx((24.685, 60.22))


def test_metric_is_easting_northing_even_where_the_standard_says_otherwise() -> None:
    # EPSG:3879 is defined northing first; its false easting is 25,500,000.
    point = to_metric(shapely.Point(25.0, 60.2), "EPSG:3879")
    assert point.x == pytest.approx(25_500_000, abs=0.01)
    _, _, from_equator = pyproj.Geod(ellps="GRS80").inv(25.0, 0.0, 25.0, 60.2)
    assert point.y == pytest.approx(from_equator, abs=0.01)
    back = to_wgs84(point, "EPSG:3879")
    assert (back.x, back.y) == pytest.approx((25.0, 60.2))
