"""The page of one entry: its address, what it tells, and what it must never do."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, Point
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from geodata import models
from tests.servicemap.operating import add_radius
from tests.servicemap.town import Town


def text_of(html: str) -> str:
    """Return what a reader sees, without tags and with single spaces."""
    body = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def page(client: Client, path: str) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == 200, path
    return response.content.decode()


def test_it_works(client: Client, town: Town) -> None:
    text = text_of(page(client, f"/en/stations/{town.keskusta.pk}/keskusta/"))
    assert "metro station Keskusta" in text
    assert "Centrum" in text
    assert "The last mile To Rantapolku" in text
    assert "Within 1,000 m" in text
    assert "A Wheelchair access not known" in text
    assert "B Wheelchair access not known" in text
    assert "Licence CC0" in text
    assert "Date of the data 2 January 2026" in text


@pytest.mark.parametrize("wrong", ["", "ranta/", "javascript/", "%3Cscript%3E/"])
def test_another_name_in_the_address_leads_to_the_right_one(
    client: Client, town: Town, wrong: str
) -> None:
    response = client.get(f"/en/stations/{town.keskusta.pk}/{wrong}")
    assert response.status_code == 302
    assert response["Location"] == f"/en/stations/{town.keskusta.pk}/keskusta/"


def test_the_address_has_the_name_in_its_own_language(client: Client, town: Town) -> None:
    html = page(client, f"/sv/stations/{town.keskusta.pk}/centrum/")
    links = re.findall(r'<link rel="alternate" hreflang="(\w\w)" href="([^"]+)">', html)
    root = f"stations/{town.keskusta.pk}"
    assert dict(links) == {
        "fi": f"http://testserver/fi/{root}/keskusta/",
        "sv": f"http://testserver/sv/{root}/centrum/",
        "en": f"http://testserver/en/{root}/keskusta/",
        "ar": f"http://testserver/ar/{root}/keskusta/",
    }


def test_a_name_in_letters_of_another_script_has_an_address(client: Client, town: Town) -> None:
    models.Station.objects.filter(pk=town.ranta.pk).update(name={"ar": "محطة الشاطئ"})
    html = page(client, f"/en/stations/{town.ranta.pk}/")
    assert '<bdi lang="ar">محطة الشاطئ</bdi>' in html


def test_a_station_tells_entrances_and_wheelchairs_in_words(client: Client, town: Town) -> None:
    entrances = models.Entrance.objects.filter(station=town.keskusta).order_by("pk")
    for entrance, value in zip(entrances, ("yes", "no", "yes"), strict=True):
        models.Entrance.objects.filter(pk=entrance.pk).update(wheelchair=value)
    text = text_of(page(client, f"/en/stations/{town.keskusta.pk}/keskusta/"))
    assert "A Accessible by wheelchair" in text
    assert "B Not accessible by wheelchair" in text
    assert " C " not in text  # closed


def test_a_trail_tells_how_much_of_it_is_known(client: Client, town: Town) -> None:
    models.Trail.objects.filter(pk=town.trail.pk).update(members=128, members_inside=47)
    text = text_of(page(client, f"/en/trails/{town.trail.pk}/rantapolku/"))
    assert "Only 47 of the 128 parts of this trail are in the data." in text
    assert "Length in the data 0.39 km" in text
    assert "hiking trail Rantapolku" in text
    assert "Reached on foot from Ranta" in text
    assert "“Kaukana” lies outside the data" in text


def test_a_trail_is_reached_from_other_stations_where_there_is_no_metro(
    client: Client, town: Town
) -> None:
    models.Station.objects.update(mode="tram")
    text = text_of(page(client, f"/en/trails/{town.trail.pk}/rantapolku/"))
    assert "Reached on foot from Ranta" in text


def test_an_organisation_tells_for_whom_it_is_and_in_which_languages(
    client: Client, town: Town
) -> None:
    models.Organisation.objects.update(audience={"fi": "Perheille"}, languages=["fi", "ar"])
    html = page(client, "/en/organisations/1/kirjasto/")
    assert "For whom Perheille (in Finnish)" in text_of(html)
    assert '<bdi class="text" lang="fi">Perheille</bdi>' in html
    assert '<span aria-current="page"><bdi lang="fi">Kirjasto</bdi></span>' in html
    assert "Languages of service Finnish, Arabic" in text_of(html)


def test_a_hub_tells_what_is_there(client: Client, town: Town) -> None:
    text = text_of(page(client, f"/en/hubs/{town.hub.pk}/rannan-vaihtopaikka/"))
    assert "Change here between metro" in text


@pytest.mark.parametrize(
    ("age", "language", "words"),
    [
        (dt.timedelta(seconds=20), "en", "Ranta (M) (7 available, just now)"),
        (dt.timedelta(minutes=3), "en", "Ranta (M) (7 available, 3 min ago)"),
        (dt.timedelta(hours=2, minutes=5), "fi", "Ranta (M) (7 vapaana, 2 h sitten)"),
        (dt.timedelta(days=1, hours=1), "sv", "Ranta (M) (7 lediga, för 1 dag sedan)"),
        (None, "en", "Ranta (M) (20 places)"),
    ],
)
def test_a_hub_tells_how_its_bikes_stand(
    client: Client, town: Town, age: dt.timedelta | None, language: str, words: str
) -> None:
    part = models.HubComponent.objects.create(
        pk=50,
        source=town.hub.source,
        source_id="bikes",
        name={"fi": "Ranta (M)"},
        hub=town.hub,
        kind="shared_bikes",
        point=town.hub.point,
        capacity=20,
    )
    if age is not None:
        then = timezone.now() - age
        models.LiveStatus.objects.create(
            component=part, vehicles=7, reported_at=then, fetched_at=then
        )
    assert words in text_of(page(client, f"/{language}/hubs/{town.hub.pk}/rannan-vaihtopaikka/"))


def test_a_station_tells_lines_and_departures(client: Client, town: Town) -> None:
    nothing = [0] * 24
    models.Station.objects.filter(pk=town.ranta.pk).update(
        routes=[{"ref": "550", "name": "<b>Ring</b>", "mode": "bus"}],
        departures={"weekday": [0] * 5 + [12] + [0] * 18, "saturday": nothing, "sunday": nothing},
    )
    models.Pathway.objects.create(
        source=town.hub.source,
        source_id="p",
        station=town.ranta,
        mode="lift",
        line=LineString((24.95, 60.17), (24.951, 60.17)),
    )
    text = text_of(page(client, f"/en/stations/{town.ranta.pk}/ranta/"))
    assert "Lines 550 bus" in text
    assert "Hour Weekday Saturday Sunday 5 12 0 0" in text
    assert "Ways inside lift (1)" in text


def test_an_organisation_tells_how_to_reach_it(client: Client, town: Town) -> None:
    html = page(client, f"/en/organisations/{town.library.pk}/kirjasto/")
    text = text_of(html)
    assert "From the nearest station Keskusta" in text
    assert "Katu 1, 00100 Kaupunki" in text
    assert '<a href="tel:+3589123456"><bdi dir="ltr">+358 9 123 456</bdi></a>' in html
    assert "08:00 – 20:00" in text
    assert "Partly accessible by wheelchair" in text
    assert "Kirjoja kaikille." in text


def test_a_place_tells_what_it_is_and_how_to_reach_it(client: Client, town: Town) -> None:
    models.OpeningHours.objects.create(place=town.field, rule="Mo-Su 09:00-21:00")
    models.Keyword.objects.create(
        pk=50, source=town.field.source, source_id="sport:1", name={"fi": "jalkapallo"}
    )
    models.Entrance.objects.create(
        pk=50,
        source=town.field.source,
        source_id="e",
        name={},
        ref="P",
        place=town.field,
        point=Point(24.9601, 60.17),
    )
    html = page(client, f"/en/places/{town.field.pk}/pelikentta/")
    text = text_of(html)
    assert "sports field Pelikenttä Spelplanen" in text
    assert "Nurmi ja katsomo." in text
    assert "From the nearest station Ranta" in text
    assert "Entrances P Wheelchair access not known" in text
    assert "Kuja 2, 00100 Kaupunki" in text
    assert "Keywords jalkapallo , nurmi" in text
    assert "09:00 – 21:00" in text
    assert '<a href="tel:+3589765432"><bdi dir="ltr">+358 9 765 432</bdi></a>' in html
    assert 'href="mailto:kentta@kaupunki.example"' in html
    assert ">kentta.example</a>" in html
    assert "Where this comes from Source OpenStreetMap" in text
    assert 'href="/api/v1/places/1"' in html
    assert "idrottsplan Spelplanen" in text_of(page(client, f"/sv/places/{town.field.pk}/"))


def test_a_place_and_its_organisation_lead_to_each_other(client: Client, town: Town) -> None:
    models.Place.objects.update(organisation=town.library)
    there = page(client, f"/en/places/{town.field.pk}/")
    link = f'<a href="/en/organisations/{town.library.pk}/kirjasto/"><bdi>Kirjasto</bdi></a>'
    assert link in there
    back = page(client, f"/en/organisations/{town.library.pk}/")
    assert f'<a href="/en/places/{town.field.pk}/"><bdi>Pelikenttä</bdi></a>' in back


def test_an_amenity_tells_what_it_costs(client: Client, town: Town) -> None:
    text = text_of(page(client, f"/en/amenities/{town.toilet.pk}/"))
    assert "Toilet without a name" in text
    assert "Free of charge" in text
    assert "From the nearest station Keskusta" in text


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http:evil",
        "vbscript:x",
    ],
)
def test_links_that_are_not_of_the_web_are_never_rendered(
    client: Client, town: Town, address: str
) -> None:
    models.Organisation.objects.filter(pk=town.library.pk).update(
        website=address, email=f"x@y.fi?bcc={address}", telephone="javascript:1"
    )
    html = page(client, f"/en/organisations/{town.library.pk}/kirjasto/")
    assert not re.search(r'href="\s*(javascript|data|vbscript|mailto|tel|//|http:evil)', html, re.I)


def test_sound_links_are_rendered(client: Client, town: Town) -> None:
    models.Organisation.objects.filter(pk=town.library.pk).update(
        website="https://www.kirjasto.example/a?b=1&c=2", email="info@kirjasto.example"
    )
    html = page(client, f"/en/organisations/{town.library.pk}/kirjasto/")
    assert 'href="https://www.kirjasto.example/a?b=1&amp;c=2"' in html
    assert ">kirjasto.example</a>" in html
    assert 'href="mailto:info@kirjasto.example"' in html


@pytest.mark.parametrize(
    "name",
    [
        '"><img src=x onerror=alert(1)>',
        "</script><script>alert(1)</script>",
        "</title><svg/onload=alert(1)>",
        "{{ 7 }} {% now 'Y' %}",
    ],
)
def test_names_are_text_and_nothing_else(client: Client, town: Town, name: str) -> None:
    rows: list[tuple[Any, Any]] = [
        (models.Station, town.ranta),
        (models.Trail, town.trail),
        (models.Hub, town.hub),
        (models.Organisation, town.library),
        (models.Place, town.field),
        (models.Amenity, town.toilet),
    ]
    for model, row in rows:
        model.objects.filter(pk=row.pk).update(name={"fi": name, '"x onload="': name})
    models.Entrance.objects.update(name={"": name}, ref=name[:50])
    models.HubComponent.objects.update(name={"": name})
    models.Organisation.objects.update(description={"fi": name}, street_address={"": name})
    models.Place.objects.update(
        description={"fi": name}, street_address={"": name}, organisation=town.library
    )
    models.Keyword.objects.create(source=town.field.source, source_id="sport:1", name={"": name})
    paths = ["", "stations/", "last-mile", f"last-mile?to=trail:{town.trail.pk}"]
    paths += [f"stations/{town.keskusta.pk}/", f"stations/{town.ranta.pk}/"]
    paths += [f"trails/{town.trail.pk}/", f"hubs/{town.hub.pk}/"]
    paths += [f"organisations/{town.library.pk}/", f"places/{town.field.pk}/"]
    paths += [f"amenities/{town.toilet.pk}/"]
    for path in paths:
        response = client.get(f"/fi/{path}", follow=True)
        html = response.content.decode()
        assert "<img src=x" not in html, path
        assert "<script>" not in html, path
        assert "<svg/onload" not in html, path
        assert 'onload="' not in html, path
    if "{{" in name:
        assert "{{ 7 }}" in page(client, f"/fi/hubs/{town.hub.pk}/")


def test_a_name_of_ten_thousand_letters_breaks_nothing(client: Client, town: Town) -> None:
    models.Station.objects.filter(pk=town.ranta.pk).update(name={"": "Ä" * 10_000})
    response = client.get(f"/en/stations/{town.ranta.pk}/", follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain[-1][0]) < 600
    assert "Ä" * 201 not in response.content.decode()
    assert "Ä" * 201 not in client.get("/en/stations/").content.decode()


@pytest.mark.parametrize("id", ["0", "999999999", "9" * 30, "9" * 5000])
def test_what_is_not_there_is_not_found(client: Client, town: Town, id: str) -> None:
    response = client.get(f"/en/stations/{id}/x/")
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


def test_what_was_closed_is_gone(client: Client, town: Town) -> None:
    models.Station.objects.filter(pk=town.ranta.pk).update(closed_at=timezone.now())
    response = client.get(f"/en/stations/{town.ranta.pk}/ranta/")
    assert response.status_code == 410
    assert "No longer there" in response.content.decode()


def test_a_page_stands_without_a_network(client: Client, town: Town, settings: Any) -> None:
    models.Instance.objects.update(network_version="no-such-network")
    text = text_of(page(client, f"/en/stations/{town.keskusta.pk}/keskusta/"))
    assert "metro station Keskusta" in text
    assert "The last mile" not in text


@pytest.mark.parametrize(
    ("path", "most"),
    [("stations/1/", 60), ("trails/1/", 25), ("organisations/1/", 40), ("places/1/", 40)],
)
def test_an_entry_asks_a_bounded_number_of_questions(
    client: Client,
    town: Town,
    path: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    collection, _slash, _rest = path.partition("/")
    row: Any = {
        "stations": town.ranta,
        "trails": town.trail,
        "organisations": town.library,
        "places": town.field,
    }[collection]
    address = client.get(f"/en/{collection}/{row.pk}/")["Location"]
    with django_assert_max_num_queries(most):
        client.get(address)


def test_a_description_falls_back_visibly(client: Client, town: Town) -> None:
    path = f"/sv/organisations/{town.library.pk}/biblioteket/"
    html = page(client, path)
    assert '<bdi class="text" lang="fi">Kirjoja kaikille.</bdi>' in html
    assert "(på finska)" in text_of(html)
    assert "?text=" not in html, "There is no other language to offer."
    finnish = page(client, f"/fi/organisations/{town.library.pk}/kirjasto/")
    assert '<bdi class="text">Kirjoja kaikille.</bdi>' in finnish


def test_plain_finnish_is_a_way_to_read(client: Client, town: Town) -> None:
    texts = {"fi": "Kirjoja kaikille.", "sv": "Böcker.", "fi-simple": "Lainaa <b>kirja</b>."}
    models.Organisation.objects.filter(pk=town.library.pk).update(description=texts)
    path = f"/ar/organisations/{town.library.pk}/kirjasto/"
    html = page(client, path)
    assert '<bdi class="text" lang="fi">Kirjoja kaikille.</bdi>' in html
    link = '<a href="?text=fi-simple#description-heading" lang="fi" hreflang="fi">Selkokieli</a>'
    assert link in html
    plain = page(client, f"{path}?text=fi-simple")
    assert '<bdi class="text" lang="fi">Lainaa &lt;b&gt;kirja&lt;/b&gt;.</bdi>' in plain
    assert '<link rel="canonical" href="http://testserver/ar/' in plain
    assert "?text=" not in plain.split("<body>")[0]
    assert client.get(f"{path}?text=xx").status_code == 400


def test_a_translation_older_than_its_original_says_so(client: Client, town: Town) -> None:
    texts = {"fi": "Kirjoja ja pelejä.", "en": "Books."}
    kept = {"description.fi": {"source": "local", "record": "", "at": "2090-01-01T00:00:00+00:00"}}
    models.Organisation.objects.filter(pk=town.library.pk).update(
        description=texts, provenance=kept
    )
    html = page(client, f"/en/organisations/{town.library.pk}/kirjasto/")
    assert "This translation is older than the text in Finnish." in text_of(html)
    assert '<a href="?text=fi#description-heading" lang="fi" hreflang="fi">' in html
    finnish = page(client, f"/fi/organisations/{town.library.pk}/kirjasto/")
    assert "Tämä käännös" not in finnish


def test_an_organisation_tells_when_its_source_last_had_it(client: Client, town: Town) -> None:
    path = f"/en/organisations/{town.library.pk}/kirjasto/"
    assert "Last confirmed" not in page(client, path)
    for day, status in ((3, "done"), (5, "unchanged"), (7, "failed"), (8, "dry-run")):
        models.ImportRun.objects.create(
            source=town.library.source,
            started_at=dt.datetime(2026, 11, day, 23, 30, tzinfo=dt.UTC),
            status=status,
        )
    text = text_of(page(client, path))
    assert "Last confirmed 6 November 2026 by OpenStreetMap" in text, "The area's own day."


def test_an_organisation_tells_where_it_works(client: Client, town: Town) -> None:
    page = f"/fi/organisations/{town.library.pk}/kirjasto/"
    assert "Toiminta-alue" not in client.get(page).content.decode()
    add_radius(town, 2500)
    html = client.get(page).content.decode()
    assert "Toiminta-alue</h2>" in html
    assert "Etäisyys linnuntietä enintään 2,5 km" in html
    assert "19,6" in html, "Its size in square kilometres."
    assert f'href="/fi/?from=organisation:{town.library.pk}"' in html
    swedish = client.get(page.replace("fi/", "sv/", 1), follow=True).content.decode()
    assert "Verksamhetsområde</h2>" in swedish
