"""The page of a trail and what lies along it; and the same as GPX."""

from __future__ import annotations

import re
from typing import Any

import pytest
from defusedxml import ElementTree as ET
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontend.along import rows
from geodata.models import Amenity, Organisation, SearchDocument, Source, Trail
from geodata.search import indexing
from servicemap.along import Along
from servicemap.things import Thing
from tests.frontend.test_entries import page, text_of
from tests.servicemap.town import ATTRIBUTION, Town

TRAIL = "/en/trails/1/rantapolku/"
GPX = "{http://www.topografix.com/GPX/1/1}"
HOSTILE = "</name>]]><script>alert(1)</script>\x00\x0b\u202e&amp; \U0001f986\ufffe"


def bench(number: int, lon: float, lat: float, **more: Any) -> None:
    source = Source.objects.get(key="osm")
    given = {"name": {}, "kind": "bench", "point": Point(lon, lat)} | more
    Amenity.objects.create(pk=number, source=source, source_id=f"node/{number}", **given)


def benches() -> None:
    for number in range(4):
        bench(60 + number, 24.9530 - number / 2_000, 60.1721)


def along_it(html: str) -> str:
    start = html.index('id="along-heading"')
    return text_of("<main" + html[start : html.index("</section>", start)] + "</main>")


def test_it_works(client: Client, town: Town) -> None:
    benches()
    bench(70, 24.9505, 60.1719, name={"fi": "Käymälä"}, kind="toilets", is_example=True)
    bench(71, 24.9503, 60.1719, kind="kiosk", opening_hours="24/7")

    text = along_it(page(client, TRAIL))
    assert "Within 100 m of the trail, in the order in which one meets it" in text
    assert "from the end near Ranta" in text
    assert "after 220 m 4 × bench in 83 m" in text
    assert "after 360 m Käymälä toilet · 11 m to the left Example, not real" in text
    assert "after 370 m kiosk 11 m to the left Open all the time" in text
    assert text.index("Ranta metro station") < text.index("4 × bench") < text.index("Käymälä")
    whole = text_of(page(client, TRAIL))
    assert "Surface gravel 100 %" in whole
    assert "Lit 0 %" in whole
    assert "Where streets lead onto it 1 place after 110 m Kuja" in whole


def test_one_kind_alone_and_the_way_back_are_links(client: Client, town: Town) -> None:
    benches()
    html = page(client, TRAIL)
    link = f'<a href="{TRAIL}?kinds=amenity&amp;kind=bench#along-heading">'
    assert link in html
    assert f'href="{TRAIL}?direction=back#along-heading"' in html

    one = page(client, f"{TRAIL}?kinds=amenity&kind=bench&direction=back")
    assert "4 × bench" in along_it(one)
    assert "Ranta metro station" not in along_it(one)
    assert re.search(r'kind=bench#along-heading" aria-current="true"', one)
    # The way on again keeps the kind.
    assert f'href="{TRAIL}?kinds=amenity&amp;kind=bench#along-heading"' in one


def test_a_kind_that_nothing_is_says_so(client: Client, town: Town) -> None:
    text = along_it(page(client, f"{TRAIL}?kind=%3Cscript%3E"))
    assert "Nothing of this kind lies along the trail." in text


@pytest.mark.parametrize("wrong", ["direction=home", "kinds=bench", "next=x", "kind=%00"])
def test_a_link_that_asks_what_cannot_be_is_told(client: Client, town: Town, wrong: str) -> None:
    assert client.get(f"{TRAIL}?{wrong}").status_code == 400
    assert client.get(f"{TRAIL}?utm_source=x").status_code == 200


def test_gaps_and_branches_are_told(client: Client, town: Town) -> None:
    Trail.objects.filter(pk=1).update(
        lines=MultiLineString(
            LineString((24.945, 60.172), (24.947, 60.172), (24.949, 60.172)),
            LineString((24.955, 60.172), (24.950, 60.172)),
            LineString((24.947, 60.172), (24.947, 60.1727)),
        )
    )
    bench(60, 24.9471, 60.1726)
    bench(61, 24.9455, 60.1719)

    text = along_it(page(client, TRAIL))
    assert "In the data the trail has a gap of 56 m, which does not count." in text
    assert "A gap of 56 m in the data" in text
    assert "On the branch that leaves after 390 m after 460 m bench 6 m to the right" in text


def test_where_nothing_lies_along_it_the_page_says_so(client: Client, town: Town) -> None:
    SearchDocument.objects.filter(noun="station", entry=town.saari.pk).delete()
    text = along_it(page(client, "/en/trails/2/saarenkierros/"))
    assert "Nothing in the data lies within 100 m of this trail." in text


