"""One organisation is shown in frames of others: its places, area and events, without a cookie."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client

from servicemap.models import Membership
from tests.people import person, sign_in
from tests.servicemap.town import Town


def page_of(client: Client, town: Town) -> str:
    answer = client.get(f"/en/embed/organisations/{town.library.pk}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_it_works(client: Client, town: Town) -> None:
    answer = client.get(f"/en/embed/organisations/{town.library.pk}")
    html = answer.content.decode()
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "<h1>" in html
    assert '<base target="_blank">' in html
    links = [each for each in re.findall(r"<a [^>]*>", html) if "#after-map" not in each]
    assert links
    assert all('target="_blank" rel="noopener"' in link for link in links), links
    [points] = re.findall(r'<script id="points"[^>]*>(.*?)</script>', html, re.DOTALL)
    told = json.loads(points)
    assert told["points"][0]["collection"] == "organisations"
    assert told["points"][0]["row"] == 0
    assert client.get("/en/embed/organisations/99999999").status_code == 404
    assert client.get(f"/en/embed/organisations/{town.library.pk}?lang=xx").status_code == 200


def test_it_says_the_same_without_a_map(client: Client, town: Town) -> None:
    type(town.library).objects.filter(pk=town.library.pk).update(point=None)
    html = page_of(client, town)
    assert "Links open in a new tab." in html
    if 'id="points"' not in html:
        assert "<script src" not in html


@pytest.mark.parametrize("name", ['"><script>alert(1)</script>', "x" * 5_000, "🌍\u202e"])
def test_the_frame_to_copy_is_one_frame(client: Client, town: Town, name: str) -> None:
    town.library.name = {"fi": name}
    town.library.save()
    aino = person("aino")
    Membership.objects.create(organisation=town.library, person=aino, role="owner")
    html = (
        sign_in(client, aino).get(f"/fi/my/organisations/{town.library.pk}/people").content.decode()
    )
    found = re.search(r'<textarea id="share-frame"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    assert found
    assert re.fullmatch(
        rf'<iframe src="http://testserver/fi/embed/organisations/{town.library.pk}"'
        r' title="[^"<>]*" width="100%" height="\d+" loading="lazy"></iframe>',
        unescape(found[1]),
    )
