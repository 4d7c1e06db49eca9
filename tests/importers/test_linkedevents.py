"""LinkedEvents: series, states, places and keywords come in; what is wrong is told and kept out."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings
from shapely import Point

from geodata.area import Feed
from geodata.models import Event, Keyword, Place
from importers import linkedevents, staging
from importers.errors import FetchError, InputError, TooManyVanished
from importers.fetch import Limits
from importers.linkedevents import fetching
from importers.linkedevents.parsing import configured
from importers.records import EventRecord, KeywordRecord, PlaceRecord, Problem, Record
from importers.soundness import Unsound
from importers.sources import Fetched, Wanted
from tests.importers import faulty
from tests.importers.bringing import ESPOO, FIXTURES, bring, counted, feed, parsed
from tests.importers.faulty import Server

EVENTS = FIXTURES / "linkedevents" / "events.json"
SINCE = {"since": "2026-11-01"}
FOREVER = {"since": "2000-01-01"}
UTC = dt.UTC
LIBRARY = Point(24.81, 60.171)


@pytest.fixture(autouse=True)
def espoo(settings: Settings) -> None:
    settings.AREA = ESPOO


def helsinki(*when: int) -> dt.datetime:
    return dt.datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(EVENTS.read_text(encoding="utf-8"))
    return found


def event(key: str = "city:one", **more: Any) -> dict[str, Any]:
    whole = {
        "id": key,
        "@type": "Event/LinkedEvent",
        "name": {"fi": "Yksi"},
        "start_time": "2026-12-01T10:00:00Z",
    }
    return {name: value for name, value in (whole | more).items() if value != "ABSENT"}


def place(key: str = "city:hall", **more: Any) -> dict[str, Any]:
    whole = {
        "id": key,
        "@type": "Place",
        "name": {"fi": "Sali"},
        "position": {"type": "Point", "coordinates": [24.81, 60.171]},
    }
    return whole | more


def read(*items: object, options: dict[str, Any] = SINCE) -> list[Record | Problem]:
    return parsed("linkedevents", {"data": list(items)}, options)


def only(*items: object) -> Any:
    [found] = read(*items)
    return found


def test_it_works() -> None:
    first = {"source_id": "city:reading-1", "starts_at": helsinki(2026, 12, 1, 15)}
    names = {"fi": "Lukupiiri", "sv": "Läsecirkel"}
    assert parsed("linkedevents", EVENTS.read_bytes(), SINCE) == [
        EventRecord(
            source_id="city:reading-2",
            name=names,
            starts_at=helsinki(2026, 12, 8, 15),
            ends_at=helsinki(2026, 12, 8, 16, 30),
            status="cancelled",
            series="city:reading",
            place="tprek:900001",
            point=LIBRARY,
            summary={},
            description={},
            price={},
        ),
        EventRecord(
            source_id="city:reading",
            name={**names, "zh-hans": "读书会"},
            starts_at=helsinki(2026, 12, 1, 15),
            ends_at=helsinki(2026, 12, 8, 16, 30),
            kind="series",
            series="city:autumn",
            place="tprek:900001",
            point=LIBRARY,
            summary={"fi": "Luemme & juttelemme."},
            description={},
            price={},
        ),
        PlaceRecord(
            source_id="tprek:900001",
            name={"fi": "Rannan kirjasto", "sv": "Strandbiblioteket"},
            identifiers=("tprek:900001",),
            kind="events_venue",
            point=LIBRARY,
            street_address={"fi": "Rantatie 1", "sv": "Strandvägen 1"},
            postal_code="02150",
            city="Espoo",
            website="https://www.example.fi/ranta",
            telephone="+358 9 123 4567",
            email="ranta@example.fi",
            description={},
        ),
        KeywordRecord(
            source_id="yso:p900",
            name={"fi": "lukeminen", "sv": "läsning"},
            identifiers=("yso:p900",),
            alternatives=("kirjat", "luku"),
        ),
        EventRecord(
            **first,  # type: ignore[arg-type]
            name=names,
            ends_at=helsinki(2026, 12, 1, 16, 30),
            series="city:reading",
            place="tprek:900001",
            point=LIBRARY,
            summary={},
            description={
                "fi": "Syksyn ensimmäinen kirja.\n\n– Tuo kirja\n– Tule ajoissa\n\n2. kerros",
                "sv": "Höstens bok",
            },
            languages=("fi", "zh-hans"),
            keywords=("yso:p900", "yso:p901"),
            is_free=False,
            price={"fi": "5 € · lapset ilmaiseksi"},
            website="https://example.fi/fi",
            images=(
                {
                    "url": "https://example.fi/kuva.jpg",
                    "alt": {"": "Kirjoja pöydällä"},
                    "photographer": "A. Kuvaaja",
                    "licence": "CC BY 4.0",
                    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
                    "only_with_event": False,
                },
                {
                    "url": "https://example.fi/juliste.jpg",
                    "alt": {},
                    "photographer": "",
                    "licence": "event_only",
                    "only_with_event": True,
                },
            ),
            published_by="ytj:0000000-0",
        ),
        EventRecord(
            source_id="city:autumn",
            name={"fi": "Syysfestivaali"},
            starts_at=helsinki(2026, 12, 1, 15),
            ends_at=helsinki(2026, 12, 8, 16, 30),
            kind="umbrella",
            summary={},
            description={},
            is_free=True,
            price={},
        ),
        EventRecord(
            source_id="city:market",
            name={"fi": "Joulutori"},
            starts_at=helsinki(2026, 12, 11, 22),
            ends_at=helsinki(2026, 12, 13, 22),
            all_day=True,
            status="postponed",
            place="city:square",
            point=Point(24.82, 60.175),
            summary={},
            description={},
            price={},
        ),
        EventRecord(
            source_id="city:webinar",
            name={"fi": "Etäluento"},
            starts_at=helsinki(2026, 12, 14, 16),
            summary={},
            description={},
            price={},
        ),
    ]


# --- Into the database ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_second_import_changes_nothing() -> None:
    first = bring("linkedevents", EVENTS, SINCE)
    assert counted(first, "event") == {"new": 6}
    again = bring("linkedevents", EVENTS, SINCE)
    assert again.status == "unchanged"
    assert counted(again, "event") == {"unchanged": 6}
    assert (counted(again, "place"), counted(again, "keyword")) == ({"unchanged": 1},) * 2


@pytest.mark.django_db
def test_a_series_holds_its_parts_in_whatever_order_they_come(tmp_path: Path) -> None:
    whole = document()
    for number, data in enumerate((whole["data"], whole["data"][::-1])):
        path = tmp_path / f"{number}.json"
        path.write_text(json.dumps({"data": data}), encoding="utf-8")
        bring("linkedevents", path, SINCE)
        series = Event.objects.get(source_id="city:reading")
        assert [(each.source_id, each.status) for each in series.occurrences.order_by("pk")] == [
            ("city:reading-1", "scheduled"),
            ("city:reading-2", "cancelled"),
        ]
        assert series.series is not None
        assert series.series.kind == "umbrella"
        assert series.place == Place.objects.get(identifiers__contains=["tprek:900001"])
    assert set(Event.objects.filter(place=None).values_list("source_id", flat=True)) == {
        "city:autumn",
        "city:market",
        "city:webinar",
    }


@pytest.mark.django_db
def test_one_changed_and_one_deleted_event(tmp_path: Path) -> None:
    bring("linkedevents", EVENTS, SINCE)
    whole = document()
    by_id = {each["id"]: each for each in whole["data"]}
    by_id["city:market"]["event_status"] = "EventScheduled"
    by_id["city:webinar"]["deleted"] = True
    by_id["city:autumn"]["publication_status"] = "draft"
    path = tmp_path / "events.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    run = bring("linkedevents", path, SINCE)
    assert counted(run, "event") == {"changed": 2, "unchanged": 2, "closed": 2}
    assert Event.objects.get(source_id="city:market").status == "scheduled"
    assert Event.objects.get(source_id="city:webinar").closed_at is not None
    assert Event.objects.get(source_id="city:reading").series is None
    assert bring("linkedevents", path, SINCE).status == "unchanged"


@pytest.mark.django_db
def test_what_is_put_off_to_no_one_knows_when_is_told_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"data": [event(), event("city:two")]}), encoding="utf-8")
    bring("linkedevents", path, SINCE)
    off = event(start_time=None, event_status="EventPostponed")
    odd = event("city:two", start_time="2026-02-30")
    path.write_text(json.dumps({"data": [off, odd]}), encoding="utf-8")
    run = bring("linkedevents", path, SINCE)
    assert counted(run, "event") == {"closed": 1, "refused": 2}
    assert Event.objects.get(source_id="city:two").closed_at is None


@pytest.mark.django_db
def test_what_is_over_may_go_without_being_forced(tmp_path: Path) -> None:
    """A festival's events leave all at once, when they are over."""
    path = tmp_path / "events.json"
    over = [event(f"city:{number}", start_time="2020-01-01T10:00:00Z") for number in range(9)]
    ahead = [event(f"city:a{number}", start_time="2100-01-01T10:00:00Z") for number in range(2)]
    path.write_text(json.dumps({"data": over + ahead}), encoding="utf-8")
    bring("linkedevents", path, FOREVER, force=False)
    path.write_text(json.dumps({"data": ahead}), encoding="utf-8")
    assert counted(bring("linkedevents", path, FOREVER, force=False), "event")["closed"] == 9
    path.write_text(json.dumps({"data": ahead[:1]}), encoding="utf-8")
    with pytest.raises(TooManyVanished, match="1 of 2"):
        bring("linkedevents", path, FOREVER, force=False)


