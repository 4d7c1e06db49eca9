"""Postal areas and districts come in with their code and their names in every language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from geodata.area import Feed
from geodata.models import District
from importers.errors import InputError
from importers.records import DistrictRecord
from importers.run import Order, run_import
from importers.single import find_file
from importers.sources import Wanted
from tests.importers import faulty
from tests.importers.bringing import CAPITAL_REGION, ESPOO, FIXTURES, bring, counted, parsed
from tests.importers.faulty import Server

FOLDER = FIXTURES / "districts"
POSTAL = FOLDER / "postal.json"
REAL = "postal_areas/hsy_po.json"
QUARTERS = {"code": "TUNNUS", "names": {"fi": "NIMI", "sv": "NAMN"}, "level": "TASO"}


def told(record: object) -> tuple[object, ...]:
    assert isinstance(record, DistrictRecord)
    parts = len(record.polygon.geoms)
    return record.source_id, record.name, record.kind, record.code, record.level, parts


def test_it_works() -> None:
    assert [told(each) for each in parsed("postal_areas", POSTAL.read_bytes())] == [
        ("02100", {"fi": "Tapiola", "sv": "Hagalund"}, "postal", "02100", None, 1),
        ("02150", {"fi": "Otaniemi", "sv": "Otnäs"}, "postal", "02150", None, 1),
        ("02160", {"fi": "Westend"}, "postal", "02160", None, 2),
    ]


@pytest.mark.parametrize("order", ["east", "north"])
def test_a_city_names_its_own_properties_and_either_axis_comes_first(order: str) -> None:
    content = (FOLDER / f"quarters_{order}_first.json").read_bytes()
    found = parsed("districts", content, QUARTERS)
    assert [told(each) for each in found] == [
        ("11", {"fi": "Pohjois-Tapiola", "sv": "Norra Hagalund"}, "administrative", "11", 10, 1),
        ("16", {"fi": "Otaniemi", "sv": "Otnäs"}, "administrative", "16", None, 1),
    ]
    assert isinstance(found[0], DistrictRecord)
    assert found[0].polygon.bounds == pytest.approx((24.80, 60.18, 24.81, 60.185), abs=1e-6)


def test_the_id_and_the_level_may_be_others() -> None:
    content = (FOLDER / "quarters_east_first.json").read_bytes()
    options = QUARTERS | {"id": "none", "level": 9}
    first = told(parsed("districts", content, options)[0])
    assert (first[0], first[4]) == ("kaupunginosa.11", 9)


@pytest.mark.parametrize(
    ("source", "options", "message"),
    [
        ("districts", {}, "needs the option code"),
        ("districts", {"code": "TUNNUS"}, "option names"),
        ("districts", QUARTERS | {"level": True}, "option level"),
        ("districts", QUARTERS | {"kind": "parish"}, "one of administrative, postal"),
        ("postal_areas", {"name": "nimi"}, "not known; known: code, id, kind, level, names"),
    ],
)
def test_wrong_options_are_told(source: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        parsed(source, POSTAL.read_bytes(), options)


def test_a_level_that_is_none_is_told() -> None:
    content = (FOLDER / "quarters_east_first.json").read_text(encoding="utf-8")
    problem = parsed("districts", content.replace('"TASO": 10', '"TASO": "high"'), QUARTERS)[0]
    assert "its TASO is 'high', not a number up to 20" in str(problem)


def test_a_file_is_fetched_from_its_address(server: Server, tmp_path: Path) -> None:
    url = server.serve("/postal.json", faulty.body(POSTAL.read_bytes()))
    asked = Wanted(ESPOO, Feed("postal_areas", "postal_areas", url=url), tmp_path)
    assert find_file(asked).path.read_bytes() == POSTAL.read_bytes()


@pytest.mark.parametrize(
    "reply", [faulty.html(), faulty.cut_short(POSTAL.read_text("utf-8"), told=False)]
)
@pytest.mark.django_db
def test_what_comes_with_status_200_and_is_no_geojson_changes_nothing(
    server: Server, settings: Settings, reply: faulty.Reply
) -> None:
    settings.AREA = ESPOO
    bring("postal_areas", POSTAL)
    url = server.serve("/postal.json", reply)
    with pytest.raises(InputError, match=r"This is HTML|ends too early"):
        run_import(Order("postal_areas", url=url), lambda line: None)
    assert District.objects.filter(closed_at=None).count() == 3


@pytest.mark.django_db
def test_a_second_import_changes_nothing_and_a_change_is_seen(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    assert counted(bring("postal_areas", POSTAL), "district") == {"new": 3}
    assert counted(bring("postal_areas", POSTAL), "district") == {"unchanged": 3}

    document = json.loads(POSTAL.read_text(encoding="utf-8"))
    document["features"][2]["properties"]["nimi_ru"] = "Westend"
    del document["features"][0]
    path = tmp_path / "postal.json"
    path.write_text(json.dumps(document))
    run = bring("postal_areas", path)
    assert counted(run, "district") == {"changed": 1, "unchanged": 1, "closed": 1}
    assert District.objects.get(source_id="02160").name == {"fi": "Westend", "sv": "Westend"}
    assert District.objects.get(source_id="02100").closed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("area", "count"), [(CAPITAL_REGION, 172), (ESPOO, 81)])
def test_the_real_postal_areas(data_dir: Path, settings: Settings, area: Any, count: int) -> None:
    settings.AREA = area
    run = bring("postal_areas", data_dir / REAL)
    assert (counted(run, "district"), run.problems) == ({"new": count}, [])
    matinkyla = District.objects.get(source_id="02230")
    assert matinkyla.name == {"fi": "Matinkylä", "sv": "Mattby"}
    assert (matinkyla.kind, matinkyla.code) == ("postal", "02230")
