"""The page of the last mile: the figures of the interface, and mistakes beside their fields."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from geodata import models
from tests.frontend.test_entries import text_of
from tests.servicemap.town import Town


def test_it_works(client: Client, town: Town) -> None:
    html = client.get("/en/last-mile").content.decode()
    text = text_of(html)
    assert "2 of 5 within 1,000 m" in text
    assert "“Kaukana” lies outside the data that was imported." in text
    assert "Head " in text
    assert "data of 2 January 2026" in text


@pytest.mark.parametrize(("language", "comma"), [("en", "."), ("fi", ","), ("sv", ",")])
@pytest.mark.parametrize("profile", ["walk", "step_free", "slow"])
def test_the_figures_are_those_of_the_interface(
    client: Client, town: Town, language: str, comma: str, profile: str
) -> None:
    asked = {"from": "metro", "to": "Rantapolku", "within": "300", "profile": profile}
    answer = client.get("/api/v1/last-mile", {**asked, "lang": language}).json()
    html = client.get(f"/{language}/last-mile", asked).content.decode()
    rows = re.findall(
        r'<tbody role="rowgroup" class="verdict-(\w+)"[^>]*>(.*?)</tbody>', html, re.S
    )
    words = {True: "yes", False: "no", None: "unknown"}
    assert len(rows) == len(answer["features"])
    for (verdict, row), feature in zip(rows, answer["features"], strict=True):
        told = feature["properties"]
        assert verdict == words[told["within"]]
        assert told["origin"]["name"] in row
        if told["metres"] is None:
            assert told["reason"] in unescape(row)
            continue
        for figure in (told["metres"], told["minutes"]):
            assert f"{figure:.1f}".replace(".", comma) in re.sub(r"(?<=\d)[\s,](?=\d{3})", "", row)
        assert ("≤" in row) is not told["complete"]
        for instruction in told["instructions"]:
            assert instruction["text"] in unescape(row)


def test_downloads_are_the_same_question(client: Client, town: Town) -> None:
    html = client.get("/sv/last-mile?within=300&profile=slow").content.decode()
    links = [unescape(link) for link in re.findall(r'href="(/api/v1/last-mile[^"]+)"', html)]
    csv, geojson = (client.get(link) for link in links)
    assert csv["Content-Type"].startswith("text/csv")
    assert "attachment" in csv["Content-Disposition"]
    assert csv.content.decode().count("\r\n") == 6
    features = geojson.json()["features"]
    assert {each["properties"]["profile"] for each in features} == {"slow"}
    assert "Centrum" in {each["properties"]["origin"]["name"] for each in features}


def test_every_mistake_is_told_beside_its_field(client: Client, town: Town) -> None:
    asked = {"from": "60.17,24.94", "to": "trail:x", "within": "0", "profile": "fly"}
    response = client.get("/en/last-mile", asked)
    html = response.content.decode()
    assert response.status_code == 400
    assert response["Cache-Control"] == "no-store"
    assert "<title>Mistake: Last mile" in html
    assert 'role="alert" tabindex="-1" autofocus' in html
    for name in ("from", "to", "within", "profile"):
        assert f'id="field-{name}-error"' in html
        assert f'<li><a href="#field-{name}">' in html
        field = re.search(rf'<(input|select) id="field-{name}"[^>]*>', html)
        assert field
        assert 'aria-invalid="true"' in field[0]
        assert f"field-{name}-error" in field[0]
    assert 'value="60.17,24.94"' in html
    assert "did you swap" in html.lower()


def test_an_unknown_name_offers_the_nearest_ones(client: Client, town: Town) -> None:
    response = client.get("/en/last-mile", {"to": "Rantapolk", "within": "700"})
    html = response.content.decode()
    assert response.status_code == 404
    assert "Did you mean one of these?" in html
    link = re.search(r'<a href="([^"]*to=trail[^"]*)">', html)
    assert link
    assert "within=700" in link[1]
    assert client.get(unescape(link[1])).status_code == 200


def test_an_ambiguous_name_offers_all_it_may_mean(client: Client, town: Town) -> None:
    models.Trail.objects.filter(pk=town.island_trail.pk).update(
        name={"": "Rantapolku"}, search_text="\nrantapolku\n"
    )
    html = client.get("/en/last-mile").content.decode()
    for trail in (town.trail, town.island_trail):
        assert f"trail%3A{trail.pk}" in html


def test_blank_fields_ask_the_areas_own_question(client: Client, town: Town) -> None:
    html = client.get("/en/last-mile?from=&to=+&within=").content.decode()
    assert "2 of 5 within 1,000 m" in text_of(html)
    assert 'value="Rantapolku"' in html


def test_one_origin_is_told_as_one(client: Client, town: Town) -> None:
    html = client.get(f"/en/last-mile?from=station:{town.ranta.pk}").content.decode()
    assert "It is within 1,000 m" in text_of(html)


def test_a_position_is_an_origin(client: Client, town: Town) -> None:
    text = text_of(client.get("/en/last-mile?from=24.9550,60.1705").content.decode())
    assert "24.9550,60.1705" in text


def test_unknown_parameters_and_repeated_ones_do_not_break_the_page(
    client: Client, town: Town
) -> None:
    assert client.get("/en/last-mile?utm_source=x&within=1&within=900").status_code == 200


@pytest.mark.parametrize("value", ["\x00", "\u202eabc", "x" * 10_000, "=cmd|'/c'", "%ff"])
def test_odd_names_get_a_clear_answer(client: Client, town: Town, value: str) -> None:
    response = client.get("/en/last-mile", {"from": value})
    assert response.status_code in (400, 404)
    assert 'id="field-from-error"' in response.content.decode()


def test_it_leads_to_the_same_walks_on_the_map(client: Client, town: Town) -> None:
    asked = {"from": "metro", "to": "Rantapolku", "profile": "step_free"}
    html = unescape(client.get("/en/last-mile", asked).content.decode())

    assert 'href="/en/?from=metro&to=Rantapolku&profile=step_free"' in html
    assert client.get("/en/", asked).status_code == 200


def test_the_map_is_told_the_walks_in_the_order_of_the_rows(client: Client, town: Town) -> None:
    html = client.get("/en/last-mile?sort=-metres").content.decode()
    mile = data_block(html, "mile")
    for walk in mile["walks"]:
        body = html.split(f'data-row="{walk["row"]}"')[1].split("</tbody>")[0]
        assert walk["name"] in body
    assert len(mile["trail"]["lines"][0]) > 1
    assert mile["trail"]["name"] == "Rantapolku"


def test_a_target_that_is_no_trail_has_no_line(client: Client, town: Town) -> None:
    html = client.get("/en/last-mile?to=Ranta").content.decode()
    assert data_block(html, "mile")["trail"] is None


def test_ids_are_shown_by_name_and_meant_when_sent_back(client: Client, town: Town) -> None:
    html = client.get("/sv/last-mile?from=station:1&to=trail:1").content.decode()
    assert re.search(r'name="from" value="Centrum"', html)
    assert re.search(r'name="to" value="Strandstigen"', html)
    sent = "from=Centrum&from-id=station:1&to=Stranden&to-id=trail:1&within=500"
    response = client.get(f"/sv/last-mile?{sent}")
    assert response["Location"] == "/sv/last-mile?from=station:1&to=Stranden&within=500"


def data_block(html: str, name: str) -> Any:
    """Return what stands in a data block of a page."""
    found = re.search(
        rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.DOTALL
    )
    assert found
    return json.loads(found[1])
