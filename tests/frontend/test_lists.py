"""Lists: exact counts, search in any language, page after page, few queries."""

from __future__ import annotations

import re

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from geodata import models
from tests.servicemap.town import Town

LISTS = ["stations", "trails", "hubs", "organisations", "places", "amenities"]


def links(html: str, collection: str) -> list[str]:
    return re.findall(rf'<li><a href="(/\w\w/{collection}/\d+/[^"]*)"', html)


def build_benches(town: Town, count: int) -> None:
    for number in range(count):
        models.Amenity.objects.create(
            pk=1000 + number,
            source=town.toilet.source,
            source_id=f"node/{1000 + number}",
            name={"": f"Penkki {number:03}"},
            kind="bench",
            point=Point(24.95, 60.17),
        )


def test_it_works(client: Client, town: Town) -> None:
    html = client.get("/en/stations/").content.decode()
    assert "5 in the data." in html
    assert len(links(html, "stations")) == 5
    assert f'<a href="/en/stations/{town.ranta.pk}/ranta/"><bdi>Ranta</bdi></a>' in html
    assert "metro station" in html


def test_a_search_reads_every_language(client: Client, town: Town) -> None:
    html = client.get("/en/stations/", {"q": "centr"}).content.decode()
    assert "1 name matches." in html
    assert links(html, "stations") == [f"/en/stations/{town.keskusta.pk}/keskusta/"]
    assert 'value="centr"' in html


def test_nothing_found_says_so(client: Client, town: Town) -> None:
    html = client.get("/sv/stations/", {"q": "qwerty"}).content.decode()
    assert "Inget har detta i sitt namn." in html


def test_a_blank_search_shows_all(client: Client, town: Town) -> None:
    assert "5 in the data." in client.get("/en/stations/?q=+").content.decode()


def test_trackers_do_not_break_a_page(client: Client, town: Town) -> None:
    assert client.get("/en/stations/?fbclid=1&utm_source=2").status_code == 200


def test_pages_follow_each_other_and_miss_nothing(client: Client, town: Town) -> None:
    build_benches(town, 119)
    address, seen = "/en/amenities/?q=penk", []
    for _page in range(3):
        html = client.get(address).content.decode()
        assert "119 names match." in html
        seen += links(html, "amenities")
        more = re.search(r'<a rel="next" href="([^"]+)"', html)
        if more:
            address = more[1].replace("&amp;", "&")
    assert not more
    assert "To the beginning" in html
    assert len(seen) == len(set(seen)) == 119


@pytest.mark.parametrize("collection", LISTS)
def test_the_number_of_queries_does_not_grow(
    client: Client,
    town: Town,
    collection: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    build_benches(town, 60)
    with django_assert_max_num_queries(9):
        client.get(f"/fi/{collection}/")


def test_a_search_that_cannot_be_read_is_told_beside_its_field(client: Client, town: Town) -> None:
    response = client.get("/en/stations/", {"q": "x" * 10_000})
    html = response.content.decode()
    assert response.status_code == 400
    assert 'aria-describedby="q-error"' in html
    assert "This value has 10000 characters; at most 200 are read." in html
    assert "<title>Mistake: Stations" in html


@pytest.mark.parametrize("query", ["next=x", "next=0", "bbox=1,2,3", "bbox=nan,0,1,1"])
def test_a_wrong_cursor_or_box_is_told(client: Client, town: Town, query: str) -> None:
    response = client.get(f"/en/stations/?{query}")
    assert response.status_code == 400
    assert "A parameter is not right" in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_what_has_no_name_is_called_by_what_it_is(client: Client, town: Town) -> None:
    html = client.get("/en/amenities/").content.decode()
    assert f'<a href="/en/amenities/{town.toilet.pk}/">Toilet without a name</a>' in html


def test_examples_are_marked(client: Client, town: Town) -> None:
    assert "Example, not real" not in client.get("/en/hubs/").content.decode()
    models.Hub.objects.update(is_example=True)
    models.Instance.bump()
    for path in ("hubs/", "", f"hubs/{town.hub.pk}/rannan-vaihtopaikka/"):
        assert "Example, not real" in client.get(f"/en/{path}").content.decode(), path


def test_a_trail_that_is_only_in_part_in_the_data_says_so(client: Client, town: Town) -> None:
    assert "Only in part in the data" not in client.get("/en/trails/").content.decode()
    models.Trail.objects.filter(pk=town.trail.pk).update(members=128, members_inside=47)
    models.Instance.bump()
    assert "Only in part in the data" in client.get("/en/trails/").content.decode()
