"""The map's page says in words what its link asks, with and without the page around it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from frontend.looking import view_of
from geodata import models
from tests.servicemap.operating import add_districts, add_radius
from tests.servicemap.town import Town


def told(client: Client, query: str, language: str = "en") -> str:
    response = client.get(f"/{language}/told?{query}")
    assert response.status_code == 200
    return response.content.decode()


def block(html: str, name: str) -> Any:
    """Return what stands in a data block of a page."""
    found = re.search(
        rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.DOTALL
    )
    assert found
    return json.loads(found[1])


def test_it_works(client: Client, town: Town) -> None:
    html = told(client, "from=Keskusta&to=Rantapolku&compare=yes&area=metres")
    assert "You have arrived." in html
    assert re.search(r"Without steps: \d+ m longer", html)
    assert "500, 1000, 1500 m" in html
    drawn = block(html, "drawn")
    assert [walk["role"] for walk in drawn["walks"]] == ["walk", "other"]
    assert drawn["walks"][0]["from"] == [24.945, 60.1701], "The entrance that is used."
    assert [area["limit"] for area in drawn["areas"]] == [500, 1000, 1500]


def test_the_page_says_what_the_part_says(client: Client, town: Town) -> None:
    query = "from=Keskusta&to=Rantapolku&compare=yes&area=minutes"
    page = client.get(f"/fi/?{query}").content.decode()
    assert told(client, query, "fi").strip() in page


def test_nothing_asked_is_nothing_told(client: Client, town: Town) -> None:
    html = told(client, "")
    assert "<h2" not in html
    assert block(html, "drawn") == {
        "walks": [],
        "areas": [],
        "operating": [],
        "from": "",
        "to": "",
        "names": {},
    }


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=60.17,24.94&to=Ranta", "swap"),
        ("from=Ranta&to=Rantapolk", "Did you mean one of these?"),
        ("from=Ranta&to=station:999", "station:999"),
        ("from=Ranta&to=Keskusta&profile=fly", "fly"),
        ("from=%00&to=Ranta", "control characters"),
        (f"from={'x' * 300}&to=Ranta", "300"),
    ],
)
def test_mistakes_are_told_in_the_page(client: Client, town: Town, query: str, words: str) -> None:
    assert words in told(client, query)
    assert client.get(f"/en/?{query}").status_code == 200


def test_what_else_is_in_an_address_is_ignored(client: Client, town: Town) -> None:
    assert "You have arrived." in told(client, "from=Keskusta&to=Ranta&utm_source=x&area=parsecs")


def test_names_cannot_leave_their_data_block(client: Client, town: Town) -> None:
    name = "</script><script>alert(1)</script>"
    models.Station.objects.filter(pk=town.ranta.pk).update(name={"": name})
    html = told(client, f"from=station:{town.ranta.pk}&to=Rantapolku")
    assert "<script>" not in html


def test_the_script_is_told_what_it_needs(client: Client, town: Town) -> None:
    config = block(client.get("/sv/").content.decode(), "map-config")
    assert config["language"] == "sv"
    assert config["collections"]["stations"]["api"] == "/api/v1/stations"
    assert config["kinds"]["stations"]["subway"] == "metrostation"
    assert config["texts"]["zoomIn"] == "Zooma in"
    assert config["basemap"] is None
    assert config["coverage"][0]["type"] == "Polygon"


def test_layers_choose_the_lists(client: Client, town: Town) -> None:
    html = client.get("/en/?layers=stations").content.decode()
    assert re.search(r'data-collection="stations">', html)
    assert re.search(r'data-collection="trails" hidden>', html)


def test_a_walk_with_comparison_and_areas_asks_few_questions(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(24):
        told(client, "from=Keskusta&to=Rantapolku&compare=yes&area=metres")


def test_answers_are_kept_until_the_data_changes(client: Client, town: Town) -> None:
    first = client.get("/en/told?from=Keskusta&to=Ranta")
    again = client.get("/en/told?from=Keskusta&to=Ranta", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_organisations_tell_their_operating_area(client: Client, town: Town) -> None:
    add_districts(town, "Itäinen", "Läntinen")
    models.Organisation.objects.update(is_example=True)
    for end in ("from", "to"):
        html = told(client, f"{end}=Kirjasto", "fi")
        assert "Toiminta-alue: Kirjasto" in html
        assert "Alueet Itäinen, Läntinen" in html
        assert "Esimerkki" in html
        [area] = block(html, "drawn")["operating"]
        assert area["geometry"]["type"] == "MultiPolygon"
        assert (area["name"], area["is_example"]) == ("Kirjasto", True)
    assert "Verksamhetsområde: Biblioteket" in told(client, "from=organisation:1", "sv")


def test_stations_have_none(client: Client, town: Town) -> None:
    add_radius(town)
    html = told(client, "from=Keskusta&to=Rantapolku")
    assert "perating area" not in html
    assert block(html, "drawn")["operating"] == []


def test_the_form_shows_names_and_the_query_keeps_ids(client: Client, town: Town) -> None:
    html = client.get(f"/sv/?from=station:{town.keskusta.pk}&to=trail:1").content.decode()
    assert field(html, "from") == "Centrum"
    assert field(html, "from-id") == "station:1"
    assert field(html, "to") == "Strandstigen"
    drawn = block(html, "drawn")
    assert drawn["names"] == {"station:1": "Centrum", "trail:1": "Strandstigen"}
    assert drawn["from"] == "station:1"
    assert 'href="/sv/?from=station:1&amp;to=trail:1&amp;compare=yes"' in html


def test_what_was_typed_stays_as_it_was(client: Client, town: Town) -> None:
    html = client.get("/en/?from=keskusta&to=24.95,60.17").content.decode()
    assert field(html, "from") == "keskusta"
    assert field(html, "to") == "24.95,60.17"
    assert 'name="from-id"' not in html
    assert 'name="to-id"' not in html


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("from=Keskusta&from-id=station:1&to=", "from=station:1"),
        ("from=Ranta&from-id=station:1&to=Rantapolku", "from=Ranta&to=Rantapolku"),
        ("from=&from-id=station:1&to=Ranta", "to=Ranta"),
        ("from=Keskusta&from-id=station:99&to=x", "from=Keskusta&to=x"),
        ("from=metro&from-id=metro&profile=slow", "from=metro&profile=slow"),
        ("from=Keskusta&from-id=%00", "from=Keskusta"),
    ],
)
def test_a_form_without_javascript_means_the_id_that_it_showed_by_name(
    client: Client, town: Town, sent: str, meant: str
) -> None:
    response = client.get(f"/en/?{sent}")
    assert response.status_code == 302
    assert response["Location"] == f"/en/?{meant}"


def test_of_two_with_one_name_the_chosen_one_is_meant(client: Client, town: Town) -> None:
    models.Station.objects.filter(pk=town.ranta.pk).update(name={"": "Keskusta"})
    models.Station.objects.get(pk=town.ranta.pk).save()
    page = client.get("/en/?from=Keskusta&from-id=station:2&to=Rantapolku", follow=True)
    assert block(page.content.decode(), "drawn")["from"] == "station:2"


def names_in(html: str, collection: str) -> list[str]:
    """Return the names in one of the page's lists."""
    card = html.split(f'data-collection="{collection}"')[1].split("</section>")[0]
    return re.findall(r"<li><a [^>]*><bdi[^>]*>([^<]+)", card)