def alike(name: str, along: float, *, is_example: bool = False) -> Along:
    thing = Thing("amenity", int(along), "bench", name, "", (24.9, 60.1), is_example, "")
    return Along(thing, 0, along, 4.0, None)


def test_only_what_is_alike_and_follows_is_told_as_one() -> None:
    met = [alike("", 1), alike("", 2), alike("", 9), alike("Oma", 10), alike("", 11), alike("", 12)]
    assert [len(row.things) for row in rows(met)] == [3, 1, 1, 1]
    assert next(rows(met)).span_metres == 8
    examples = [alike("", each, is_example=True) for each in (1, 2, 3)]
    assert [len(row.things) for row in rows(examples)] == [1, 1, 1]


def test_however_much_there_is_the_queries_are_as_many(client: Client, town: Town) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, TRAIL)
        return len(asked)

    benches()
    before = queries()
    for number in range(100, 190):
        bench(number, 24.950 + number / 1e5, 60.1721, name={"fi": f"Penkki {number}"})
    assert queries() == before < 20


def test_gpx(client: Client, town: Town) -> None:
    Source.objects.filter(key="osm").update(licence_url="https://licence.example/cc0")
    benches()
    response = client.get("/feeds/trails/1.gpx?kinds=amenity&lang=fi")

    assert response["Content-Type"] == "application/gpx+xml; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="rantapolku.gpx"'
    root = ET.fromstring(response.content)
    assert (root.tag, root.get("version")) == (f"{GPX}gpx", "1.1")
    assert order_of(root) == ["metadata", "wpt", "wpt", "wpt", "wpt", "trk"]
    metadata = root.find(f"{GPX}metadata")
    assert order_of(metadata) == ["name", "desc", "copyright", "link", "time"]
    copyright = metadata.find(f"{GPX}copyright")
    assert copyright.get("author") == ATTRIBUTION
    assert [(each.tag, each.text) for each in copyright] == [
        (f"{GPX}year", "2026"),
        (f"{GPX}license", "https://licence.example/cc0"),
    ]
    link = metadata.find(f"{GPX}link").get("href")
    assert link == "http://testserver/fi/trails/1/"
    waypoint = root.find(f"{GPX}wpt")
    assert (waypoint.get("lat"), waypoint.get("lon")) == ("60.1721000", "24.9530000")
    assert [(each.tag.removeprefix(GPX), each.text) for each in waypoint] == [
        ("name", "Penkki"),
        ("desc", "223 m:n kohdalla"),
        ("type", "penkki"),
    ]
    track = root.find(f"{GPX}trk")
    assert order_of(track) == ["name", "type", "trkseg"]
    points = [(each.get("lon"), each.get("lat")) for each in track.find(f"{GPX}trkseg")]
    assert points == [
        ("24.9551000", "60.1730000"),
        ("24.9550000", "60.1720000"),
        ("24.9500000", "60.1720000"),
    ]


def order_of(element: Any) -> list[str]:
    return [each.tag.removeprefix(GPX) for each in element]


def test_gpx_has_a_segment_for_each_part_and_names_break_nothing(
    client: Client, town: Town
) -> None:
    Trail.objects.filter(pk=1).update(
        name={"fi": HOSTILE.replace("\x00", "")},
        lines=MultiLineString(
            LineString((24.945, 60.172), (24.949, 60.172)),
            LineString((24.955, 60.172), (24.950, 60.172)),
        ),
    )
    Organisation.objects.filter(pk=1).update(
        name={"fi": "x" * 10_000 + "\u202e"}, point=Point(24.946, 60.1721)
    )
    indexing.rebuild()

    root = ET.fromstring(client.get("/feeds/trails/1.gpx").content)
    assert len(root.findall(f"{GPX}trk/{GPX}trkseg")) == 2
    assert root.findtext(f"{GPX}trk/{GPX}name") == (
        "</name>]]><script>alert(1)</script>&amp; \U0001f986"
    )
    assert "x" * 500 in [each.findtext(f"{GPX}name") for each in root.findall(f"{GPX}wpt")]


@pytest.mark.parametrize("address", ["/feeds/trails/99.gpx", "/feeds/trails/1.gpx?lang=tlh"])
def test_gpx_of_what_is_not_there_is_a_problem(client: Client, town: Town, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (400, 404)
    assert response["Content-Type"].startswith("application/problem+json")
