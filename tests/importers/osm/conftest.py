"""Lend the tests a hand-made city, and a way to write a few elements down."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from geodata.area import Area, load_area
from geodata.coordinates import Box
from importers.osm.elements import OsmData, read_elements

FOLDER = Path(__file__).parents[2] / "fixtures" / "osm"
Write = Callable[[str], OsmData]


@pytest.fixture(scope="session")
def tiny_city() -> Path:
    return FOLDER / "tiny-city.osm"


@pytest.fixture(scope="session")
def tiny_area() -> Area:
    return load_area(FOLDER / "tiny-city.toml")


@pytest.fixture(scope="session")
def box(tiny_area: Area) -> Box:
    return tiny_area.box


@pytest.fixture(scope="session")
def write() -> Write:
    """Turn the inside of an <osm> element into data."""

    def data_of(xml: str) -> OsmData:
        return read_elements(BytesIO(f'<osm version="0.6">{xml}</osm>'.encode()))

    return data_of
