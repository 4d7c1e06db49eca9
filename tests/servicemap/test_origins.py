"""Every fact of an entry says which source it is from; merged entries are reached by every id."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geodata.models import Organisation, SamePair, Source
from geodata.statements import edited, read_rows
from importers import merging
from servicemap.origins import plain

pytestmark = pytest.mark.usefixtures("town")


def source(key: str, name: str, rank: int) -> Source:
    return Source.objects.create(
        key=key, name=name, rank=rank, licence="CC BY 4.0", attribution=f"{name}, CC BY 4.0"
    )


def organisation(of: Source, **values: Any) -> Organisation:
    made = Organisation(
        pk=1000 - of.rank,  # the town's own rows have theirs
        source=of,
        source_id=f"{of.key}/1",
        name={"fi": "Kallion kirjasto"},
        kind="library",
        point=Point(24.9414, 60.1712, srid=4326),
        **values,
    )
    made.save()
    return made


@pytest.fixture
def pair() -> SamePair:
    one = organisation(source("streets", "Streets", 50), website="https://old.fi")
    other = organisation(source("register", "Register", 10), website="https://helmet.fi")
    made = SamePair.objects.create(noun="organisation", one=one.pk, other=other.pk, score=1)
    merging.merge(made)
    return made


def get(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def test_it_works(client: Client, pair: SamePair) -> None:
    [fact] = [
        each
        for each in get(client, f"/api/v1/organisations/{pair.one}")["properties"]["provenance"]
        if each["field"] == "website"
    ]
    assert (fact["source"], fact["licence"]) == ("register", "CC BY 4.0")
    [other] = fact["others"]
    assert (other["source"], other["value"]) == ("streets", "https://old.fi")


def test_both_ids_lead_to_the_one_that_stands_for_both(client: Client, pair: SamePair) -> None:
    for number in (pair.one, pair.other):
        assert get(client, f"/api/v1/organisations/{number}")["id"] == pair.one
        area = get(client, f"/api/v1/organisations/{number}/operating-area")
        assert area["type"] == "FeatureCollection"
    assert get(client, "/api/v1/organisations?q=Kallion")["count"] == 1
    page = client.get(f"/en/organisations/{pair.other}/x/")
    assert page.status_code == 302
    assert page["Location"].startswith(f"/en/organisations/{pair.one}/")


def test_parted_again_each_has_its_own(client: Client, pair: SamePair) -> None:
    merging.part(pair)
    for number, website in ((pair.one, "https://old.fi"), (pair.other, "https://helmet.fi")):
        told = get(client, f"/api/v1/organisations/{number}")
        assert (told["id"], told["properties"]["website"]) == (number, website)


def test_the_page_says_where_each_fact_is_from(client: Client, pair: SamePair) -> None:
    kept = Organisation.objects.get(pk=pair.one)
    before = read_rows(Organisation, [kept.pk])[0].shown
    kept.telephone = "+358 1"
    kept.save()
    edited(Organisation, kept.pk, before, ["telephone"])
    html = client.get(f"/en/organisations/{pair.one}/", follow=True).content.decode()
    assert "Each fact and its source" in html
    assert "Register" in html and "https://old.fi" in html
    assert "entered here by hand" in html


def test_what_is_said_of_a_shape_or_of_hours_can_be_read() -> None:
    one = organisation(source("streets", "Streets", 50))
    row = read_rows(Organisation, [one.pk])[0]
    assert plain("point", row.shown["point"]) == "24.94140, 60.17120"
    assert plain("opening_hours", '[["Mo-Fr 8-16", {}], ["", {"fi": "sopimuksen mukaan"}]]') == (
        "Mo-Fr 8-16; sopimuksen mukaan"
    )
    assert plain("keywords", '{"yso:p1","two words"}') == "yso:p1,two words"
    assert plain("website", None) == ""