# --- What is over, absent, or in another city -------------------------------------------------


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        ({"start_time": "2026-10-01T10:00:00Z", "end_time": "2026-10-31T21:59:00Z"}, False),
        ({"start_time": "2026-10-01T10:00:00Z", "end_time": "2026-10-31T22:00:00Z"}, True),
        ({"start_time": "2026-10-31T10:00:00Z"}, False),
        ({"start_time": "2026-10-30"}, False),
        ({"start_time": "2026-10-31"}, True),
        ({"start_time": "2026-10-01", "end_time": "2026-11-02"}, True),
    ],
)
def test_what_ended_before_the_day_is_left_out(times: dict[str, str], kept: bool) -> None:
    assert bool(read(event(**times))) is kept


def test_without_options_the_last_thirty_days_are_kept() -> None:
    parse = configured(feed("linkedevents"), today=lambda: dt.date(2026, 12, 31))
    with EVENTS.open("rb") as stream:
        found = [each.source_id for each in parse(stream, ESPOO)]
    assert "city:reading-1" in found
    later = configured(feed("linkedevents", {"days_kept": 5}), today=lambda: dt.date(2026, 12, 31))
    with EVENTS.open("rb") as stream:
        assert [each.source_id for each in later(stream, ESPOO)] == ["tprek:900001", "yso:p900"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"days_kept": -1}, "days_kept = -1; right would be from 0"),
        ({"days_kept": "thirty"}, "right would be a whole number"),
        ({"since": "yesterday"}, 'right would be a day such as "2026-01-31"'),
        ({"filters": "division=espoo"}, "right would be a table of texts"),
        ({"division": "espoo"}, "'division', which is not known"),
    ],
)
def test_a_wrong_option_is_told(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        configured(feed("linkedevents", options))


def test_what_is_absent_is_left_out() -> None:
    absent = [
        event(deleted=True),
        event("city:two", publication_status="draft"),
        place(deleted=True),
        {"id": "yso:p1", "@type": "Keyword", "name": {"fi": "a"}, "deleted": True},
    ]
    assert read(*absent) == []


def test_what_happens_in_another_city_is_left_out_whatever_comes_first() -> None:
    far = place(position={"type": "Point", "coordinates": [25.74, 62.24]})
    there = event(location={"@id": "https://x.fi/v1/place/city:hall/"})
    for items in ((there, far), (far, there), (event(location=far),)):
        assert read(*items) == []


def test_a_place_may_come_after_its_event() -> None:
    there = event(location={"@id": "https://x.fi/v1/place/city:hall/"})
    found, _ = read(there, place())
    assert isinstance(found, EventRecord)
    assert (found.place, found.point) == ("city:hall", LIBRARY)


def test_events_that_come_along_with_others_are_read_once() -> None:
    part = event("city:part", super_event={"id": "city:whole"})
    whole = event("city:whole", super_event_type="recurring", sub_events=[part, part])
    assert [each.source_id for each in read(whole)] == ["city:whole", "city:part"]
    assert [each.source_id for each in read(whole, part)] == ["city:whole", "city:part"]
    inside = event("city:part", super_event=event("city:whole", super_event_type="umbrella"))
    assert [each.source_id for each in read(inside)] == ["city:part", "city:whole"]


# --- Times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "begins", "ends", "all_day"),
    [
        ("2026-12-01T10:00:00Z", None, (2026, 12, 1, 10), None, False),
        ("2026-12-01T10:00:00+02:00", None, (2026, 12, 1, 8), None, False),
        ("2026-12-01T10:00:00", None, (2026, 12, 1, 8), None, False),
        ("2026-12-01", None, (2026, 11, 30, 22), (2026, 12, 1, 22), True),
        ("2026-12-01", "2026-12-02", (2026, 11, 30, 22), (2026, 12, 2, 22), True),
        ("2027-03-28", None, (2027, 3, 27, 22), (2027, 3, 28, 21), True),  # 23 hours
        ("2027-10-31", None, (2027, 10, 30, 21), (2027, 10, 31, 22), True),  # 25 hours
        ("2027-10-31T03:30:00", None, (2027, 10, 31, 0, 30), None, False),  # the first of two
        ("2026-12-01", "2026-12-01T12:00:00Z", (2026, 11, 30, 22), (2026, 12, 1, 12), True),
    ],
)
def test_times_are_moments_or_whole_days_of_the_area(
    start: str,
    end: str | None,
    begins: tuple[int, ...],
    ends: tuple[int, ...] | None,
    all_day: bool,
) -> None:
    found = only(event(start_time=start, end_time=end))
    assert found.starts_at == helsinki(*begins)
    assert found.ends_at == (helsinki(*ends) if ends else None)
    assert found.all_day is all_day


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start_time": None}, "it has no start, nor has a part of it"),
        ({"start_time": "ABSENT"}, "it has no start, nor has a part of it"),
        ({"start_time": "2026-02-30"}, "start_time is '2026-02-30', which is no time"),
        ({"start_time": "tomorrow"}, "start_time is 'tomorrow', which is no time"),
        ({"start_time": "2026-12-01T25:00:00Z"}, "which is no time"),
        ({"start_time": 1_796_000_000}, "start_time is int, not a time"),
        ({"start_time": "2027-03-28T03:30:00"}, "does not exist in Europe/Helsinki"),
        ({"start_time": "0001-01-01T00:00:00+14:00"}, "too early or too late"),
        ({"end_time": "9999-12-31"}, "end_time is too late"),
        ({"end_time": "2026-11-30"}, "it ends 2026-11-30, before it starts 2026-12-01T10"),
        ({"name": "Yksi & <b>"}, ""),
        ({"name": ["Yksi"]}, "name is list, not a text by language"),
        ({"name": {"fi": 1}}, "name:fi is int, not a text"),
        ({"name": None}, "it has no name in any language"),
        ({"name": {"fi": " ", "sv": None}}, "it has no name in any language"),
        ({"name": {"so": "Hal"}}, ""),
        ({"info_url": {"fi": "mailto:info@example.fi"}}, ""),
        ({"event_status": "EventMaybe"}, "event_status is 'EventMaybe', not one of EventSched"),
        ({"event_status": {}}, ""),
        ({"event_status": ["EventCancelled"]}, "event_status is \"['EventCancelled']\""),
        ({"super_event_type": "weekly"}, "'weekly', not one of recurring, umbrella"),
        ({"offers": ["free"]}, "offers is no list of offers"),
        ({"offers": {"is_free": True}}, ""),
        ({"images": ["https://x.fi/a.jpg"], "keywords": "yso:p1", "in_language": [1]}, ""),
        ({"location": "tprek:1", "super_event": 7, "publisher": {"id": 9}}, ""),
        ({"info_url": {"fi": "see the poster"}}, ""),
    ],
)
def test_a_bad_event_is_told_and_its_neighbour_comes_in(
    changes: dict[str, Any], reason: str
) -> None:
    found, neighbour = read(event(**changes), event("city:neighbour"))
    assert neighbour.source_id == "city:neighbour"
    if not reason:
        assert isinstance(found, EventRecord)
    else:
        assert isinstance(found, Problem)
        assert (found.kind, found.source_id) == ("event", "city:one")
        assert reason in found.reason


