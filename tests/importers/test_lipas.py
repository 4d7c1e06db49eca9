"""LIPAS's sports places come in as places, its routes as trails, its types as keywords."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings
from shapely import MultiLineString, MultiPoint, Point

from geodata.area import Area, Feed
from geodata.models import Keyword, Place, Trail
from importers import lipas, paging
from importers.errors import FetchError, InputError
from importers.fetch import Limits
from importers.records import KeywordRecord, PlaceRecord, Problem, TrailRecord
from importers.sources import Wanted
from tests.importers import faulty
from tests.importers.bringing import ESPOO, FINLAND, FIXTURES, bring, counted, parsed
from tests.importers.faulty import Server

FOLDER = FIXTURES / "lipas"
PLACES = FOLDER / "sports-places.json"
REAL = "lipas/sports-places-1000.json"


def documents() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(PLACES.read_text(encoding="utf-8"))
    return found


def field(**more: Any) -> PlaceRecord:
    """The place that both interfaces describe."""
    fixed: dict[str, Any] = {
        "source_id": "1",
        "identifiers": ("lipas:1",),
        "name": {"fi": "Tapiolan lähiliikuntapaikka"},
        "kind": "sports_field",
        "point": Point(24.805, 60.175),
        "street_address": {"fi": "Otsolahdentie 1"},
        "postal_code": "02100",
        "city": "Espoo",
        "website": "https://www.example.fi/tapiola",
        "email": "liikunta@example.fi",
        "telephone": "09 123 4567",
        "keywords": ("lipas:1120",),
    }
    return PlaceRecord(**(fixed | more))


def test_it_works() -> None:
    found = parsed("lipas", PLACES.read_bytes())
    centre = (24.805, 60.172)
    assert found == [
        KeywordRecord(source_id="lipas:1120", name={"fi": "Lähiliikuntapaikka"}),
        field(description={"fi": "Kori ja pöytätennis.\nValot klo 22 asti."}),
        KeywordRecord(source_id="lipas:103", name={"fi": "Ulkoilualue"}),
        PlaceRecord(
            source_id="2",
            identifiers=("lipas:2",),
            name={"fi": "Lounaissaaret"},
            kind="outdoor_area",
            point=Point(24.805, 60.162499999999994),  # inside the larger of its two islands
            street_address={"fi": "Otsolahdentie 1"},
            postal_code="02100",
            city="Espoo",
            description={},
            keywords=("lipas:103",),
        ),
        TrailRecord(
            source_id="3",
            identifiers=("lipas:3",),
            name={"fi": "Keskuspuiston ulkoilureitti"},
            kind="foot",
            lines=MultiLineString(
                [[(24.80, 60.17), centre], [centre, (24.805, 60.18)], [centre, (24.81, 60.17)]]
            ),
            access_points=MultiPoint([(24.80, 60.17), centre, (24.81, 60.17), (24.805, 60.18)]),
            metres=1603.2,
            members=3,
            members_inside=3,
            website="https://example.fi/reitti",
        ),
        TrailRecord(
            source_id="4",
            identifiers=("lipas:4",),
            name={"fi": "Nuuksion latu"},
            kind="running",
            lines=MultiLineString([[(24.55, 60.30), (24.56, 60.31), (24.57, 60.30)]]),
            access_points=MultiPoint([(24.55, 60.30), (24.56, 60.31), (24.57, 60.30)]),
            metres=2487.6,
            members=1,
            members_inside=1,
        ),
        KeywordRecord(source_id="lipas:9999", name={"fi": "Uutuus"}),
        PlaceRecord(
            source_id="8",
            identifiers=("lipas:8",),
            name={"fi": "Uusi lajiliikuntapaikka"},
            kind="sports_place",
            point=Point(24.8, 60.17),  # the simple position, where no geometry is given
            street_address={"fi": "Otsolahdentie 1"},
            postal_code="02100",
            city="Espoo",
            description={},
            keywords=("lipas:9999",),
        ),
    ]  # snowmobiles and canoes are no trails; a tower in Tampere is not here


def test_the_second_interface_says_the_same_in_more_languages() -> None:
    found = parsed("lipas", (FOLDER / "sports-sites.json").read_bytes())
    place, trail = found
    names = {"sv": "Hagalunds närmotionsplats", "en": "Tapiola neighbourhood sports area"}
    assert place == field(
        name={"fi": "Tapiolan lähiliikuntapaikka"} | names,
        description={"fi": "Kori ja pöytätennis."},
    )
    assert isinstance(trail, TrailRecord)
    assert (trail.kind, trail.members, trail.lines.has_z) == ("foot", 2, False)


def test_types_have_their_names_in_every_language() -> None:
    found = parsed("lipas", (FOLDER / "sports-site-categories.json").read_bytes())
    assert found[1] == KeywordRecord(
        source_id="lipas:4403",
        name={"fi": "Ulkoilureitti", "sv": "Friluftsled", "en": "Outdoor route"},
    )


@pytest.mark.django_db
def test_a_second_import_changes_nothing_and_a_change_is_seen(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    first = bring("lipas", PLACES)
    assert [counted(first, each) for each in lipas.KINDS] == [{"new": 3}, {"new": 3}, {"new": 2}]
    again = bring("lipas", PLACES)
    assert [counted(again, each) for each in lipas.KINDS] == [
        {"unchanged": 3},
        {"unchanged": 3},
        {"unchanged": 2},
    ]

    changed = documents()
    changed[0]["phoneNumber"] = "09 765 4321"
    del changed[3]
    path = tmp_path / "places.json"
    path.write_text(json.dumps(changed))
    run = bring("lipas", path)
    assert counted(run, "place") == {"changed": 1, "unchanged": 2}
    assert counted(run, "trail") == {"unchanged": 1, "closed": 1}
    assert Place.objects.get(source_id="1").telephone == "09 765 4321"
    assert Trail.objects.get(source_id="4").closed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("area", "places", "types"), [(FINLAND, 1000, 17), (ESPOO, 16, 5)])
def test_the_thousand_places(
    data_dir: Path, settings: Settings, area: Area, places: int, types: int
) -> None:
    settings.AREA = area
    run = bring("lipas", data_dir / REAL)
    assert (counted(run, "place"), run.problems) == ({"new": places}, [])
    assert counted(run, "keyword") == {"new": types}
    assert Place.objects.filter(city="Espoo").count() == 7
    assert Place.objects.get(source_id="73251").name == {"fi": "Maarin lintutorni"}


@pytest.mark.django_db
def test_places_and_types_of_a_folder(data_dir: Path, settings: Settings) -> None:
    settings.AREA = FINLAND
    run = bring("lipas", data_dir / "lipas")
    assert counted(run, "keyword") == {"new": 149}
    assert counted(run, "place") == {"new": 1000}
    assert Place.objects.filter(kind="outdoor_area").count() == 20
    assert Keyword.objects.get(source_id="lipas:2290").name == {"fi": "Petanque-halli"}


def problem(**changes: Any) -> list[tuple[str, str, str]]:
    """What is told of the first place with these changes."""
    found = parsed("lipas", [documents()[0] | changes])
    return [(each.kind, each.source_id, each.reason) for each in found if isinstance(each, Problem)]


def location(*features: Any) -> dict[str, Any]:
    return {"location": {"geometries": {"type": "FeatureCollection", "features": list(features)}}}


def shape(kind: str, coordinates: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}}


@pytest.mark.parametrize(
    ("changes", "noun", "reason"),
    [
        ({"name": ""}, "place", "it has no name"),
        ({"name": 7}, "place", "it has no name"),
        ({"type": None}, "place", "it has no type code"),
        ({"type": {"typeCode": "1120"}}, "place", "it has no type code"),
        ({"location": None}, "place", "it has no position"),
        ({"location": {"geometries": {"features": 3}}}, "place", "its geometries are no list"),
        (location(None), "place", "one of its geometries is missing"),
        (location(shape("Point", ["24", "60"])), "place", "cannot be read"),
        (location(shape("Point", [])), "place", "has no coordinates"),
        (location(shape("LineString", [[24.8, 60.17]])), "place", "cannot be read"),
        (location(shape("LineString", [[24.8, 60.17], [24.9, 60.2]])), "trail", "type 1120"),
    ],
)
def test_what_is_unsound_is_told(changes: dict[str, Any], noun: str, reason: str) -> None:
    [(told_noun, key, told)] = problem(**changes)
    assert (told_noun, key) == (noun, "1")
    assert reason in told


def test_a_route_of_lines_and_points_is_told() -> None:
    line, point = shape("LineString", [[24.8, 60.17], [24.9, 60.2]]), shape("Point", [24.8, 60.17])
    route = {"type": {"typeCode": 4403}} | location(line, point)
    assert problem(**route) == [("trail", "1", "its geometries are not all lines")]


def test_what_is_no_place_is_told() -> None:
    reason = "it is no sports place: it has no id"
    assert parsed("lipas", [{"name": "?"}, 3, None]) == [
        Problem("place", f"item {number}", reason) for number in (1, 2, 3)
    ]


@pytest.mark.django_db
def test_positions_and_ids_are_judged_and_the_rest_comes_in(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    good = documents()[0]
    places = [
        good,
        good,  # twice
        good | {"sportsPlaceId": 21} | location(shape("Point", [60.175, 24.805])),
        good | {"sportsPlaceId": 22} | location(shape("Point", [378147.3, 6672919.7])),
        good | {"sportsPlaceId": 23} | location(shape("Point", [0, 0])),
        good | {"sportsPlaceId": 24, "name": "Paha\u202enimi"},
        good
        | {"sportsPlaceId": 25, "www": "javascript:alert(1)", "email": "no", "phoneNumber": "?"},
    ]
    path = tmp_path / "places.json"
    path.write_text(json.dumps(places))
    run = bring("lipas", path)
    assert counted(run, "place") == {"new": 2, "refused": 5}
    told = {each["source_id"]: each["reason"] for each in run.problems}
    assert told["1"] == "it comes twice; the first is taken"
    assert "did you swap" in told["21"]
    assert "looks like metres" in told["22"]
    assert "far outside" in told["23"]
    assert "U+202E" in told["24"]
    contact = Place.objects.get(source_id="25")
    assert (contact.website, contact.email, contact.telephone) == ("", "", "")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"<html>", "HTML or XML"),
        (PLACES.read_bytes()[:2000], "ends too early"),
        (b'[{"sportsPlaceId": 1,}]', "damaged|not JSON"),
    ],
)
def test_a_file_that_is_none_is_told(content: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        parsed("lipas", content)


def wanted(url: str, cache: Path, **options: Any) -> Wanted:
    return Wanted(ESPOO, Feed("lipas", "lipas", url=url, options=options), cache, lambda line: None)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = Limits(timeout=1.0, tries=2, pause=0.01, largest=1_000_000, fresh=0)
    monkeypatch.setattr(paging, "POLITE", quick)


def read(path: Path) -> list[object]:
    with path.open("rb") as stream:
        return list(lipas.parse(stream, ESPOO))


def test_the_second_interface_is_asked_page_by_page(
    server: Server, tmp_path: Path, quick: None
) -> None:
    categories = json.loads((FOLDER / "sports-site-categories.json").read_text(encoding="utf-8"))
    items = json.loads((FOLDER / "sports-sites.json").read_text(encoding="utf-8"))["items"]
    server.serve("/v2/sports-site-categories", faulty.document(categories))
    query = "page-size=100&statuses=active,out-of-service-temporarily&city-codes=49,235&page="
    for number, item in enumerate(items, start=1):
        page = {"items": [item], "pagination": {"current-page": number, "total-pages": 3}}
        server.serve(f"/v2/sports-sites?{query}{number}", faulty.document(page))
    fetched = lipas.fetch(wanted(f"{server.url}/v2/sports-sites", tmp_path, city_codes=[49, 235]))
    kinds = [type(each).__name__ for each in read(fetched.path)]
    assert kinds == ["KeywordRecord", "KeywordRecord", "PlaceRecord", "TrailRecord"]
    assert len(server.paths) == 4


def test_the_first_interface_is_asked_until_a_page_is_not_full(
    server: Server, tmp_path: Path, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.lipas.service.PAGE", 2)
    types = (FOLDER / "sports-place-types.json").read_text(encoding="utf-8")
    server.serve("/v1/sports-place-types", faulty.body(types))
    places = documents()[:3]
    server.serve("*", faulty.document(places[:2]), faulty.document(places[2:]))
    fetched = lipas.fetch(wanted(f"{server.url}/v1/sports-places", tmp_path, city_codes=[49]))
    assert [type(each).__name__ for each in read(fetched.path)] == [
        "KeywordRecord",
        "KeywordRecord",
        "PlaceRecord",
        "KeywordRecord",
        "PlaceRecord",
        "TrailRecord",
    ]
    asked = [parse_qs(urlsplit(path).query) for path in server.paths[1:]]
    assert [each["page"] for each in asked] == [["1"], ["2"]]
    assert asked[0]["cityCodes"] == ["49"]
    assert "location" in asked[0]["fields"]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (faulty.status(503), "page 1 .* answers 503"),
        (faulty.html(), "page 1 .*HTML"),
        (faulty.document({"error": "?"}), "something else than a list"),
    ],
)
def test_a_service_that_fails_leaves_nothing_half_written(
    server: Server, tmp_path: Path, quick: None, reply: Any, told: str
) -> None:
    server.serve("/v2/sports-site-categories", faulty.document([]))
    server.serve("*", reply)
    with pytest.raises(FetchError, match=told):
        lipas.fetch(wanted(f"{server.url}/v2/sports-sites", tmp_path))
    assert not list((tmp_path / "lipas").iterdir())


def test_wrong_options_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a list of whole numbers"):
        lipas.fetch(wanted("https://example.fi/v2/sports-sites", tmp_path, city_codes=["049"]))
    with pytest.raises(InputError, match="'cities', which is not known"):
        lipas.fetch(wanted("https://example.fi/v2/sports-sites", tmp_path, cities=[49]))


def test_a_folder_is_gathered(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "given")
    (tmp_path / "given" / "sports-sites.json").unlink()
    order = Wanted(ESPOO, Feed("lipas", "lipas"), tmp_path, print, tmp_path / "given")
    assert len(read(lipas.fetch(order).path)) == 10
