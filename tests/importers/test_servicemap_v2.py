"""The Service Map's units come in page by page, and are the same as the service register's."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from geodata.area import Feed
from geodata.models import Organisation, Place
from importers import paging
from importers.errors import FetchError, InputError
from importers.fetch import Limits
from importers.records import Problem, Record
from importers.servicemap_v2 import fetch, recognise
from tests.importers import faulty
from tests.importers.bringing import ESPOO, FIXTURES, bring, counted, parsed
from tests.importers.faulty import Server
from tests.importers.test_register import WHOLE
from tests.importers.wanting import wanted

KEY = "servicemap_v2"
FOLDER = FIXTURES / "servicemap_v2"
PARTS = ("department", "service", "service_node", "unit")


def page(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{part}.json").read_text("utf-8"))
    return found


def units() -> list[dict[str, Any]]:
    return list(page("unit")["results"])


def everything(**changed: list[Any]) -> list[Any]:
    return [item for part in PARTS for item in changed.get(part, page(part)["results"])]


def as_here(record: Record | Problem) -> str:
    """Write a record of the register as the Service Map tells it, which knows the city in small."""
    return repr(record).replace("city='ESPOO'", "city='Espoo'")


def test_it_works() -> None:
    """The same units in both shapes give the same records."""
    assert sorted(map(repr, parsed(KEY, everything()))) == sorted(map(as_here, WHOLE))


def test_a_page_can_be_read_by_itself() -> None:
    found = parsed(KEY, page("unit"))
    assert [each.source_id for each in found] == [
        *("unit:101", "unit:101", "entrance:1", "entrance:2", "unit:102", "unit:102", "unit:103")
    ]


def test_persons_are_not_imported() -> None:
    assert "Maija" not in repr(parsed(KEY, everything()))


def test_every_item_is_known_by_its_fields() -> None:
    for part in PARTS:
        assert {recognise(item) for item in page(part)["results"]} == {part}
    assert recognise({"x": 1}) == recognise([]) == recognise({"name": "x"}) == ""


def test_parts_may_be_given_as_objects() -> None:
    unit = units()[0]
    unit["services"] = [{"id": 473, "name": {"fi": "kirjasto"}}, {"id": 813}]
    unit["department"] = {"id": unit["department"], "name": {"fi": "Kirjastopalvelut"}}
    unit["municipality"] = {"id": "espoo", "name": {"fi": "Espoo", "sv": "Esbo"}}
    found = parsed(KEY, everything(unit=[unit, *units()[1:]]))
    assert sorted(map(repr, found)) == sorted(map(as_here, WHOLE))


def test_an_entrance_without_an_id_is_numbered_within_its_unit() -> None:
    unit = units()[0]
    for each in unit["entrances"]:
        del each["id"]
    found = [each.source_id for each in parsed(KEY, [unit]) if each.source_id.startswith("ent")]
    assert found == ["entrance:101-1", "entrance:101-2"]


STRANGE: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "it has no name"),
    ({"name": {}}, "it has no name"),
    ({"name": "Kirjasto"}, "name_fi is ['Kirjasto'], not a text"),
    ({"name": {"fi": 1.5}}, "name_fi is 1.5, not a text"),
    ({"location": {"type": "Point"}}, ""),
    ({"location": {"type": "Point", "coordinates": ["a", 60]}}, "longitude is 'a'"),
    ({"location": {"type": "Point", "coordinates": [24.8]}}, "longitude is [24.8]"),
    ({"location": "24.8,60.2"}, "longitude is '24.8,60.2'"),
    ({"services": 473}, "ontologyword_ids is 473, not a list"),
    ({"services": [{}]}, "ontologyword_ids is None, not a number or a short text"),
    ({"id": None, "entrances": None}, "id is None"),
    ({"connections": "x", "entrances": [None, 5]}, ""),
    ({"municipality": 49}, ""),
    ({"municipality": {"id": "espoo", "name": None}}, ""),
    ({"identifiers": [{"namespace": None, "value": 1}, 5]}, ""),
]


@pytest.mark.parametrize(("change", "reason"), STRANGE)
def test_a_strange_unit_is_told_and_the_others_are_read(
    change: dict[str, Any], reason: str
) -> None:
    found = parsed(KEY, [units()[0] | change, units()[1]])
    assert {"unit:102"} <= {each.source_id for each in found if isinstance(each, Record)}
    told = [each.reason for each in found if isinstance(each, Problem)]
    assert bool(told) == bool(reason)
    assert all(each.startswith(reason) for each in told)


@pytest.mark.parametrize(
    "options",
    [
        {"page_size": 0},
        {"page_size": 5000},
        {"page_size": "20"},
        {"municipality": "espoo"},
        {"x": 1},
    ],
)
def test_wrong_options_are_told(options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="The feed servicemap_v2 has the option"):
        parsed(KEY, everything(), options)


@pytest.mark.django_db
def test_importing_twice_changes_nothing(settings: Settings) -> None:
    settings.AREA = ESPOO
    first = bring(KEY, FOLDER)
    assert {noun: counted(first, noun) for noun in first.counts} == {
        "keyword": {"new": 3},
        "organisation": {"new": 5},
        "place": {"new": 2},
        "entrance": {"new": 2},
    }
    assert first.problems == []
    assert bring(KEY, FOLDER).status == "unchanged"


@pytest.mark.django_db
def test_changed_and_vanished_units_follow(settings: Settings, tmp_path: Path) -> None:
    settings.AREA = ESPOO
    bring(KEY, FOLDER)
    library, _, phone, far = units()
    library["phone"] = "+358 9 000 0999"
    path = tmp_path / "pages.json"
    path.write_text(json.dumps(everything(unit=[library, phone, far])), encoding="utf-8")
    run = bring(KEY, path)
    assert counted(run, "organisation") == {"changed": 1, "unchanged": 3, "closed": 1}
    assert Organisation.objects.get(source_id="unit:101").telephone == "+358 9 000 0999"
    assert Organisation.objects.get(source_id="unit:102").closed_at


@pytest.mark.django_db
def test_a_unit_of_both_sources_is_one_entry(settings: Settings) -> None:
    settings.AREA = ESPOO
    bring("servicemap_register", FIXTURES / "register")
    bring(KEY, FOLDER)
    assert Organisation.objects.open().filter(identifiers__contains=["tprek:101"]).count() == 1
    assert Place.objects.open().filter(identifiers__contains=["tprek:101"]).count() == 1


# From the network.

QUICK = Limits(timeout=2.0, tries=2, pause=0.01, fresh=0)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "POLITE", QUICK)


def addresses(size: int, municipality: str = "") -> dict[str, str]:
    """Return the first page of each part as it is asked for."""
    common = f"?format=json&page_size={size}"
    found = {part: f"/v2/{part}/{common}" for part in PARTS}
    found["unit"] += "&include=connections,entrances"
    if municipality:
        found["unit"] += f"&municipality={municipality}"
    return found


def serve(server: Server, size: int = 1000, municipality: str = "") -> str:
    for part, address in addresses(size, municipality).items():
        server.serve(address, faulty.document(page(part)))
    return f"{server.url}/v2/"


def fetched(url: str, cache: Path, options: dict[str, Any] | None = None) -> Path:
    asked = wanted(ESPOO, KEY, url=url, say=lambda line: None)
    return fetch(replace(asked, cache=cache, feed=Feed(KEY, KEY, options=options or {}))).path


def test_the_whole_service_becomes_one_parcel(server: Server, tmp_path: Path) -> None:
    path = fetched(serve(server), tmp_path)
    assert "contact_person" not in path.read_text("utf-8")
    found = parsed(KEY, path.read_bytes())
    assert sorted(map(repr, found)) == sorted(map(as_here, WHOLE))


def test_the_address_of_the_units_will_do(server: Server, tmp_path: Path) -> None:
    assert fetched(serve(server) + "unit/", tmp_path).is_file()


def test_municipalities_and_page_size_are_asked_for(server: Server, tmp_path: Path) -> None:
    url = serve(server, 2, "espoo,kauniainen")
    fetched(url, tmp_path, {"municipality": ["espoo", "kauniainen"], "page_size": 2})
    asked = [parse_qs(urlsplit(path).query) for path in server.paths if "/unit/" in path]
    assert asked == [
        {
            "format": ["json"],
            "page_size": ["2"],
            "include": ["connections,entrances"],
            "municipality": ["espoo,kauniainen"],
        }
    ]


def in_two_pages(server: Server, second: faulty.Reply) -> str:
    url = serve(server)
    first = addresses(1000)["unit"]
    following = f"{first}&page=2"
    head = {"count": 4, "next": server.url + following, "results": units()[:2]}
    server.serve(first, faulty.document(head))
    server.serve(following, second)
    return url


def test_pages_are_followed_to_the_last(server: Server, tmp_path: Path) -> None:
    last = faulty.document({"count": 4, "next": None, "results": units()[2:]})
    found = parsed(KEY, fetched(in_two_pages(server, last), tmp_path).read_bytes())
    assert sorted(map(repr, found)) == sorted(map(as_here, WHOLE))


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (faulty.status(500), "page 2 of .*500"),
        (faulty.html(), "page 2 of .*HTML"),
        (faulty.body('{"results": ['), "page 2 of .*ends too early"),
        (faulty.document({"detail": "Invalid page."}), "no list of results"),
        (faulty.document([]), "no list of results"),
    ],
)
def test_a_service_that_stops_in_the_middle_leaves_nothing(
    server: Server, tmp_path: Path, second: faulty.Reply, said: str
) -> None:
    with pytest.raises(FetchError, match=said):
        fetched(in_two_pages(server, second), tmp_path)
    assert not list((tmp_path / KEY).iterdir())
