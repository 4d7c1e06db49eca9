"""The site is installed as an app: its manifest, its script, its page for being offline."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from servicemap import caching
from tests.frontend.test_theme import dressed
from tests.servicemap.town import Town

__all__ = ["dressed"]


def test_it_works(client: Client, town: Town) -> None:
    html = client.get("/fi/").content.decode()
    assert '<link rel="manifest" href="/fi/manifest.webmanifest">' in html
    assert 'data-worker="/service-worker.js"' in html
    response = client.get("/fi/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    told = response.json()
    assert told["icons"] == [
        {
            "type": "image/svg+xml",
            "sizes": "any",
            "src": f"/static/frontend/{name}.svg",
            "purpose": purpose,
        }
        for name, purpose in (("mark", "any"), ("mark-maskable", "maskable"))
    ]
    shortcuts = [each["url"] for each in told["shortcuts"]]
    assert shortcuts[0] == "/fi/search"
    assert {key: told[key] for key in ("id", "scope", "start_url", "lang", "dir", "display")} == {
        "id": "/",
        "scope": "/",
        "start_url": "/fi/",
        "lang": "fi",
        "dir": "ltr",
        "display": "standalone",
    }
    assert told["short_name"] == "Palvelukartta"
    assert told["name"].startswith("Palvelukartta ")


def test_an_app_looks_like_its_area(client: Client, dressed: str) -> None:
    told = client.get("/en/manifest.webmanifest").json()
    assert told["short_name"] == "Town map"
    assert [each["src"] for each in told["icons"]] == [f"/look/{dressed}.svg"]
    shell = settings_of(client.get("/service-worker.js").content.decode())["shell"]
    assert {f"/look/{dressed}.svg", f"/look/{dressed}.css"} <= set(shell)


def settings_of(script: str) -> dict[str, Any]:
    found = re.match(r"const SETTINGS=(\{.*\});\n", script)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


@pytest.mark.django_db
def test_the_script_speaks_for_all_addresses_and_knows_its_version(client: Client) -> None:
    response = client.get("/service-worker.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    told = settings_of(response.content.decode())
    assert told["version"] == caching.code_version()
    assert "fi" in told["languages"]
    assert {f"/{language}/offline" for language in told["languages"]} <= set(told["shell"])
    for address in told["shell"]:
        name = address.removeprefix("/static/")
        assert finders.find(name) if name != address else client.get(address).status_code == 200
    assert client.post("/service-worker.js").status_code == 405


def test_the_page_for_being_offline_says_what_it_is_in_every_language(
    client: Client, town: Town
) -> None:
    for language, heading in (("fi", "Tallessa tällä laitteella"), ("ar", "محفوظ على هذا الجهاز")):
        html = client.get(f"/{language}/offline").content.decode()
        assert f"<h1>{heading}</h1>" in html
        assert 'name="robots" content="noindex"' in html
    assert 'dir="rtl"' in html


def test_pages_say_nothing_of_being_offline_by_themselves(client: Client, town: Town) -> None:
    html = client.get("/en/about/privacy").content.decode()
    notice = re.search(r'<div class="kept" id="kept" role="status"[^>]*>(.*?)</div>', html)
    assert notice
    assert notice[1] == ""
    assert 'data-zone="Europe/Helsinki"' in notice[0]
    assert "Cookie" not in client.get("/en/about/privacy").get("Vary", "")
    assert 'href="/en/offline"' in html
