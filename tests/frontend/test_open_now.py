"""Pages say whether something is open now, until when, and what its week looks like."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geodata import models
from tests.frontend.test_entries import page, text_of
from tests.servicemap.town import Town

HELSINKI = ZoneInfo("Europe/Helsinki")


@pytest.fixture(autouse=True)
def finland(settings: Any, town: Town) -> None:
    settings.AREA = dataclasses.replace(settings.AREA, country="FI")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock."""

    def set_clock(text: str) -> None:
        now = dt.datetime.fromisoformat(text).replace(tzinfo=HELSINKI)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_clock


def told(client: Client, town: Town, *rules: str, language: str = "en", words: str = "") -> str:
    """Return the text of the library's page when these are its hours."""
    models.OpeningHours.objects.all().delete()
    for rule in rules:
        models.OpeningHours.objects.create(organisation=town.library, rule=rule)
    if words:
        models.OpeningHours.objects.create(organisation=town.library, comment={"fi": words})
    return text_of(page(client, f"/{language}/organisations/{town.library.pk}/"))


@pytest.mark.parametrize(
    ("rule", "now", "expected"),
    [
        ("Mo-Fr 08:00-18:00", "2026-11-23 12:00", "Open now until 18:00"),
        ("Mo-Fr 08:00-18:00", "2026-11-23 07:00", "Closed now, opens today at 08:00"),
        ("Mo-Fr 08:00-18:00", "2026-11-23 18:00", "Closed now, opens tomorrow at 08:00"),
        ("Mo-Fr 09:00-18:00", "2026-11-27 18:00", "Closed now, opens on Monday at 09:00"),
        ("Mo-Fr 08:00-18:00; PH off", "2026-12-06 12:00", "Public holiday today: Independence Day"),
        ("Mo-Sa 18:00-02:00", "2026-11-24 01:00", "Open now until 02:00"),
        ("Mo-Su 10:00-24:00", "2026-11-24 23:00", "Open now until 24:00"),
        ("Jun-Aug 10:00-12:00", "2026-11-23 12:00", "Closed now, opens on 1 June 2027 at 10:00"),
        ("Mo-We 00:00-24:00", "2026-11-23 12:00", "Open now, closes on Thursday at 00:00"),
        ("24/7", "2026-11-23 12:00", "Open all the time"),
        ("off", "2026-11-23 12:00", "Closed for the time being"),
        ('Mo 10:00-12:00 "ring"', "2026-11-23 11:00", "Not known whether it is open: ring"),
        ('Tu 10:00-12:00 "ring"', "2026-11-23 11:00", "perhaps open tomorrow at 10:00"),
        ("arkisin", "2026-11-23 11:00", "Not known whether it is open: arkisin"),
    ],
)
def test_a_page_says_how_it_is_now(
    client: Client, town: Town, at: Any, rule: str, now: str, expected: str
) -> None:
    at(now)
    assert expected in told(client, town, rule)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "Avoinna nyt, sulkeutuu klo 18.00"),
        ("sv", "Öppet nu till kl. 18:00"),
    ],
)
def test_it_is_said_in_the_readers_language(
    client: Client, town: Town, at: Any, language: str, expected: str
) -> None:
    at("2026-11-23 12:00")
    assert expected in told(client, town, "Mo-Fr 08:00-18:00", language=language)


def test_the_week_has_each_day_and_says_which_is_today(client: Client, town: Town, at: Any) -> None:
    at("2026-12-09 12:00")
    rule = "Mo-Fr 10:00-13:00,14:00-18:00; Sa 20:00-02:00; PH off"
    text = told(client, town, rule)
    assert (
        "This week Monday 7/12 10:00 – 13:00 14:00 – 18:00 "
        "Tuesday 8/12 10:00 – 13:00 14:00 – 18:00 "
        "Wednesday 9/12 today 10:00 – 13:00 14:00 – 18:00" in text
    )
    assert "Saturday 12/12 20:00 – 02:00 Sunday 13/12 Closed" in text
    assert "Exceptions in the coming weeks: Thursday 24 December Closed Christmas Eve" in text
    assert "Friday 1 January Closed New Year's Day" in text
    assert "31 December" not in text
    html = page(client, f"/en/organisations/{town.library.pk}/")
    assert html.count('<tr aria-current="date">') == 1
    assert "10.00 – 13.00" in told(client, town, rule, language="fi")
    assert "Keskiviikko 9.12. tänään" in told(client, town, rule, language="fi")
    assert 'class="mark mark-yes"' in page(client, f"/fi/organisations/{town.library.pk}/")


