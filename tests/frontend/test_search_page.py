"""The page of the search without scripts: its form, its links, what is set, what others frame."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from geodata import models
from geodata.search import indexing
from tests.servicemap.town import Town

TYPED = [
    *(
        '<script>alert(1)</script>"',
        "</script><img src=x onerror=alert(1)>",
        "\x00",
        "\u202eotsajrik",
    ),
    *("x" * 10_000, "🙂", "a & | b ! ( :*", "%' OR 1=1 --", "{{ 7 }} {% load x %}", "'\"><"),
]
FILTERS = ("kinds", "topic", "served_in", "open", "wheelchair", "free", "since", "until", "from")


def page_of(client: Client, query: str, status: int = 200) -> str:
    response = client.get(f"/en/search{query}")
    assert response.status_code == status, response.content
    return response.content.decode()


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def chips_of(html: str) -> dict[str, str]:
    found = re.findall(r'<a class="chip" href="([^"]*)">(.*?)</a>', html, re.DOTALL)
    return {text_of(label).removeprefix("Take out: "): unescape(link) for link, label in found}


def rows_of(html: str) -> list[str]:
    return [text_of(row) for row in re.findall(r'<p class="hit-name">(.*?)</p>', html, re.DOTALL)]


def meant_by(client: Client, query: str) -> str:
    """Return the address to which what the form sends leads."""
    response = client.get(f"/en/search{query}")
    assert response.status_code == 302
    return unescape(response["Location"])


@pytest.fixture
def club(town: Town) -> models.Organisation:
    """An organisation that works around the library, and nowhere else."""
    club = models.Organisation.objects.create(
        pk=70,
        source=town.library.source,
        source_id="club/1",
        name={"fi": "Kerho <b>"},
        kind="club",
        point=Point(24.9450, 60.1702, srid=4326),
        is_example=True,
    )
    shape = MultiPolygon(Polygon.from_bbox((24.944, 60.169, 24.946, 60.171)), srid=4326)
    models.OperatingArea.objects.create(organisation=club, kind="drawn", polygon=shape, shape=shape)
    indexing.rebuild()
    models.Instance.bump()
    return club


def test_it_works(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto")
    assert rows_of(html) == ["Kirjasto library"]
    assert (
        f'<a href="/en/organisations/{town.library.pk}/kirjasto/"><bdi lang="fi">Kirjasto' in html
    )
    assert '<p class="found" role="status">1 found.' in html
    assert "<title>kirjasto – 1 found – Search – Service map Town</title>" in html
    assert chips_of(html) == {}
    assert "<h1>Search: <bdi>kirjasto</bdi></h1>" in html


def test_nothing_asked_shows_ways_to_begin(client: Client, town: Town) -> None:
    html = page_of(client, "")
    assert 'name="serves"' in html
    assert "Who serves my address?" in text_of(html)
    assert re.search(r'<a href="/en/search\?topic=[a-z-]+">', html)
    assert 'id="map-config"' not in html, "Without hits nobody waits for a map."
    for name in FILTERS:
        assert f'name="{name}"' in html, name


def test_every_filter_is_in_the_link_and_in_the_form(client: Client, town: Town) -> None:
    html = page_of(
        client,
        "?q=kirjasto&kinds=organisation,place&served_in=sv&open=2026-11-24T18:00&wheelchair=limited"
        "&free=yes&since=2026-11-24&until=2026-11-30&from=station:1&minutes=20&profile=step_free"
        "&bbox=24.9,60.1,25.0,60.2",
    )
    for checked in ("organisation", "place"):
        assert f'name="kinds" value="{checked}" checked' in html
    for chosen in ('"sv" selected', '"limited" selected', '"20" selected', '"step_free" selected'):
        assert f"<option value={chosen}" in html, chosen
    assert '<option value="at" selected>' in html
    for value in ("2026-11-24T18:00", "2026-11-24", "2026-11-30", "24.9,60.1,25.0,60.2"):
        assert f'value="{value}"' in html, value
    assert 'name="from" value="Keskusta"' in html
    assert 'name="from-id" value="station:1"' in html
    assert list(chips_of(html)) == [
        *("Organisations", "Places", "Service in Swedish", "Open Tue 24/11/2026 18:00"),
        *("At least partly accessible by wheelchair", "Free of charge"),
        *("From 24 November 2026", "Until 30 November 2026"),
        *("Within 20 min of Keskusta , without steps", "Inside the map's view"),
    ]


def test_a_chip_takes_out_its_own_filter_alone(client: Client, town: Town) -> None:
    query = "?q=kirjasto&kinds=organisation,place&free=yes&from=station:1&minutes=20&next=20"
    links = chips_of(page_of(client, query))
    asked = {label: parse_qs(urlsplit(link).query) for label, link in links.items()}
    whole = parse_qs(query[1:])
    del whole["next"]  # another search begins with its first page
    assert asked["Places"] == whole | {"kinds": ["organisation"]}
    assert asked["Free of charge"] == {key: whole[key] for key in whole if key != "free"}
    near = next(label for label in asked if label.startswith("Within 20 min"))
    assert set(asked[near]) == {"q", "kinds", "free"}, "Minutes mean nothing without a place."
    for link in links.values():
        assert client.get(link).status_code == 200, link


def test_what_the_form_sends_becomes_a_short_link(client: Client, town: Town) -> None:
    blank = "&topic=&served_in=&open=&open-at=&wheelchair=&since=&until=&from=&minutes=15"
    sent = f"?q=+ranta+&kinds=place&kinds=trail{blank}&profile=walk&serves="
    assert meant_by(client, sent) == "/en/search?q=ranta&kinds=place%2Ctrail"
    sent = "?q=&open=at&open-at=2026-11-24T18:00"
    assert meant_by(client, sent) == "/en/search?open=2026-11-24T18%3A00"
    sent = "?q=ranta&from=Keskusta&from-id=station:1&minutes=5&profile=slow"
    assert meant_by(client, sent) == "/en/search?q=ranta&from=station%3A1&minutes=5&profile=slow"
    assert client.get("/en/search?q=ranta&utm_source=x").status_code == 200, "Not ours, not told."
    assert client.get("/en/search?q=").status_code == 200


def test_of_a_long_text_no_more_is_repeated_than_is_read(client: Client, town: Town) -> None:
    response = client.get("/en/search", {"q": "kirjasto " * 1200})
    assert response.status_code == 302
    assert len(response.headers["Location"]) < 300
    assert client.get(response.headers["Location"]).status_code == 200


def test_a_changed_name_no_longer_means_its_id(client: Client, town: Town) -> None:
    sent = "?q=&from=Ranta&from-id=station:1&minutes=5"
    assert meant_by(client, sent) == "/en/search?from=Ranta&minutes=5"


def test_within_a_walk_rows_tell_minutes_and_metres(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto&from=24.9450,60.1702&minutes=5")
    assert re.search(r"\d+ min, \d+ m\b", text_of(html))
    assert "the position 24.9450,60.1702" in text_of(html)


@pytest.mark.parametrize("query", ["?q=a&from=24.9450,60.1702&minutes=5", "?serves=24.945,60.1702"])
def test_where_somebody_stands_is_kept_by_their_browser_alone(
    client: Client, town: Town, query: str
) -> None:
    response = client.get(f"/en/search{query}")
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]
    assert not response.cookies


def test_who_serves_an_address_is_a_page_of_its_own(
    client: Client, town: Town, club: models.Organisation
) -> None:
    html = page_of(client, "?kinds=organisation&serves=24.945,60.17")
    assert "<h1>Who serves 24.945,60.17?</h1>" in html
    assert rows_of(html) == ["Kerho <b> club"]
    assert "Example, not real" in html
    assert "<b>" not in html
    assert 'name="serves" value="24.945,60.17"' in html
    far = page_of(client, "?kinds=organisation&serves=24.95,60.175")
    assert rows_of(far) == []


def test_a_place_that_may_be_several_asks_which(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto&from=Rant&minutes=5", status=404)
    assert "Which one do you mean?" in text_of(html)
    links = [unescape(link) for link in re.findall(r'<li><a href="([^"]*from=[^"]*)"><bdi>', html)]
    assert links
    assert all("q=kirjasto" in link for link in links)
    assert client.get(links[0]).status_code in (200, 302)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *(("?kinds=castle", "kinds"), ("?topic=nothing", "topic"), ("?open=soon", "open")),
        *(("?wheelchair=no", "wheelchair"), ("?free=1", "free"), ("?since=2026-13-01", "since")),
        *(
            ("?open=9999-12-31T23:59:59-12:00", "open"),
            ("?open=0001-01-01T00:00:00%2B14:00", "open"),
        ),
        *(
            ("?until=<b>", "until"),
            ("?from=nan,1&minutes=5", "from"),
            ("?from=metro&minutes=1e9", "minutes"),
        ),
        *(("?from=metro&minutes=5&profile=fly", "profile"), ("?serves=999,999", "serves")),
    ],
)
def test_what_is_wrong_is_told_beside_the_form(
    client: Client, town: Town, query: str, field: str
) -> None:
    html = page_of(client, query, status=400)
    assert f'<a href="#field-{field}">' in html
    assert f'id="field-{field}"' in html
    assert '<details class="filters" open>' in html
    assert "<title>Mistake: " in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    "query", ["?q=a&bbox=1,2,3", "?q=a&bbox=nan,0,1,1", "?q=a&next=x", "?next=-1&q=a"]
)
def test_what_is_wrong_without_a_field_can_be_taken_out(
    client: Client, town: Town, query: str
) -> None:
    html = page_of(client, query, status=400)
    link = re.search(r'<a href="([^"]*)">Take it out</a>', html)
    assert link
    assert unescape(link[1]) == "/en/search?q=a"


@pytest.mark.parametrize("typed", TYPED)
def test_whatever_is_typed_is_shown_as_text(client: Client, town: Town, typed: str) -> None:
    for name in ("q", "kind", "from", "serves", "served_in", "topic"):
        for path in ("/en/search", "/en/embed/search"):
            response = client.get(path, {name: typed}, follow=True)
            assert response.status_code in (200, 400, 404), (name, path)
            html = response.content.decode()
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert "{{" not in html.replace("{{ 7 }}", "")


def test_nothing_found_offers_what_less_would_find(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto&kinds=trail")
    assert "Nothing was found for “kirjasto”." in text_of(html)
    assert "Without “Trails”: 1" in text_of(html)
    assert '<a href="/en/search?q=kirjasto">' in html
    assert "without who looked for them" in html
    assert models.ZeroSearch.objects.get().words == "kirjasto"


def test_nothing_within_a_walk_offers_a_longer_one(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto&from=station:4&minutes=5")
    assert "Walk farther: within 10 min" in text_of(html)
    assert "/en/search?q=kirjasto&amp;from=station%3A4&amp;minutes=10" in html


def test_pages_follow_each_other_and_miss_nothing(client: Client, town: Town) -> None:
    for number in range(45):
        models.Place.objects.create(
            pk=900 + number,
            source=town.field.source,
            source_id=f"more/{number}",
            name={"fi": f"Laituri {number:02}"},
            kind="beach",
            point=Point(24.95, 60.17, srid=4326),
        )
    indexing.rebuild()
    models.Instance.bump()
    address, seen = "/en/search?q=laituri&kinds=place", []
    for listed in ("1 to 20", "21 to 40", "41 to 45"):
        html = client.get(address).content.decode()
        assert f"45 found. Listed are {listed}." in text_of(html)
        seen += rows_of(html)
        more = re.search(r'<a rel="next" href="([^"]+)"', html)
        address = unescape(more[1]) if more else ""
    assert not address
    assert len(seen) == len(set(seen)) == 45


def test_the_map_draws_what_the_list_tells(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto")
    found = re.search(r'<script id="points" type="application/json">(.*?)</script>', html)
    assert found
    assert json.loads(found[1]) == {
        "points": [
            {
                "row": 0,
                "collection": "organisations",
                "name": "Kirjasto",
                "kind": "library",
                "entry": town.library.pk,
                "is_example": False,
                "point": [24.945, 60.1702],
            }
        ],
        "from": None,
    }
    assert 'data-row="0"' in html


def test_the_map_marks_what_was_asked_about(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto&from=24.945,60.17&minutes=5")
    found = re.search(r'<script id="points" type="application/json">(.*?)</script>', html)
    assert found
    assert json.loads(found[1])["from"] == {"name": "24.945,60.17", "point": [24.945, 60.17]}


def test_the_list_as_data_is_the_same_search(client: Client, town: Town) -> None:
    html = page_of(client, "?q=kirjasto&kinds=organisation&free=yes")
    found = re.search(r'href="(/api/v1/search[^"]*)"', html)
    assert found
    asked = parse_qs(urlsplit(unescape(found[1])).query)
    assert asked == {"q": ["kirjasto"], "kinds": ["organisation"], "free": ["yes"], "lang": ["en"]}
    assert client.get(unescape(found[1])).status_code == 200


def test_a_search_is_embedded_and_framed(client: Client, town: Town) -> None:
    response = client.get("/en/embed/search?q=kirjasto")
    html = response.content.decode()
    assert response.status_code == 200
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "<script" not in html
    assert rows_of(html) == ["Kirjasto library"]
    assert "Links open in a new tab." in html
    links = re.findall(r"<a [^>]*>", html)
    assert links
    assert all('target="_blank" rel="noopener"' in link for link in links), links
    assert 'href="http://testserver/en/search?q=kirjasto"' in html
    assert not response.cookies


def test_no_other_page_can_be_framed(client: Client, town: Town) -> None:
    paths = ["", "search", "search?q=kirjasto", "search?kinds=castle", "last-mile", "developers"]
    paths += ["stations/", f"stations/{town.ranta.pk}/", "told", "review/uploads", "nothing"]
    for path in [*(f"/en/{path}" for path in paths), "/admin/login/", "/api/v1/search?q=a", "/"]:
        response = client.get(path)
        assert response["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], path


def test_the_frame_to_copy_is_one_frame_whatever_was_asked(client: Client, town: Town) -> None:
    html = client.get("/en/search", {"q": '"><script>alert(1)</script>'}).content.decode()
    found = re.search(r'<textarea id="share-frame"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert found
    snippet = unescape(found[1])
    assert re.fullmatch(
        r'<iframe src="http://testserver/en/embed/search\?q=[^"<>]*" title="[^"<>]*"'
        r' width="100%" height="\d+" loading="lazy"></iframe>',
        snippet,
    )


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_first_page_begins_with_the_box(client: Client, town: Town, language: str) -> None:
    html = client.get(f"/{language}/").content.decode()
    box, side = html.index('name="q"'), html.index('class="map-page"')
    assert box < side
    assert f'action="/{language}/search"' in html
    assert f'href="/{language}/search#serves"' in html


def test_a_search_asks_as_much_for_many_as_for_few(
    client: Client, town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        assert len(rows_of(page_of(client, "?q=kirjasto"))) == 1
    for number in range(30):
        models.Organisation.objects.create(
            pk=5_000 + number,
            source=town.library.source,
            source_id=f"more/{number}",
            name={"fi": f"Kirjasto {number}"},
            kind="library",
            point=Point(24.94, 60.17, srid=4326),
        )
    indexing.rebuild()
    models.Instance.bump()
    with django_assert_num_queries(4):
        assert len(rows_of(page_of(client, "?q=kirjasto"))) == 20