def test_lists_hold_what_a_map_at_that_place_would_show(client: Client, town: Town) -> None:
    everything = client.get("/en/").content.decode()
    assert names_in(everything, "stations") == ["Kaukana", "Keskusta", "Ranta", "Reuna", "Saari"]
    assert "These lists hold what lies within the map's view." not in everything
    html = client.get("/en/?at=24.9425,60.1705&z=17&layers=stations").content.decode()
    assert names_in(html, "stations") == ["Keskusta"]
    assert "1 in view" in html
    assert "These lists hold what lies within the map&#x27;s view." in html or (
        "These lists hold what lies within the map's view." in html
    )
    assert 'href="/en/?layers=stations"' in html, "The way to all of them."


def test_the_list_of_a_view_says_so(client: Client, town: Town) -> None:
    html = client.get("/en/stations/?bbox=24.94,60.17,24.945,60.171").content.decode()
    assert "1 lies within the map" in html
    assert "Keskusta" in html
    assert "Reuna" not in html
    found = client.get("/en/stations/?q=re&bbox=24.94,60.17,24.945,60.171").content.decode()
    assert "Only what lies within the map" in found


@pytest.mark.parametrize("view", ["at=24.94&z=15", "at=x,y&z=15", "at=24.9,60.1", "at=1,99&z=3"])
def test_what_is_no_view_lists_everything(client: Client, town: Town, view: str) -> None:
    assert len(names_in(client.get(f"/en/?{view}").content.decode(), "stations")) == 5


def test_a_view_is_as_wide_as_its_zoom_says() -> None:
    box = view_of({"at": "24.94,60.17", "z": "15"})
    assert box
    west, south, east, north = map(float, box.split(","))
    assert (east - west) == pytest.approx(360 * 800 / (256 * 2**15), rel=1e-3)
    assert (north - south) / (east - west) == pytest.approx(0.9 * 0.4974, rel=1e-2)
    assert (south + north) / 2 == pytest.approx(60.17, abs=1e-4)
    assert view_of({"at": "179.9,85", "z": "0"}) == "-180.000000,-85.051129,180.000000,85.051129"


def field(html: str, name: str) -> str:
    """Return what stands in a field of the form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found[1]
