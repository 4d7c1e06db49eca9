"""Operating areas as people send them: what is wrong is told, and nothing is mended in secret."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils import timezone, translation

from geodata.models import District, OperatingArea, Organisation, Source
from servicemap.editing import areas, revisions
from servicemap.editing.fields import Wrong
from servicemap.editing.sheets import sheet_of
from servicemap.editing.whereabouts import corner_of, position_of
from servicemap.models import Membership, Revision
from servicemap.problems import NotFound
from servicemap.search import SearchQuery, answer
from servicemap.values import ValueRefused
from tests.people import person
from tests.servicemap.town import Town

pytestmark = pytest.mark.django_db
SQUARE = [[24.94, 60.17], [24.95, 60.17], [24.95, 60.18], [24.94, 60.18], [24.94, 60.17]]
BOW_TIE = [[24.94, 60.17], [24.95, 60.18], [24.95, 60.17], [24.94, 60.18], [24.94, 60.17]]


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def drawn(*rings: Any) -> dict[str, Any]:
    return {"kind": "drawn", "polygon": [[each] for each in rings]}


def radius(centre: Any = (24.94, 60.17), metres: Any = 500) -> dict[str, Any]:
    return {"kind": "radius", "centre": list(centre), "metres": metres}


@pytest.mark.parametrize(
    "good",
    [
        radius(),
        radius(metres=50),
        radius(metres=100_000),
        drawn(SQUARE),
        drawn(SQUARE, [[x + 0.02, y] for x, y in SQUARE]),
    ],
)
def test_it_works(good: dict[str, Any]) -> None:
    areas.check([good])


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        ([], "no area"),
        ("x", "no area"),
        ({"kind": "circle"}, "no area"),
        (radius(metres=49), "from 0.05 to 100"),
        (radius(metres=100_001), "from 0.05 to 100"),
        (radius(metres=math.nan), "from 0.05 to 100"),
        (radius(metres=math.inf), "from 0.05 to 100"),
        (radius(metres="500"), "from 0.05 to 100"),
        (radius(metres=True), "from 0.05 to 100"),
        (radius([60.17, 24.94]), "swapped|swap"),
        (radius([math.nan, 60]), "finite"),
        (radius([385_000, 6_672_000]), "looks like metres"),
        (radius([0, 0]), "far outside"),
        (radius(["24.94", "60.17"]), "longitude and a latitude"),
        (radius([24.94, 60.17, 3]), "longitude and a latitude"),
        (radius([]), "longitude and a latitude"),
        ({"kind": "districts", "districts": []}, "at least one"),
        ({"kind": "districts", "districts": [0]}, "at least one"),
        ({"kind": "districts", "districts": ["1"]}, "at least one"),
        ({"kind": "districts", "districts": [2**70]}, "at least one"),
        ({"kind": "districts", "districts": [1]}, "no longer there"),
        ({"kind": "districts", "districts": list(range(1, 400))}, "at most"),
        (drawn(), "three corners"),
        (drawn(SQUARE[:2]), "three corners"),
        (drawn([SQUARE[0]] * 5), "three corners"),
        (drawn(SQUARE[:4]), "does not end where it begins"),
        (drawn(BOW_TIE), r"crosses itself near 24\.94500, 60\.17500"),
        (drawn([[24.94, 60.17], [24.95, 60.17], [24.96, 60.17], [24.94, 60.17]]), "crosses|line"),
        (drawn(SQUARE, SQUARE), "over each other|crosses"),
        (drawn([[-179, 60], [179, 60], [179, 61], [-179, 60]]), "far outside"),
        (drawn([["a", 60.17], *SQUARE]), "longitude and a latitude"),
        ({"kind": "drawn", "polygon": "x"}, "no list"),
        ({"kind": "drawn", "polygon": [[[[[[]]]]]]}, "longitude and a latitude"),
        (json.loads('{"kind": "drawn", "polygon": ' + "[" * 400 + "]" * 400 + "}"), "."),
        (
            drawn([[24.9 + math.sin(n) / 99, 60.1 + math.cos(n) / 99] for n in range(600)]),
            "at most 501",
        ),
    ],
)
def test_what_is_wrong_is_told(bad: Any, told: str) -> None:
    with pytest.raises(Wrong, match=told) as refused:
        areas.check([radius(), bad])
    assert str(refused.value).startswith("Area 2: ")


def test_no_more_than_so_many() -> None:
    with pytest.raises(Wrong, match="at most 20"):
        areas.check([radius()] * 21)


@pytest.fixture
def districts(town: Town) -> list[District]:
    source = Source.local()
    made = []
    for number, lon in enumerate((24.93, 24.95)):
        ring = [(lon, 60.16), (lon + 0.02, 60.16), (lon + 0.02, 60.18), (lon, 60.18), (lon, 60.16)]
        one = District(
            source=source,
            source_id=f"d{number}",
            name={"fi": f"Alue {number}"},
            kind="postal",
            code=f"0010{number}",
            polygon=MultiPolygon(Polygon(ring), srid=4326),
        )
        one.save()
        made.append(one)
    return made


def test_districts_have_their_shape_once_they_are_published(
    town: Town, districts: list[District]
) -> None:
    """Who serves an address is found right after."""
    aino, rita = person("aino"), person("rita", staff=True)
    Membership.objects.create(organisation=town.library, person=aino)
    draft = revisions.draft_of(town.library, aino)
    told = [{"kind": "districts", "districts": [districts[1].pk]}]
    saved = revisions.save(draft, aino, {"areas": told}, 0).revision
    revisions.submit(saved, aino)
    revisions.approve(saved, rita, saved.version)
    [row] = OperatingArea.objects.filter(organisation=town.library)
    assert row.shape is not None
    assert row.shape.equals(districts[1].polygon)
    assert sheet_of(Organisation.objects.get(pk=town.library.pk))["areas"] == told

    def serving(position: str) -> list[int]:
        found = answer(SearchQuery.from_params({"serves": position, "lang": "en"}))
        return [hit.id for hit in found.hits if hit.noun == "organisation"]

    assert town.library.pk in serving("24.96,60.17")
    assert town.library.pk not in serving("24.94,60.17")
    undone = revisions.undo(Revision.objects.get(pk=saved.pk), rita)
    assert undone.state == "published"
    assert town.library.pk not in serving("24.96,60.17")


def test_a_district_that_is_gone_cannot_be_chosen(districts: list[District]) -> None:
    ids = [each.pk for each in districts]
    areas.check([{"kind": "districts", "districts": ids}])
    District.objects.filter(pk=ids[0]).update(closed_at=timezone.now())
    with pytest.raises(Wrong, match="no longer there"):
        areas.check([{"kind": "districts", "districts": ids}])


def test_a_position_is_typed_as_address_or_figures(town: Town) -> None:
    assert position_of(" 24.94, 60.17 ", "fi") == [24.94, 60.17]
    assert position_of("organisation:" + str(town.library.pk), "fi") == [
        round(town.library.point.x, 6),
        round(town.library.point.y, 6),
    ]


def test_a_corner_may_lie_beyond_the_area(town: Town) -> None:
    assert corner_of("25.5, 60.3", "en") == [25.5, 60.3]
    assert corner_of("Ranta", "en") == position_of("Ranta", "en")
    with pytest.raises(ValueRefused, match="outside the area"):
        position_of("25.5, 60.3", "en")
    with pytest.raises(ValueRefused, match="swap"):
        corner_of("60.17, 24.94", "en")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("60.17,24.94", "swap"),
        ("nan,60", "finite|not a number"),
        ("1e999,60", "finite|not"),
        ("385000,6672000", "metres"),
        ("", "."),
        ("nowhere at all", "Nothing open"),
        ("x" * 10_000, "characters"),
        ("a\x00b", "control"),
        ("\u202ex", "control"),
        ("<script>alert(1)</script>", "."),
        ("metro", "."),
        ("station:99999999999999999999", "."),
    ],
)
def test_what_is_no_position(town: Town, text: str, told: str) -> None:
    with pytest.raises((ValueRefused, NotFound), match=told):
        position_of(text, "en")
