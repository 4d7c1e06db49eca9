"""Every page: status, headers, titles, languages, cache, no cookie."""

from __future__ import annotations

import gzip
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from geodata import models
from tests.servicemap.town import Town

LISTS = ["stations", "trails", "hubs", "organisations", "places", "amenities"]
PAGES = [
    "",
    *(f"{name}/" for name in LISTS),
    "last-mile",
    "search",
    "developers",
    "about/accessibility",
    "about/privacy",
    "about/sources",
]


def title_of(html: str) -> str:
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert found
    return unescape(" ".join(found[1].split()))


def test_it_works(client: Client, town: Town) -> None:
    response = client.get("/en/")
    assert response.status_code == 200
    html = response.content.decode()
    assert title_of(html) == "Around you, on foot – Service map Town"
    assert "What is around you, and how to walk there" in html
    assert "Rantapolku" in html
    assert "2 January 2026" in html
    assert "© the town&#x27;s own surveyors" in html


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_every_language(client: Client, town: Town, path: str, language: str) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code == 200
    html = response.content.decode()
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    for other in ("fi", "sv", "en", "ar"):
        assert (
            f'<link rel="alternate" hreflang="{other}" href="http://testserver/{other}/{path}">'
            in html
        )
    assert f'<link rel="canonical" href="http://testserver/{language}/{path}">' in html
    assert response["Content-Language"] == language


@pytest.mark.parametrize("path", PAGES)
def test_headers_keep_strangers_out(client: Client, town: Town, path: str) -> None:
    response = client.get(f"/fi/{path}")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    html = response.content.decode()
    assert " style=" not in html
    assert "<style" not in html
    ours = re.compile(
        r'<script src="/static/[^"]+"( data-(small|scripts)="(/static/[^" ]+ ?)+")+>'
        r'|<script id="[a-z-]+" type="application/json">'
        r'|<script type="application/ld\+json">'
        r'|<script src="/static/[^"]+" data-worker="/service-worker.js" defer>'
    )
    assert [tag for tag in re.findall(r"<script[^>]*>", html) if not ours.fullmatch(tag)] == []
    assert not re.search(r' on[a-z]+="', html)
    assert not re.search(r'(src|<link [^>]*href)="(https?:)?//(?!testserver)', html)


@pytest.mark.parametrize("path", PAGES)
def test_little_is_waited_for_before_a_page_is_seen(client: Client, town: Town, path: str) -> None:
    head = client.get(f"/fi/{path}").content.decode().partition("</head>")[0]
    assert len(re.findall(r'<link rel="stylesheet"', head)) == 1
    assert len(re.findall("<script[^>]* src=", head)) <= 1


def test_pages_go_compressed(client: Client, town: Town) -> None:
    response = client.get("/en/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == client.get("/en/").content


@pytest.mark.parametrize("path", PAGES)
def test_reading_sets_no_cookie(client: Client, town: Town, path: str) -> None:
    response = client.get(f"/fi/{path}")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_titles_tell_pages_apart(client: Client, town: Town) -> None:
    entries = [f"stations/{town.ranta.pk}/ranta/", f"trails/{town.trail.pk}/rantapolku/"]
    titles = [title_of(client.get(f"/fi/{path}").content.decode()) for path in PAGES + entries]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("sv-FI,sv;q=0.9,en;q=0.5", "sv"), ("en-GB", "en"), ("fi", "fi"), ("zz", "fi"), ("", "fi")],
)
def test_the_root_leads_to_the_readers_language(
    client: Client, town: Town, accepts: str, language: str
) -> None:
    response = client.get("/", headers={"accept-language": accepts})
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"
    assert "Accept-Language" in response["Vary"]
    assert not response.cookies


def test_an_address_without_a_language_finds_it(client: Client, town: Town) -> None:
    response = client.get("/stations/", headers={"accept-language": "sv"})
    assert (response.status_code, response["Location"]) == (302, "/sv/stations/")


@pytest.mark.parametrize("path", ["", "stations/", "last-mile", "about/privacy"])
def test_pages_are_kept_until_the_data_changes(client: Client, town: Town, path: str) -> None:
    first = client.get(f"/fi/{path}")
    assert "must-revalidate" in first["Cache-Control"]
    again = client.get(f"/fi/{path}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    models.Instance.bump()
    changed = client.get(f"/fi/{path}", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def test_the_same_etag_is_not_given_in_two_languages(client: Client, town: Town) -> None:
    assert client.get("/fi/")["ETag"] != client.get("/sv/")["ETag"]


def test_the_form_suggests_what_there_is(client: Client, town: Town) -> None:
    html = client.get("/sv/").content.decode()
    for name in ("metro", "Centrum", "Rannan vaihtopaikka", "Strandstigen"):
        assert f'<option value="{name}"></option>' in html


def test_the_first_page_asks_few_questions(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(52):
        client.get("/fi/")


def test_developers_get_examples_that_work(client: Client, town: Town) -> None:
    html = client.get("/en/developers").content.decode()
    examples = {unescape(link) for link in re.findall(r'<a href="(/api/[^"]+)"', html)}
    assert len(examples) == 11
    for link in examples:
        assert client.get(link).status_code == 200, link


def test_the_accessibility_statement_tells_what_does_not_work(client: Client, town: Town) -> None:
    html = client.get("/en/about/accessibility").content.decode()
    assert "What does not work yet" in html
    assert "https://www.saavutettavuusvaatimukset.fi/" in html


def test_the_accessibility_statement_names_who_to_write_to(
    client: Client, town: Town, settings: Any
) -> None:
    settings.CONTACT = "map@example.org"

    html = client.get("/en/about/accessibility").content.decode()

    assert 'Write to <a href="mailto:map@example.org">map@example.org</a>.' in html
