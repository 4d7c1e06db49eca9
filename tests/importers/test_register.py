"""The service register comes in: units, departments, entrances, hours; persons stay out."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from shapely import Point

from geodata.area import Area
from geodata.models import Entrance, Keyword, Organisation, Place, Source
from importers import parcels
from importers.errors import FetchError, InputError
from importers.fetch import Limits
from importers.records import (
    EntranceRecord,
    KeywordRecord,
    OrganisationRecord,
    PlaceRecord,
    Problem,
    Record,
)
from importers.register import documents, fetch
from importers.register.documents import recognise
from importers.register.fields import telephone, web_address, without_people
from importers.register.kinds import kinds
from importers.register.units import wheelchair
from importers.run import Order, run_import
from tests.importers import faulty
from tests.importers.bringing import CAPITAL_REGION, ESPOO, FIXTURES, bring, counted, parsed
from tests.importers.faulty import Server
from tests.importers.wanting import wanted

KEY = "servicemap_register"
FOLDER = FIXTURES / "register"
PARTS = ("unit", "connection", "department", "entrance", "ontologyword", "ontologytree")
CITY = "department:aaaaaaaa-0000-4000-8000-000000000001"
LIBRARIES = "department:aaaaaaaa-0000-4000-8000-000000000002"
LIBRARY_WORDS = ("ontologyword:473", "ontologyword:813", "ontologytree:749")


def document(part: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{part}.json").read_text("utf-8"))
    return found


def everything(*order: str, **changed: list[Any]) -> list[Any]:
    """All items in one list, in the order of the documents."""
    return [item for part in order or PARTS for item in changed.get(part, document(part))]


def write(folder: Path, items: object, name: str = "register.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(items), encoding="utf-8")
    return path


LIBRARY: dict[str, Any] = {
    "source_id": "unit:101",
    "name": {"fi": "Mallilan kirjasto", "sv": "Modellby bibliotek", "en": "Mallila Library"},
    "identifiers": ("tprek:101", "kirkanta:84001"),
    "kind": "library",
    "point": Point(24.8112, 60.2181),
    "street_address": {"fi": "Mallikatu 1", "sv": "Modellgatan 1"},
    "postal_code": "02600",
    "city": "Espoo",
    "wheelchair": "yes",
    "website": "https://example.fi/mallila",
    "telephone": "+358 9 000 0101",
    "email": "mallila@example.fi",
    "keywords": LIBRARY_WORDS,
    "opening_hours": "Mo-Fr 08:00-20:00; Sa 10:00-16:00; Su off",
}
NEIGHBOURS: dict[str, Any] = {
    "source_id": "unit:102",
    "name": {"fi": "Mallilan Naapurit ry"},
    "identifiers": ("tprek:102",),
    "point": Point(24.812, 60.219),
    "street_address": {"fi": "Mallikatu 2"},
    "postal_code": "02600",
    "city": "ESPOO",
    "website": "https://www.example.fi/naapurit",
    "email": "naapurit@example.fi",
    "hours_text": {"fi": "ma-pe 10-14, kesällä sopimuksen mukaan"},
}
DEPARTMENTS: list[Record] = [
    OrganisationRecord(
        source_id=LIBRARIES,
        name={"fi": "Kirjastopalvelut", "sv": "Bibliotekstjänster"},
        kind="public_body",
        website="https://example.fi/kirjastot",
        street_address={},
        part_of=CITY,
    ),
    OrganisationRecord(
        source_id=CITY,
        name={"fi": "Mallin kaupunki", "en": "City of Malli"},
        identifiers=("business:0000000-1", "oid:1.2.246.0"),
        kind="public_body",
        telephone="+358 9 000 0100",
        street_address={"fi": "Mallintori 1"},
        postal_code="02070",
        city="Malli",
    ),
]
ENTRANCES: list[Record] = [
    EntranceRecord(
        source_id="entrance:1", name={}, place="unit:101", point=Point(24.81122, 60.21812)
    ),
    EntranceRecord(
        source_id="entrance:2",
        name={"fi": "Sivuovi", "sv": "Sidodörr"},
        place="unit:101",
        point=Point(24.81131, 60.21805),
    ),
]
KEYWORDS: list[Record] = [
    KeywordRecord(source_id=key, name=name, identifiers=(key,))
    for key, name in (
        ("ontologyword:473", {"fi": "kirjasto", "sv": "bibliotek", "en": "library"}),
        ("ontologyword:813", {"fi": "lehtien luku", "sv": "läsa tidningar", "en": "newspapers"}),
        ("ontologytree:749", {"fi": "Kirjastot", "sv": "Bibliotek", "en": "Libraries"}),
    )
]
UNITS: list[Record] = [
    OrganisationRecord(
        **LIBRARY,
        description={
            "fi": "Kirjasto torin laidalla.\n\nLainaa kirjoja ja soittimia.\nTervetuloa!",
            "en": "A library by the square.",
        },
        part_of=LIBRARIES,
    ),
    PlaceRecord(**LIBRARY, organisation="unit:101"),
    OrganisationRecord(**NEIGHBOURS, kind="association", description={}),
    PlaceRecord(**NEIGHBOURS, kind="office", organisation="unit:102"),
    OrganisationRecord(
        source_id="unit:103",
        name={"fi": "Mallilan puhelinneuvonta"},
        identifiers=("tprek:103",),
        kind="service_point",
        description={},
        street_address={},
        city="Espoo",
        telephone="+358 9 000 0103",
        part_of=CITY,  # its own department is not among the documents
    ),
]
WHOLE = [*UNITS, *DEPARTMENTS, *ENTRANCES, *KEYWORDS]


def test_it_works() -> None:
    assert parsed(KEY, everything()) == WHOLE


@pytest.mark.parametrize("order", [PARTS[::-1], ("connection", *PARTS[:1], *PARTS[2:])])
def test_the_documents_may_come_in_any_order(order: tuple[str, ...]) -> None:
    found = parsed(KEY, everything(*order))
    assert sorted(map(repr, found)) == sorted(map(repr, WHOLE))


def test_units_elsewhere_are_passed_over_without_a_word() -> None:
    assert "Muualan" not in repr(parsed(KEY, everything()))
    region = parsed(KEY, everything(), area=CAPITAL_REGION)
    assert "unit:104" in [each.source_id for each in region]


def test_persons_are_not_imported(tmp_path: Path) -> None:
    assert "Maija" not in repr(parsed(KEY, everything()))
    assert "Maija" in repr(everything())


def test_the_area_s_cities_can_be_told() -> None:
    phone = {"id": 1, "name_fi": "Neuvonta", "address_city_fi": "Kauniainen"}
    assert parsed(KEY, [phone]) == []
    options = {"cities": ["Kauniainen"]}
    assert [each.source_id for each in parsed(KEY, [phone], options)] == ["unit:1"]


@pytest.mark.parametrize("options", [{"cities": "Espoo"}, {"city": ["Espoo"]}])
def test_wrong_options_are_told(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="The feed servicemap_register has the option"):
        parsed(KEY, everything(), options)


# What a unit that is not as it should be gives: its records, and what is told of it.
POSITION = {"longitude": None, "latitude": None}
STRANGE: list[tuple[dict[str, Any], list[str], str]] = [
    ({"name_fi": None, "name_sv": " ", "name_en": ""}, [], "it has no name"),
    ({"name_fi": 7}, ["organisation", "place"], ""),
    ({"name_fi": ["x"]}, [], "name_fi is ['x'], not a text"),
    ({"name_fi": None, "name_en": None}, ["organisation", "place"], ""),  # Swedish is enough
    ({"id": None}, [], "id is None, not a number or a short text"),
    ({"id": True}, [], "id is True, not a number or a short text"),
    (POSITION, ["organisation"], ""),
    ({"longitude": None}, [], "it has no longitude"),
    ({"longitude": "itä"}, [], "longitude is 'itä', not a number of degrees"),
    ({"longitude": True}, [], "longitude is True, not a number of degrees"),
    ({"longitude": "NaN"}, [], "longitude is 'NaN', not a number of degrees"),
    ({"latitude": "1e999"}, [], "latitude is '1e999'"),
    ({"longitude": 0, "latitude": 0}, ["organisation"], "its position is 0, 0"),
    ({"ontologyword_ids": "473"}, [], "ontologyword_ids is '473', not a list"),
    ({"ontologyword_ids": [{}]}, [], "ontologyword_ids is {}, not a number or a short text"),
    ({"ontologyword_ids": None}, ["organisation", "place"], ""),
    ({"sources": "kirkanta"}, ["organisation", "place"], ""),
    ({"sources": [1, {}, {"source": "x"}]}, ["organisation", "place"], ""),
    ({"dept_id": ["x"]}, [], "id is ['x'], not a number or a short text"),
    ({"phone": {}}, [], "phone is {}, not a text"),
    ({"address_zip": 2600}, ["organisation", "place"], ""),
    ({"accessibility_viewpoints": 5}, ["organisation", "place"], ""),
    ({"address_city_fi": []}, [], "address_city_fi is [], not a text"),
]


@pytest.mark.parametrize(("change", "nouns", "reason"), STRANGE)
def test_a_strange_unit_is_told_and_the_others_are_read(
    change: dict[str, Any], nouns: list[str], reason: str
) -> None:
    library, neighbours = document("unit")[:2]
    found = parsed(KEY, [library | change, neighbours])
    sound = [each.noun for each in found if isinstance(each, Record)]
    told = [each for each in found if isinstance(each, Problem)]
    assert sound == [*nouns, "organisation", "place"]
    assert bool(told) == bool(reason)
    assert all(each.reason.startswith(reason) for each in told)


@pytest.mark.parametrize("item", [None, 5, "x", [], {}, {"x": 1}])
def test_what_is_no_document_of_the_register_is_told(item: object) -> None:
    *found, problem = parsed(KEY, [document("unit")[1], item])
    assert len(found) == 2
    assert isinstance(problem, Problem)
    assert (problem.source_id, problem.kind) == ("item 2", "organisation")


def test_strange_departments_entrances_and_words_are_told() -> None:
    found = parsed(
        KEY,
        [
            document("unit")[0] | {"dept_id": "d", "org_id": "d"},
            {"id": "D", "hierarchy_level": 0},
            {"id": 1, "unit_id": 101, "is_main_entrance": "Y"},
            {"id": 2, "unit_id": 101, "is_main_entrance": "Y", "latitude": 0, "longitude": 0},
            {"id": 3, "unit_id": None, "is_main_entrance": "Y"},
            {"unit_id": 101, "is_main_entrance": "Y", "latitude": 60.2, "longitude": 24.8},
            {"id": 473, "ontologyword_fi": None},
            {"unit_id": None, "section_type": "OPENING_HOURS", "name_fi": "ma-pe 9-17"},
            {"unit_id": 101, "section_type": "OPENING_HOURS", "name_fi": 9},
        ],
    )
    told = [(each.kind, each.source_id, each.reason) for each in found if isinstance(each, Problem)]
    assert told == [
        ("organisation", "department:d", "it has no name"),
        ("entrance", "entrance:1", "it has no position; right would be longitude and latitude"),
        ("entrance", "entrance:2", "it has no position; right would be longitude and latitude"),
        ("entrance", "entrance:3", "unit_id is None, not a number or a short text"),
        ("entrance", "entrance, item 6", "id is None, not a number or a short text"),
        ("keyword", "ontologyword:473", "it has no name"),
    ]
    assert isinstance(found[0], OrganisationRecord)
    assert found[0].part_of is None


def test_markup_and_long_tales_become_plain_words() -> None:
    unit = document("unit")[1]
    told = {"name_fi": "Kerho &amp; Kahvila", "short_desc_fi": "<p>Yksi<br>kaksi</p>"}
    told["desc_fi"] = "x" * 20_000
    organisation = parsed(KEY, [unit | told])[0]
    assert isinstance(organisation, OrganisationRecord)
    assert organisation.name == {"fi": "Kerho & Kahvila"}
    description = (organisation.description or {})["fi"]
    assert description.startswith("Yksi\nkaksi\n\nxxx")
    assert len(description) == 10_000


def test_departments_in_a_circle_are_no_endless_tale() -> None:
    circle = [
        {"id": "a", "parent_id": "b", "hierarchy_level": 1, "name_fi": "A"},
        {"id": "b", "parent_id": "a", "hierarchy_level": 1, "name_fi": "B"},
        {"id": "c", "parent_id": "a", "hierarchy_level": 2, "name_fi": "C"},
    ]
    found = parsed(KEY, [document("unit")[0] | {"dept_id": "c", "org_id": None}, *circle])
    above = {each.source_id: each.part_of for each in found if isinstance(each, OrganisationRecord)}
    assert above == {
        "unit:101": "department:c",
        "department:a": None,
        "department:b": None,
        "department:c": "department:a",
    }


def test_hours_in_several_connections_are_read_together() -> None:
    connection = {"unit_id": 102, "section_type": "OPENING_HOURS"}
    both = [connection | {"name_fi": "ma-pe 9-17"}, connection | {"name_fi": "la 10-14"}]
    organisation = parsed(KEY, [document("unit")[1], *both])[0]
    assert isinstance(organisation, OrganisationRecord)
    assert organisation.opening_hours == "Mo-Fr 09:00-17:00; Sa 10:00-14:00"
    again = [connection | {"name_fi": "ma-pe 9-17"}, connection | {"name_fi": "Kahvila ma-pe 9-15"}]
    organisation = parsed(KEY, [document("unit")[1], *again])[0]
    assert isinstance(organisation, OrganisationRecord)
    assert organisation.opening_hours == ""
    assert organisation.hours_text == {"fi": "ma-pe 9-17\nKahvila ma-pe 9-15"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "There is no unit"),
        (json.dumps(document("connection")), "There is no unit"),
        ("", "The file is empty"),
        ("<!DOCTYPE html><title>Huolto</title>", "HTML or XML"),
        ('[{"id": 1, "name_fi": "x"', "ends too early"),
        ("\xff\xfe", "not JSON"),
    ],
)
def test_an_unusable_file_is_told(content: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parsed(KEY, content)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.example.fi", "https://www.example.fi"),
        ("example.fi:8080/a?b=1;c", "https://example.fi:8080/a?b=1;c"),
        ("//example.fi", "https://example.fi"),
        ("HTTP://example.fi", "HTTP://example.fi"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@example.fi", ""),
        ("ei sivuja", ""),
        ("https://", ""),
        ("https://example.fi/" + "x" * 500, ""),
        ("", ""),
    ],
)
def test_web_addresses_are_tidied(text: str, address: str) -> None:
    assert web_address(text) == address


def test_a_telephone_number_with_a_long_tale_is_the_number() -> None:
    assert telephone("09 123 456 (ma-pe 9-15)") == "09 123 456 (ma-pe 9-15)"
    assert telephone("Soita numeroon 09 123 456 " + "arkisin " * 20) == "09 123 456"
    assert telephone("soita " * 30) == ""


def test_lines_that_name_people_are_left_out() -> None:
    assert without_people("A\nMaija Malli, m.malli@example.fi\nB") == "A\nB"
    assert without_people("Maija Malli m.malli@example.fi") == ""


@pytest.mark.parametrize(
    ("viewpoints", "told"),
    [
        ("00:unknown,11:green,12:red", "yes"),
        ("00:unknown,11:red,12:green", ""),
        ("11:unknown", ""),
        ({"11": "green"}, "yes"),
        ({"11": "red"}, ""),
        ("", ""),
        (None, ""),
        (11, ""),
    ],
)
def test_wheelchairs_are_told_only_where_nothing_is_in_the_way(
    viewpoints: object, told: str
) -> None:
    assert wheelchair(viewpoints) == told


@pytest.mark.parametrize(
    ("words", "name", "organiser", "kind"),
    [
        (["473"], "Oodi", "", "library"),
        ([], "Entressen kirjasto", "", "library"),
        ([], "Kirjastonmäki", "", "service_point"),
        ([], "Päiväkoti Kannel", "", "kindergarten"),
        ([], "Daycare Kannelmäki, preschool groups", "", "kindergarten"),
        ([], "Kilonpuiston koulu", "MUNICIPALITY", "school"),
        ([], "Mallilan Naapurit ry", "ASSOCIATION", "association"),
        ([], "Mattlidens gymnasium", "", "school"),
        (["1"], "Valopylväs 7", "", "service_point"),
    ],
)
def test_the_kind_is_told_by_words_names_and_organisers(
    words: list[str], name: str, organiser: str, kind: str
) -> None:
    assert kinds().of_unit(words, [name], organiser) == kind


# Through the import.


@pytest.fixture
def espoo(settings: Settings) -> Area:
    settings.AREA = ESPOO
    return ESPOO


@pytest.mark.django_db
def test_importing_twice_changes_nothing(espoo: Area) -> None:
    first = bring(KEY, FOLDER)
    assert {noun: counted(first, noun) for noun in first.counts} == {
        "keyword": {"new": 3},
        "organisation": {"new": 5},
        "place": {"new": 2},
        "entrance": {"new": 2},
    }
    assert first.problems == []
    assert Source.objects.get(key=KEY).rank == 10
    library = Organisation.objects.get(source_id="unit:101")
    assert library.part_of == Organisation.objects.get(source_id=LIBRARIES)
    place = Place.objects.get(organisation=library)
    assert place.entrances.count() == 2
    assert [each.rule for each in place.opening_hours.all()] == [LIBRARY["opening_hours"]]
    neighbours = Organisation.objects.get(source_id="unit:102")
    [hours] = neighbours.opening_hours.all()
    assert (hours.rule, hours.comment) == ("", NEIGHBOURS["hours_text"])
    assert Keyword.objects.filter(source_id__in=library.keywords).count() == 3

    again = bring(KEY, FOLDER)
    assert again.status == "unchanged"
    assert counted(again, "organisation") == {"unchanged": 5}
    assert bring(KEY, FOLDER, force=False).status == "unchanged"


@pytest.mark.django_db
def test_a_changed_unit_keeps_its_id_and_a_vanished_one_is_closed(
    espoo: Area, tmp_path: Path
) -> None:
    bring(KEY, FOLDER)
    before = Organisation.objects.get(source_id="unit:101")
    units = document("unit")
    units[0] |= {"name_en": "The Library of Mallila"}
    del units[1]
    run = bring(KEY, write(tmp_path, everything(unit=units)))
    assert counted(run, "organisation") == {"changed": 1, "unchanged": 3, "closed": 1}
    assert counted(run, "place") == {"changed": 1, "closed": 1}
    after = Organisation.objects.get(source_id="unit:101")
    assert (after.pk, after.name["en"]) == (before.pk, "The Library of Mallila")
    assert Organisation.objects.get(source_id="unit:102").closed_at


@pytest.mark.django_db
def test_a_unit_that_turns_bad_keeps_its_former_version(espoo: Area, tmp_path: Path) -> None:
    bring(KEY, FOLDER)
    units = document("unit")
    units[0] |= {"name_fi": None, "name_sv": None, "name_en": None}
    run = bring(KEY, write(tmp_path, everything(unit=units)))
    assert counted(run, "organisation") == {"unchanged": 4, "refused": 1}
    assert [each["reason"] for each in run.problems] == ["it has no name"] * 2
    library = Organisation.objects.get(source_id="unit:101")
    assert (library.closed_at, library.name["fi"]) == (None, "Mallilan kirjasto")
    assert Entrance.objects.open().count() == 2


@pytest.mark.django_db
def test_wrong_positions_and_doubles_are_told_by_what_they_are(espoo: Area, tmp_path: Path) -> None:
    unit = document("unit")[1]
    items = [
        unit,
        unit | {"id": "102", "name_fi": "Sama"},
        unit | {"id": 201, "longitude": 60.219, "latitude": 24.812},
        unit | {"id": 202, "longitude": 25489500, "latitude": 6678500},
        unit | {"id": 203, "longitude": 18.1, "latitude": 59.3},
        unit | {"id": 204, "longitude": 24.95, "latitude": 60.2},  # Espoo's, in Helsinki
        unit | {"id": 205, "longitude": 0, "latitude": 0},
    ]
    run = bring(KEY, write(tmp_path, items))
    told = {(each["kind"], each["source_id"]): each["reason"] for each in run.problems}
    assert counted(run, "organisation") == {"new": 3, "refused": 4}
    assert told[("organisation", "unit:102")] == "it comes twice; the first is taken"
    assert "did you swap" in told[("place", "unit:201")]
    assert "looks like metres" in told[("place", "unit:202")]
    assert "far outside the area" in told[("place", "unit:203")]
    assert "0, 0" in told[("place", "unit:205")]
    assert Organisation.objects.get(source_id="unit:204").point.x == 24.95
    assert Organisation.objects.get(source_id="unit:205").point is None


# The real files.


@pytest.mark.django_db
def test_the_real_files_come_in(data_dir: Path, settings: Settings) -> None:
    settings.AREA = CAPITAL_REGION
    run = bring(KEY, data_dir / "servicemap")
    assert counted(run, "organisation") == {"new": 5}
    assert counted(run, "place") == {"new": 5}
    assert counted(run, "keyword") == counted(run, "entrance") == {}
    assert run.problems == []
    hours = {
        each.source_id: [hours.rule for hours in each.opening_hours.all()]
        for each in Organisation.objects.all()
    }
    rule = "Mo-Th 08:00-20:00; Fr 08:00-18:00; Su 12:00-18:00; Sa off"
    assert hours == {
        "unit:3": [],
        "unit:2266": [],
        "unit:73213": [],
        "unit:8215": [rule],
        "unit:51342": [rule],
    }
    kinds_of = dict(Organisation.objects.values_list("source_id", "kind"))
    assert sorted(kinds_of.values()) == ["kindergarten"] * 3 + ["library"] * 2
    oodi = Organisation.objects.get(source_id="unit:51342")
    assert (oodi.wheelchair, oodi.name["sv"]) == ("yes", "Helsingfors centrumbibliotek Ode")
    assert oodi.identifiers == ["tprek:51342", "kirkanta:86476", "visithelsinki:3089"]
    everybody = repr(list(Organisation.objects.values())) + repr(list(Place.objects.values()))
    for person in ("Kalle Kallio", "Oona Oodi", "Teppo", "Tamm", "Sottinen", "Roisko", "Pohjola"):
        assert person not in everybody
    assert counted(bring(KEY, data_dir / "servicemap"), "organisation") == {"unchanged": 5}


@pytest.mark.django_db
def test_espoo_s_own_feed_takes_what_is_at_hand(data_dir: Path, settings: Settings) -> None:
    settings.AREA, settings.DATA_DIR = ESPOO, data_dir
    run = run_import(Order(KEY), lambda line: None)
    assert counted(run, "organisation") == counted(run, "place") == {"new": 2}


def test_of_the_real_units_two_lie_within_espoo_s_box(data_dir: Path, tmp_path: Path) -> None:
    files = {path.name: path for path in (data_dir / "servicemap").glob("*.json")}
    counts = {}
    for name, path in files.items():
        if "connections" not in name:
            for area in (ESPOO, CAPITAL_REGION):
                counts[name[:10], area.box.east] = len(parsed(KEY, path.read_bytes(), area=area))
    assert counts == {
        ("test_impor", 24.88): 0,
        ("test_impor", 25.4): 4,
        ("servicemap", 24.88): 4,
        ("servicemap", 25.4): 6,
    }
    connections = json.loads(files["test_import_tprek_connections.json"].read_bytes())
    assert len(connections) == 29
    assert {recognise(each) for each in connections} == {"connection"}


# From the network.

QUICK = Limits(timeout=2.0, tries=2, pause=0.01, fresh=0)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LIMITS", QUICK)


def serve(server: Server, **instead: faulty.Reply) -> str:
    for part in PARTS:
        server.serve(f"/v4/{part}/", instead.get(part, faulty.document(document(part))))
    return f"{server.url}/v4"


def parcel_of(url: str, cache: Path) -> Path:
    asked = replace(wanted(ESPOO, KEY, url=url, say=lambda line: None), cache=cache)
    return fetch(asked).path


@pytest.mark.usefixtures("quick")
def test_the_whole_service_becomes_one_parcel(server: Server, tmp_path: Path) -> None:
    path = parcel_of(serve(server), tmp_path)
    assert sorted(map(repr, parsed(KEY, path.read_bytes()))) == sorted(map(repr, WHOLE))
    assert sorted(set(server.paths)) == sorted(f"/v4/{part}/" for part in PARTS)
    before = path.read_bytes()
    assert parcel_of(f"{server.url}/v4/", tmp_path).read_bytes() == before


@pytest.mark.usefixtures("quick")
def test_a_parcel_holds_no_persons_of_connections(server: Server, tmp_path: Path) -> None:
    with parcel_of(serve(server), tmp_path).open("rb") as stream:
        connections = [
            item for part, item in parcels.read(stream, recognise) if part == "connection"
        ]
    assert len(connections) == 4
    assert "Maija" not in repr(connections)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (faulty.html(), "HTML or XML"),
        (faulty.body('[{"id": 1'), "ends too early"),
        (faulty.body(""), "The file is empty"),
        (faulty.status(500), "500"),
        (faulty.status(404), "404"),
    ],
)
def test_when_one_document_does_not_come_nothing_is_kept_of_the_others(
    server: Server, tmp_path: Path, reply: faulty.Reply, said: str
) -> None:
    with pytest.raises(FetchError, match=said):
        parcel_of(serve(server, connection=reply), tmp_path)
    assert not list((tmp_path / "register").iterdir())
    assert parcel_of(serve(server), tmp_path).is_file()  # the next run mends it


def test_an_archive_is_as_good_as_a_folder(tmp_path: Path) -> None:
    archive = tmp_path / "register.zip"
    with zipfile.ZipFile(archive, "w") as into:
        for part in PARTS:
            into.write(FOLDER / f"{part}.json", f"{part}.json")
    asked = wanted(ESPOO, KEY, file=archive)
    found = parsed(KEY, fetch(replace(asked, cache=tmp_path)).path.read_bytes())
    assert sorted(map(repr, found)) == sorted(map(repr, WHOLE))
