"""The step of the form at which an operating area is chosen, measured or drawn, without a mouse."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.test import Client

from geodata.models import District, Source
from servicemap.editing import revisions
from servicemap.models import Membership, Revision
from tests.forms import fields
from tests.servicemap.town import Town

pytestmark = pytest.mark.django_db
CORNERS = [[24.94, 60.17], [24.95, 60.17], [24.95, 60.18]]
TYPED = "24.94, 60.17\n24.95, 60.17\n\n24.95, 60.18\n"
DRAWN = {"kind": "drawn", "polygon": [[[*CORNERS, CORNERS[0]]]]}


@pytest.fixture
def draft(town: Town, aino: User) -> Revision:
    Membership.objects.create(organisation=town.library, person=aino)
    return revisions.draft_of(town.library, aino)


@pytest.fixture
def district(town: Town) -> District:
    ring = [(24.93, 60.16), (24.95, 60.16), (24.95, 60.18), (24.93, 60.18), (24.93, 60.16)]
    one = District(
        source=Source.local(),
        source_id="d",
        name={"fi": "Ranta", "sv": "Stranden"},
        kind="postal",
        code="00100",
        polygon=MultiPolygon(Polygon(ring), srid=4326),
    )
    one.save()
    return one


def page(client: Client, draft: Revision, query: str = "") -> str:
    return client.get(f"/en/my/drafts/{draft.pk}/area{query}").content.decode()


def post(client: Client, draft: Revision, query: str = "", **more: Any) -> Any:
    posted = fields(page(client, draft, query)) | {"do": "stay"} | more
    return client.post(f"/en/my/drafts/{draft.pk}/area", posted)


def areas(draft: Revision) -> Any:
    draft.refresh_from_db()
    return draft.patch.get("areas")


def test_it_works(client: Client, draft: Revision, district: District) -> None:
    assert post(client, draft, districts=[str(district.pk)]).status_code == 302
    chosen = {"kind": "districts", "districts": [district.pk]}
    assert areas(draft) == [chosen]
    post(client, draft, do="round", centre="24.94, 60.17", kilometres="1,5")
    measured = {"kind": "radius", "centre": [24.94, 60.17], "metres": 1500}
    assert areas(draft) == [chosen, measured]
    post(client, draft, do="drawn", corners=TYPED)
    assert areas(draft) == [chosen, measured, DRAWN]
    shown = page(client, draft)
    assert "The district <bdi>" in shown or "The district Ranta" in shown
    assert "Within 1.5 km in a straight line" in shown
    assert re.search(r'name="districts" value="\d+" checked', shown)
    told = json.loads(re.search(r'id="areas-drawn"[^>]*>(.*?)</script>', shown)[1])  # type: ignore[index]
    assert [each["geometry"]["type"] for each in told["areas"]] == ["MultiPolygon"] * 3
    post(client, draft, do="out-2")
    assert areas(draft) == [chosen, DRAWN]
    post(client, draft, districts=[])
    assert areas(draft) == [DRAWN]


def test_nothing_is_changed_by_saving_what_is_shown(client: Client, draft: Revision) -> None:
    post(client, draft, do="drawn", corners=TYPED)
    version = Revision.objects.get().version
    assert post(client, draft, do="on").status_code == 302
    assert Revision.objects.get().version == version


def test_a_drawn_area_is_changed(client: Client, draft: Revision) -> None:
    post(client, draft, do="drawn", corners=TYPED)
    answer = post(client, draft, do="change-1")
    assert answer["Location"].endswith("area?entry=1#id_corners")
    shown = page(client, draft, "?entry=1")
    assert fields(shown)["corners"] == ["24.94, 60.17\r\n24.95, 60.17\r\n24.95, 60.18"]
    more = [*CORNERS, [24.94, 60.18]]
    typed = "\n".join(f"{lon},{lat}" for lon, lat in more)
    post(client, draft, "?entry=1", do="drawn", corners=typed)
    assert areas(draft) == [{"kind": "drawn", "polygon": [[[*more, more[0]]]]}]
    for entry in ("2", "0", "-1", "x", "9" * 50):
        assert client.get(f"/en/my/drafts/{draft.pk}/area?entry={entry}").status_code == 200


def test_around_oneself_and_around_a_name(client: Client, draft: Revision, town: Town) -> None:
    post(client, draft, do="round", kilometres="2")
    point = [round(town.library.point.x, 6), round(town.library.point.y, 6)]
    assert areas(draft)[0]["centre"] == pytest.approx(point)
    post(client, draft, do="round", kilometres="2", centre="Ranta")
    assert areas(draft)[1]["centre"] == pytest.approx(
        [round(town.ranta.point.x, 6), round(town.ranta.point.y, 6)], abs=0.01
    )


def test_while_somebody_types_nothing_is_made_yet(client: Client, draft: Revision) -> None:
    posted = fields(page(client, draft)) | {"kilometres": "1", "corners": TYPED}
    answer = client.post(f"/en/my/drafts/{draft.pk}/save", posted)
    assert answer.json()["state"] == "saved"
    assert areas(draft) is None
    post(client, draft, do="on", kilometres="1")
    assert len(areas(draft)) == 1


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"kilometres": "x"}, "kilometres", "not a plain number"),
        ({"kilometres": "nan"}, "kilometres", "not a plain number"),
        ({"kilometres": "1e999"}, "kilometres", "not a plain number"),
        ({"kilometres": "0"}, "kilometres", "out of range"),
        ({"kilometres": "101"}, "kilometres", "out of range"),
        ({"centre": "24.94,60.17"}, "kilometres", "Say how far"),
        ({"centre": "60.17,24.94", "kilometres": "1"}, "centre", "swap"),
        ({"centre": "nowhere at all", "kilometres": "1"}, "centre", "not clear where"),
        ({"centre": "x" * 9_000, "kilometres": "1"}, "centre", "characters"),
        ({"centre": "\u202ea", "kilometres": "1"}, "centre", "control"),
        ({"corners": "24.94,60.17"}, "corners", "three corners"),
        ({"corners": "24.94,60.17\n60.17,24.94\n24.95,60.18"}, "corners", "Corner 2: .*swap"),
        ({"corners": "24.94,60.17\nnan,60\n24.95,60.18"}, "corners", "Corner 2: "),
        ({"corners": "24.94,60.17\n1e999,60\n24.95,60.18"}, "corners", "Corner 2: "),
        ({"corners": "24.94,60.17\n<b>x</b>\n24.95,60.18"}, "corners", "Corner 2: "),
        (
            {"corners": "24.94,60.17\n24.95,60.18\n24.95,60.17\n24.94,60.18"},
            "corners",
            r"crosses itself near 24\.94500, 60\.17500",
        ),
        ({"corners": "\n".join(["Katu 3"] * 60)}, "corners", "at most 50"),
        ({"corners": "\n".join(["24.94,60.17"] * 502)}, "corners", "at most 500"),
        ({"corners": "24.94,60.17\n" * 2_000}, "corners", "20000 characters"),
    ],
)
def test_what_is_wrong_is_told_where_it_was_typed(
    client: Client, draft: Revision, typed: dict[str, str], field: str, told: str
) -> None:
    answer = post(client, draft, do="round", **typed)
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in shown
    error = shown.partition(f'id="id_{field}_error"')[2].partition("</div></div>")[0]
    assert re.search(told, error), error
    assert areas(draft) is None
    # Nothing that was typed is lost.
    kept = fields(shown)
    for name, text in typed.items():
        given = kept[name][0] if isinstance(kept[name], list) else kept[name]
        assert given.replace("\r\n", "\n").strip() == text.strip()


def test_districts_that_are_none_are_refused(
    client: Client, draft: Revision, district: District
) -> None:
    for wrong in ("0", "x", "99999999999999999999", "<b>"):
        assert post(client, draft, districts=[wrong]).status_code == 400
    assert areas(draft) is None


def test_two_who_take_out_an_area_do_not_take_out_two(client: Client, draft: Revision) -> None:
    for lon in (24.94, 24.95):
        post(client, draft, do="round", centre=f"{lon}, 60.17", kilometres="1")
    posted = fields(page(client, draft)) | {"do": "out-1"}
    address = f"/en/my/drafts/{draft.pk}/area"
    assert client.post(address, posted).status_code == 302
    assert client.post(address, posted).status_code == 409
    assert len(areas(draft)) == 1


def test_few_questions_however_many_areas(
    client: Client, draft: Revision, district: District, django_assert_max_num_queries: Any
) -> None:
    post(client, draft, districts=[str(district.pk)])
    for lon in (24.94, 24.95, 24.96):
        post(client, draft, do="round", centre=f"{lon}, 60.17", kilometres="1")
    with django_assert_max_num_queries(32):
        page(client, draft)
