"""How to get somewhere on foot, with steps and without, and what is within some minutes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontend import nearby
from geodata.models import Hub, Station
from servicemap.neighbours import near_point, stations_near_trail
from tests.frontend.test_entries import page, text_of
from tests.servicemap.test_along import bench
from tests.servicemap.town import Town

LIBRARY = "/en/organisations/1/kirjasto/"


def section(html: str, heading: str) -> str:
    start = html.index(f'id="{heading}"')
    return text_of("<main" + html[start : html.index("</section>", start)] + "</main>")


def test_it_works(client: Client, town: Town) -> None:
    """From the hub down the stair, or without it round by the lane."""
    text = section(page(client, LIBRARY), "nearest-heading")
    assert "From the nearest station Keskusta 0.0 m 0.0 min" in text
    assert (
        "From the nearest mobility hub Rannan vaihtopaikka 772.4 m 9.7 min 24 steps Not step-free"
    ) in text
    assert "Without steps: 783.5 m 9.8 min" in text


def test_where_no_way_without_steps_is_known_it_says_so(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = nearby.ways_to("organisation:1", (24.945, 60.1702), "en")
    stairs = next(way for way in ways if way.walk.steps)
    assert stairs.level is not None
    none = replace(stairs, level=replace(stairs.level, metres=None))
    monkeypatch.setattr(nearby, "ways_to", lambda *_asked: [none])
    text = section(page(client, LIBRARY), "nearest-heading")
    assert "24 steps" in text
    assert "No way without steps is known." in text


def test_a_hub_where_the_station_is_is_told_as_one_place(client: Client, town: Town) -> None:
    Hub.objects.filter(pk=1).update(name={"": "Ranta"})
    [way] = nearby.ways_to("place:1", (24.96, 60.1702), "en")
    assert (way.walk.origin.id, way.also and way.also.id) == ("station:2", "hub:1")
    html = page(client, "/en/places/1/pelikentta/")
    assert "Ranta ( also a mobility hub )" in section(html, "nearest-heading")


def test_without_steps_on_the_way_there_is_no_second_one(town: Town) -> None:
    [way] = [w for w in nearby.ways_to("place:1", (24.96, 60.1702), "en") if not w.walk.steps][:1]
    assert (way.is_level, way.level) == (True, None)


@pytest.mark.parametrize("address", ["/en/stations/2/ranta/", "/en/hubs/1/rannan-vaihtopaikka/"])
def test_what_some_minutes_reach_is_told_in_bands(client: Client, town: Town, address: str) -> None:
    bench(60, 24.9525, 60.1721)
    text = section(page(client, address), "around-heading")
    assert "Up to 5 minutes 400 m at most" in text
    assert "1 × bench" in text
    assert "10 to 15 minutes 1.2 km at most" in text
    assert "Kirjasto library · 770 m" in text


def test_the_end_of_the_data_is_told(client: Client, town: Town) -> None:
    text = section(page(client, "/en/stations/3/reuna/"), "around-heading")
    assert "The data ends nearer than this: there may be more" in text


def test_however_many_are_near_the_queries_are_as_many(client: Client, town: Town) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, address)
        return len(asked)

    addresses = (LIBRARY, "/en/stations/2/ranta/", "/en/places/1/pelikentta/")
    before = [queries(each) for each in addresses]
    for number in range(10, 30):
        for model, kept in ((Station, {"mode": "bus"}), (Hub, {"kind": "bus"})):
            model.objects.create(
                pk=number,
                source=town.hub.source,
                source_id=f"more/{number}",
                name={"": f"Pysäkki {number}"},
                point=Point(24.9450 + number / 1e4, 60.1701),
                **kept,
            )
    assert [queries(each) for each in addresses] == before


def test_the_nearest_are_taken_and_not_the_first_by_name(town: Town) -> None:
    for number in range(10, 60):
        Station.objects.create(
            pk=number,
            source=town.hub.source,
            source_id=f"more/{number}",
            name={"": f"A {number}"},
            mode="bus",
            point=Point(24.9480 + number / 1e5, 60.1745),
        )
    found = [stop.end.id for stop in near_point("station", (24.9425, 60.1705), "en")]
    assert found[0] == "station:1"
    nearest = [stop.end.id for stop in stations_near_trail(1, "en")]
    assert nearest[0] == "station:2"
    assert len(nearest) == 8
