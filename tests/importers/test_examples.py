"""Invented organisations: whole, marked, told from the day of the import on, and never mixed up."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from pytest_django import Settings

from geodata import models
from geodata.area import load_area
from geodata.topics import TOPICS
from importers import examples
from importers.errors import InputError
from importers.records import DayException, EventRecord, OrganisationRecord, PlaceRecord, Problem
from importers.run import Order, run_import
from servicemap import schedule
from tests.importers.bringing import ESPOO, FIXTURES, bring, counted
from tests.importers.wanting import wanted

HELSINKI = ZoneInfo("Europe/Helsinki")
SUNDAY = dt.date(2026, 11, 22)
MODELS = (models.Organisation, models.Place, models.Event)


def read(today: dt.date = SUNDAY, text: str | None = None) -> list[Any]:
    assert ESPOO.examples is not None
    text = ESPOO.examples.read_text(encoding="utf-8") if text is None else text
    return list(examples.parse(io.BytesIO(f"today = {today}\n{text}".encode()), ESPOO))


def event(today: dt.date, when: str, more: str = "") -> EventRecord:
    (record,) = read(today, f'[[event]]\nid = "e"\nname = {{ fi = "E" }}\nwhen = {when}\n{more}')
    assert isinstance(record, EventRecord), record
    return record


@pytest.fixture
def espoo(settings: Settings, tmp_path: Path) -> Settings:
    settings.AREA = ESPOO
    settings.CACHE_DIR = tmp_path / "cache"
    return settings


def on(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda **_zone: day)


def test_it_works() -> None:
    found = read()
    assert [each for each in found if isinstance(each, Problem)] == []
    assert Counter(type(each) for each in found) == {
        OrganisationRecord: 15,
        PlaceRecord: 5,
        EventRecord: 19,
    }


def test_every_kind_of_thing_that_pages_show_is_among_them() -> None:
    found = read()
    organisations = [each for each in found if isinstance(each, OrganisationRecord)]
    events = [each for each in found if isinstance(each, EventRecord)]
    for each in organisations:
        assert {"fi", "sv", "en"} <= set(each.name), each.source_id
        assert {"fi", "sv", "en"} <= set(each.description or {}), each.source_id
        assert each.email.endswith("@example.org"), each.source_id
        assert each.website.startswith("https://example.org/"), each.source_id
        assert each.telephone == "", each.source_id
        assert each.operating_areas, each.source_id
        assert each.topics, each.source_id
        assert set(each.topics) <= set(TOPICS), each.source_id
    assert sum("ar" in each.name for each in organisations) >= 3
    assert sum("fi-simple" in (each.description or {}) for each in organisations) == 2
    assert any("PH off" in each.opening_hours for each in organisations)
    assert sum("sovittaessa" in each.opening_hours for each in organisations) == 2
    parts = [part for each in organisations for part in each.operating_areas or ()]
    assert sum(bool(part.postal_codes) for part in parts) == 5
    assert sum(part.polygon is not None and not part.postal_codes for part in parts) == 4
    assert sum(part.centre is not None and not part.postal_codes for part in parts) == 6
    assert {each.status for each in events} == {"scheduled", "cancelled", "postponed"}
    assert {each.is_free for each in events} == {True, False}
    assert any(each.price for each in events)
    assert any(each.exceptions and each.exceptions[0].moved_to for each in events)
    assert any(each.exceptions and not each.exceptions[0].moved_to for each in events)


@pytest.mark.parametrize("today", [SUNDAY + dt.timedelta(days=days) for days in range(8)])
def test_the_next_saturday_is_never_today(today: dt.date) -> None:
    starts = event(today, '{ saturday = 1, from = "10:00", to = "12:00" }').starts_at
    assert starts.strftime("%a %H:%M") == "Sat 10:00"
    assert 1 <= (starts.date() - today).days <= 7


def test_times_run_over_the_end_of_the_year_and_of_the_day() -> None:
    found = event(dt.date(2026, 12, 28), '{ saturday = 1, from = "20:00", to = "01:00" }')
    assert found.starts_at == dt.datetime(2027, 1, 2, 20, tzinfo=HELSINKI)
    assert found.ends_at == dt.datetime(2027, 1, 3, 1, tzinfo=HELSINKI)


def test_a_time_stays_the_same_on_the_clock_when_the_clocks_change() -> None:
    before, after = (
        event(dt.date(2026, 10, 20), f'{{ saturday = {number}, from = "10:00" }}').starts_at
        for number in (1, 2)
    )
    assert before.isoformat() == "2026-10-24T10:00:00+03:00"
    assert after.isoformat() == "2026-10-31T10:00:00+02:00"


def test_a_series_says_on_which_days_it_is_not_as_usual() -> None:
    found = event(
        SUNDAY,
        '{ wednesday = -1, from = "17:00", to = "19:00" }',
        'weekly = true\nnot_on = [2]\nmoved = [{ on = 3, to = { thursday = 3, from = "18:00" } }]',
    )
    assert found.starts_at == dt.datetime(2026, 11, 11, 17, tzinfo=HELSINKI)
    assert (found.kind, found.recurrence) == ("series", "FREQ=WEEKLY;BYDAY=WE")
    assert found.exceptions == (
        DayException(date=dt.date(2026, 12, 2)),
        DayException(
            date=dt.date(2026, 12, 9),
            moved_to=dt.datetime(2026, 12, 10, 18, tzinfo=HELSINKI),
        ),
    )


@pytest.mark.parametrize(
    "when",
    [
        '{ from = "10:00" }',
        '{ saturday = 1, sunday = 1, from = "10:00" }',
        '{ saturday = 1, from = "25:00" }',
        '{ saturday = 99999999, from = "10:00" }',
        '{ saturday = "next", from = "10:00" }',
        "1",
    ],
)
def test_a_time_that_is_none_is_told(when: str) -> None:
    (problem,) = read(text=f'[[event]]\nid = "e"\nname = {{ fi = "E" }}\nwhen = {when}')
    assert isinstance(problem, Problem)
    assert problem.source_id == "e"
    assert problem.reason.startswith("not as documented")


@pytest.mark.parametrize("more", ["description = 5", "colour = 1", 'point = ["a", 1]', "point = 1"])
def test_a_record_that_is_none_is_told(more: str) -> None:
    (problem,) = read(
        text=f'[[organisation]]\nid = "o"\nname = {{ fi = "O" }}\nkind = "club"\n{more}'
    )
    assert isinstance(problem, Problem)


def test_what_is_no_file_of_examples_is_told() -> None:
    for text in ("[[station]]\nid = 1", "a", "today = 2026-01-01", "\0"):
        with pytest.raises(InputError):
            read(text=text)
    with pytest.raises(InputError, match="day of today"):
        list(examples.parse(io.BytesIO(b""), ESPOO))
    with pytest.raises(InputError, match="names no examples"):
        examples.find_file(
            wanted(load_area(ESPOO.path.with_name("helsinki-centre.toml")), "examples")
        )
    assert not read(text="")


@pytest.mark.django_db
def test_every_row_is_marked_and_a_second_import_changes_nothing(
    espoo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, SUNDAY)
    first = run_import(Order("examples"), lambda line: None)
    assert first.problems == []
    assert counted(first, "organisation") == {"new": 15}
    for model in MODELS:
        assert not model.objects.filter(is_example=False).exists()
    source = models.Source.objects.get(key="examples")
    assert source.name.startswith("Examples: invented")
    assert source.attribution == ""
    assert set(models.SearchDocument.objects.values_list("is_example", flat=True)) == {True}

    again = run_import(Order("examples"), lambda line: None)
    assert again.status == "unchanged"
    assert not models.OperatingArea.objects.filter(shape=None).exists()
    assert models.Organisation.objects.filter(topics__key="scouts").get().source_id == "scouts"
    series = models.Event.objects.get(source_id="scout-evening")
    assert series.times.filter(status="cancelled").count() == 1
    assert counted(again, "event") == {"unchanged": 19}

    on(monkeypatch, SUNDAY + dt.timedelta(days=7))
    later = run_import(Order("examples"), lambda line: None)
    assert counted(later, "event") == {"changed": 19}
    assert counted(later, "organisation") == {"unchanged": 15}
    scouts = models.Event.objects.get(source_id="scout-evening")
    assert [each.date for each in scouts.exceptions.all()] == [dt.date(2026, 12, 9)]


@pytest.mark.django_db
def test_postal_areas_are_used_where_they_are_there(espoo: Settings) -> None:
    run_import(Order("examples"), lambda line: None)
    choir = models.Organisation.objects.get(source_id="choir")
    assert [each.kind for each in choir.operating_areas.all()] == ["radius"]

    bring("postal_areas", FIXTURES / "districts" / "postal.json")
    again = run_import(Order("examples"), lambda line: None)
    assert counted(again, "organisation") == {"changed": 2, "unchanged": 13}
    (area,) = choir.operating_areas.all()
    assert area.kind == "districts"
    assert [each.code for each in area.districts.all()] == ["02100"]
    assert area.centre is None


@pytest.mark.django_db
def test_they_are_never_the_same_as_something_real(espoo: Settings, tmp_path: Path) -> None:
    run_import(Order("examples"), lambda line: None)
    real = models.Source.local()
    for each in models.Organisation.objects.all():
        each.pk, each.source, each.is_example = None, real, False
        each.identifiers = ["same:1"]
        each.save()
    models.Organisation.objects.filter(is_example=True).update(identifiers=["same:1"])
    run_import(Order("examples", force=True), lambda line: None)
    assert not models.SamePair.objects.exists()
    assert not models.Organisation.objects.exclude(merged_into=None).exists()


@pytest.mark.django_db
def test_the_worker_brings_them_only_where_it_is_asked_to(espoo: Settings) -> None:
    espoo.AREA = load_area(ESPOO.path)
    assert not [
        put for put in schedule.enqueue_local() + schedule.enqueue_due() if "examples" in put
    ]
    espoo.EXAMPLES = True
    assert schedule.enqueue_local()[-1] == "import_feed examples"
    assert schedule.enqueue_due() == []  # they are in the queue already


@pytest.mark.django_db
def test_they_are_withdrawn(espoo: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_data", "examples", "--withdraw")
    assert "examples has brought nothing." in capsys.readouterr().out
    run_import(Order("examples"), lambda line: None)
    call_command("import_data", "examples", "--withdraw")
    for model in MODELS:
        assert not model.objects.open().exists()
    assert not models.SearchDocument.objects.exists()
    with pytest.raises(CommandError, match="walking network rests on osm"):
        models.Source.objects.create(key="osm", name="OSM")
        call_command("import_data", "osm", "--withdraw")
    with pytest.raises(CommandError, match="the name of one source"):
        call_command("import_data", "--withdraw")