ODD: list[Any] = [
    None,
    True,
    0,
    -1.5,
    "",
    "x",
    "\0",
    [],
    {},
    [None],
    [[1]],
    {"fi": None},
    {"id": {}},
    "9" * 400,
]


def odd_versions(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the item with each of its values, also inner ones, made odd or taken away."""
    for key, value in item.items():
        yield {name: each for name, each in item.items() if name != key}
        inner = [value, *value] if isinstance(value, list) else [value]
        for each in (each for each in inner if isinstance(each, dict)):
            for odd in odd_versions(each):
                yield item | {key: [odd] if isinstance(value, list) else odd}
        for other in ODD:
            yield item | {key: other}


def test_no_value_of_any_type_stops_the_reading() -> None:
    rich = next(each for each in document()["data"] if each["id"] == "city:reading-1")
    items = list(odd_versions(rich))
    assert len(items) > 500
    for item in items:
        found = read(item, event("city:neighbour"))
        assert found[-1].source_id == "city:neighbour", item
        for record in found:
            if not isinstance(record, Problem):
                judged(record)


def judged(record: Record) -> None:
    """Check a record as an import does: what it refuses it refuses in words."""
    with suppress(Unsound):
        staging.check(record, ESPOO.box)


@pytest.mark.parametrize("bad", [1, None, "event", [], {}, {"id": "x"}, {"@type": "Image"}])
def test_what_is_nothing_known_is_told(bad: object) -> None:
    problem, _ = read(bad, event())
    assert isinstance(problem, Problem)
    assert problem.reason == "it is no event, place or keyword"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"position": None}, "it has no position, so that it is on no map"),
        ({"position": {"type": "Point", "coordinates": [0, 0]}}, "it has no position"),
        ({"position": {"type": "Point", "coordinates": []}}, "no GeoJSON point"),
        ({"position": {"type": "Point", "coordinates": ["a", "b"]}}, "no GeoJSON point"),
        ({"position": {"type": "Polygon", "coordinates": []}}, "is a Polygon, not a Point"),
        ({"position": [24.8, 60.1]}, "no GeoJSON point"),
        ({"name": 3}, "name is int"),
    ],
)
def test_a_bad_place_is_told_and_its_event_comes_in(changes: dict[str, Any], reason: str) -> None:
    problem, found = read(event(location=place(**changes) | {"name": changes.get("name", "Sali")}))
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.source_id) == ("place", "city:hall")
    assert reason in problem.reason
    assert isinstance(found, EventRecord)


@pytest.mark.django_db
def test_hostile_items_are_refused_one_by_one(tmp_path: Path) -> None:
    items = [
        event("city:one"),
        event("city:one", name={"fi": "Toinen"}),  # the same id again
        event("CITY:ONE"),  # another id
        event("city:long", name={"fi": "x" * 10_000}),
        event("city:nul", name={"fi": "a\0b"}),
        event("city:link", info_url={"fi": "javascript:alert(1)"}),
        event("city:early", start_time="1899-01-01", end_time="2099-01-01"),
        event(""),
        event("city:swapped", location=place("city:swap", position=point(60.171, 24.81))),
        event("city:metres", location=place("city:metres", position=point(25488000, 6674000))),
        event("city:language", name={"no language!": "a"}),
        event("city:story", description={"fi": "<p>" + "sana " * 5000 + "</p>"}),
    ]
    path = tmp_path / "events.json"
    path.write_text(json.dumps({"data": items}), encoding="utf-8")
    run = bring("linkedevents", path, SINCE)
    open_events = set(Event.objects.open().values_list("source_id", flat=True))
    assert open_events == {"city:one", "CITY:ONE", "city:story"}
    assert Event.objects.get(source_id="city:one").name == {"fi": "Yksi"}
    assert Event.objects.get(source_id="city:story").description["fi"].endswith("sana…")
    assert run.counts["event"]["refused"] == 9
    assert run.counts["place"]["refused"] == 2
    reasons = json.dumps(run.problems)
    for said in ("it comes twice", "swapped", "U+0000", "no http or https", "is no language"):
        assert said in reasons, said


def point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (EVENTS.read_bytes()[:900], "ends too early or is damaged"),
        (b"<!DOCTYPE html><h1>Back soon</h1>", "This is HTML"),
        (b"", "The file is empty"),
        (b"down", "This is not JSON"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        parsed("linkedevents", content, SINCE)


# --- The service ------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LIMITS", Limits(timeout=1, tries=2, pause=0.01))


def wanted(server: Server, cache: Path, **options: Any) -> Wanted:
    own = Feed("linkedevents", "linkedevents", url=f"{server.url}/v1", options=SINCE | options)
    return Wanted(ESPOO, own, cache, lambda line: None)


def serve_pages(server: Server, *pages: list[dict[str, Any]], count: int | None = None) -> None:
    """Serve pages of events: the first for whatever is asked, the others by their number."""
    total = sum(map(len, pages)) if count is None else count
    for number, data in enumerate(pages, 1):
        following = f"{server.url}/v1/event/?page={number + 1}" if number < len(pages) else None
        answer = faulty.document({"meta": {"count": total, "next": following}, "data": data})
        server.serve("*" if number == 1 else f"/v1/event/?page={number}", answer)


def read_parcel(fetched: Fetched) -> list[tuple[str, str]]:
    lines = fetched.path.read_text(encoding="utf-8").splitlines()
    return [(line["part"], line["item"]["id"]) for line in map(json.loads, lines)]


@pytest.mark.usefixtures("quick")
def test_the_service_is_asked_page_by_page(server: Server, tmp_path: Path) -> None:
    data = document()["data"]
    serve_pages(server, data[:3], data[3:])
    fetched = linkedevents.fetch(wanted(server, tmp_path))
    assert read_parcel(fetched) == [
        ("event", "city:reading-2"),
        ("event", "city:reading"),
        ("place", "tprek:900001"),
        ("keyword", "yso:p900"),
        ("event", "city:reading-1"),
        ("event", "city:autumn"),
        ("event", "city:market"),
        ("place", "city:internet"),
        ("event", "city:webinar"),
        ("event", "city:last-year"),
    ]
    asked = urlsplit(server.paths[0])
    assert asked.path == "/v1/event/"
    assert parse_qs(asked.query) == {
        "include": ["location,keywords,audience"],
        "page_size": ["100"],
        "sort": ["-last_modified_time"],
        "start": ["2026-11-01"],
        "bbox": ["24.49,60.07,24.88,60.37"],
    }
    parse = configured(feed("linkedevents", SINCE))
    with fetched.path.open("rb") as stream:
        from_parcel = {(each.source_id, type(each)) for each in parse(stream, ESPOO)}
    whole = parsed("linkedevents", EVENTS.read_bytes(), SINCE)
    assert from_parcel == {(each.source_id, type(each)) for each in whole}
    assert [each.name for each in tmp_path.iterdir()] == ["linkedevents.parcel.json"]


@pytest.mark.usefixtures("quick")
def test_the_feed_says_what_is_asked_for(server: Server, tmp_path: Path) -> None:
    serve_pages(server, [])
    filters = {"division": "espoo", "start": "today", "sort": ""}
    linkedevents.fetch(wanted(server, tmp_path, filters=filters))
    assert parse_qs(urlsplit(server.paths[0]).query) == {
        "include": ["location,keywords,audience"],
        "page_size": ["100"],
        "start": ["today"],
        "division": ["espoo"],
    }


@pytest.mark.usefixtures("quick")
def test_what_an_event_is_part_of_is_asked_for_by_its_id(server: Server, tmp_path: Path) -> None:
    by_id = {each["id"]: each for each in document()["data"]}
    replies = [[by_id["city:reading-1"]], [by_id["city:reading"]], [by_id["city:autumn"]]]
    server.serve("*", *[faulty.document({"data": each}) for each in replies])
    found = read_parcel(linkedevents.fetch(wanted(server, tmp_path)))
    assert [key for part, key in found if part == "event"] == [
        "city:reading-1",
        "city:reading",
        "city:autumn",
    ]
    asked = [parse_qs(urlsplit(each).query).get("ids") for each in server.paths]
    assert asked == [None, ["city:reading"], ["city:autumn"]]


@pytest.mark.usefixtures("quick")
def test_what_comes_on_two_pages_is_taken_once(server: Server, tmp_path: Path) -> None:
    one, two, three = event("city:1"), event("city:2"), event("city:3")
    serve_pages(server, [one, two], [two, three])
    found = read_parcel(linkedevents.fetch(wanted(server, tmp_path)))
    assert [key for _, key in found] == ["city:1", "city:2", "city:3"]


@pytest.mark.usefixtures("quick")
def test_a_service_that_gives_less_than_it_tells_is_not_believed(
    server: Server, tmp_path: Path
) -> None:
    serve_pages(server, [event()], count=1000)
    with pytest.raises(FetchError, match="told of 1000 events, but gave 1"):
        linkedevents.fetch(wanted(server, tmp_path))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("answer", [[], {"results": []}, {"data": {}}, 1, None])
def test_what_is_no_list_is_told(server: Server, tmp_path: Path, answer: object) -> None:
    server.serve("*", faulty.document(answer))
    with pytest.raises(FetchError, match="is no list of a LinkedEvents service"):
        linkedevents.fetch(wanted(server, tmp_path))


@pytest.mark.django_db
@pytest.mark.usefixtures("quick")
def test_a_service_down_at_page_7_changes_nothing_and_the_next_run_mends_it(
    server: Server, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from importers.run import Order, run_import

    settings.CACHE_DIR = tmp_path / "cache"
    own = Feed("linkedevents", "linkedevents", url=f"{server.url}/v1/", options=SINCE)
    order = Order("linkedevents", feed=own)
    serve_pages(server, *[[event(f"city:{number}")] for number in range(9)])
    down, up = faulty.html(), server.served.replies["/v1/event/?page=7"][0]
    server.serve("/v1/event/?page=7", down)
    with pytest.raises(FetchError, match=r"^page 7 of http.*HTML or XML, not JSON, in 2 tries"):
        run_import(order, lambda line: None)
    assert not Event.objects.exists()
    server.serve("/v1/event/?page=7", up)
    before = len(server.asked)
    run = run_import(order, lambda line: None)
    assert counted(run, "event") == {"new": 9}
    assert [path[-1] for path in server.paths[before:]] == ["7", "8", "9"]


# --- Files ------------------------------------------------------------------------------------


def test_a_folder_and_an_archive_are_read_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps({"data": [event()]}))
    (folder / "b.json").write_text(json.dumps(place()))
    with zipfile.ZipFile(tmp_path / "answers.zip", "w") as archive:
        for each in folder.iterdir():
            archive.write(each, each.name)
    own = feed("linkedevents", SINCE)
    for given in (folder, tmp_path / "answers.zip"):
        fetched = linkedevents.fetch(Wanted(ESPOO, own, tmp_path, file=given))
        assert read_parcel(fetched) == [("event", "city:one"), ("place", "city:hall")]


def real(data_dir: Path, name: str) -> bytes:
    return (data_dir / "linkedevents" / f"linkedevents_{name}_data.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("event", [PlaceRecord, Problem]),  # the event is postponed, without a new time
        ("events", [EventRecord, Problem]),
        ("place", [PlaceRecord]),
        ("places", [PlaceRecord, PlaceRecord]),
        ("keyword", [KeywordRecord]),
        ("keywords", [KeywordRecord, KeywordRecord]),
        ("keyword_set", [KeywordRecord]),
    ],
)
def test_real_answers_are_read(data_dir: Path, name: str, found: list[type]) -> None:
    records = parsed("linkedevents", real(data_dir, name), FOREVER)
    assert [type(each) for each in records] == found


def test_the_real_event_is_as_the_service_tells_it(data_dir: Path) -> None:
    found, problem = parsed("linkedevents", real(data_dir, "events"), FOREVER)
    assert isinstance(found, EventRecord)
    assert found.source_id == "helsinki:afy6ikna3u"
    assert found.name == {"fi": "Uutta Koillis-Helsinkiä verkkotilaisuus"}
    assert (found.starts_at, found.ends_at) == (
        helsinki(2020, 6, 1, 13, 45),
        helsinki(2020, 6, 1, 16),
    )
    assert (found.place, found.point) == (None, None)  # it was on the internet
    assert (found.is_free, found.languages, len(found.keywords)) == (True, ("fi",), 7)
    assert found.description is not None
    assert found.description["fi"].startswith("Tule kuulolle ja kysymään muun muassa Viikin,")
    assert "<" not in found.description["fi"]
    assert found.images[0]["only_with_event"] is True
    assert found.published_by == "ahjo:u541000"
    assert problem == Problem(
        "event", "helsinki:afxp6tv4xa", "it has no start, nor has a part of it", keeps=False
    )


@pytest.mark.django_db
def test_all_real_answers_are_imported_at_once(data_dir: Path) -> None:
    run = bring("linkedevents", data_dir / "linkedevents", FOREVER)
    assert counted(run, "event") == {"new": 1, "refused": 2}
    assert counted(run, "place") == {"new": 2}
    assert counted(run, "keyword") == {"new": 3}
    assert set(Place.objects.open().values_list("source_id", flat=True)) == {
        "tprek:15417",
        "tprek:15321",
    }
    assert set(Keyword.objects.open().values_list("source_id", flat=True)) == {
        "yso:p4354",
        "yso:p4363",
        "helfi:12",
    }
    sello = Place.objects.get(source_id="tprek:15417")
    assert (sello.identifiers, sello.city, sello.website) == (
        ["tprek:15417"],
        "Espoo",
        "http://www.helmet.fi/sello",
    )
    again = bring("linkedevents", data_dir / "linkedevents", FOREVER)
    assert again.status == "unchanged"