def test_a_holiday_is_named_in_the_readers_language(client: Client, town: Town, at: Any) -> None:
    at("2027-01-06 12:00")
    models.OpeningHours.objects.create(organisation=town.library, rule="PH off; Mo 10:00-12:00")
    english = page(client, f"/en/organisations/{town.library.pk}/")
    assert "Public holiday today: <bdi>Epiphany</bdi>" in english
    swedish = page(client, f"/sv/organisations/{town.library.pk}/")
    assert "<bdi>Trettondag</bdi>" in swedish


def test_a_new_season_is_no_exception(client: Client, town: Town, at: Any) -> None:
    at("2026-05-20 12:00")
    text = told(client, town, "Mo-Fr 08:00-18:00; Jun-Aug Mo-Fr 10:00-16:00")
    assert "Exceptions" not in text


def test_the_words_of_the_source_stand_beside_what_was_read(
    client: Client, town: Town, at: Any
) -> None:
    at("2026-11-23 12:00")
    text = told(client, town, "Mo-Fr 08:00-18:00", words="Kesällä <b>toisin</b>")
    assert "Open now until 18:00" in text
    assert "Kesällä <b>toisin</b>" in text, "Told as it is written, and no markup."
    only = told(client, town, words='Sovittaessa "aina"')
    assert "Not known whether it is open: Sovittaessa" in only
    assert "This week" not in only


def test_places_of_an_organisation_and_amenities_say_it_too(
    client: Client, town: Town, at: Any
) -> None:
    at("2026-11-23 12:00")
    models.OpeningHours.objects.create(place=town.field, rule="Mo-Fr 08:00-13:00")
    models.Place.objects.update(organisation=town.library)
    models.Amenity.objects.update(opening_hours="Mo-Fr 08:00-14:00")
    for path, until in (
        (f"places/{town.field.pk}", "13:00"),
        (f"organisations/{town.library.pk}", "13:00"),
        (f"amenities/{town.toilet.pk}", "14:00"),
    ):
        assert f"Open now until {until}" in text_of(page(client, f"/en/{path}/"))
    assert "Open now until 13:00" in text_of(page(client, "/en/places/"))


def test_a_list_says_it_without_a_question_for_each_row(
    client: Client, town: Town, at: Any, django_assert_num_queries: Any
) -> None:
    at("2026-11-23 12:00")
    models.OpeningHours.objects.all().delete()
    client.get("/en/organisations/")
    with CaptureQueriesContext(connection) as few:
        client.get("/en/organisations/")
    for number in range(5):
        one = models.Organisation.objects.create(
            pk=500 + number,
            source=town.library.source,
            source_id=f"x{number}",
            name={"fi": f"X {number}"},
        )
        models.OpeningHours.objects.create(organisation=one, rule=f"Mo-Fr 08:00-1{number}:00")
    with django_assert_num_queries(len(few)):
        text = text_of(client.get("/en/organisations/").content.decode())
    assert "Open now until 13:00" in text
    assert "Closed now, opens tomorrow at 08:00" in text


def test_a_page_of_now_is_kept_for_its_minute(client: Client, town: Town, at: Any) -> None:
    url = f"/en/organisations/{town.library.pk}/kirjasto/"
    at("2026-11-23 12:00:05")
    etag = client.get(url)["ETag"]
    at("2026-11-23 12:00:59")
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
    at("2026-11-23 12:01:00")
    later = client.get(url, headers={"If-None-Match": etag})
    assert later.status_code == 200
    assert later["ETag"] != etag
    assert later["Cache-Control"] == "public, max-age=60, must-revalidate"


def test_what_does_not_tell_of_now_is_kept_until_the_data_changes(
    client: Client, town: Town, at: Any
) -> None:
    for url in ("/en/about/privacy", f"/api/v1/organisations/{town.library.pk}"):
        at("2026-11-23 12:00")
        etag = client.get(url)["ETag"]
        at("2026-11-24 12:00")
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 304
