"""Each step reads what is published into its fields and writes what was typed back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from geodata.models import OpeningHours, Organisation
from geodata.search import indexing
from servicemap.models import Revision
from tests.frontend.my.posting import begin, fields, step

pytestmark = pytest.mark.django_db
HOSTILE = (
    *(
        "<script>alert(1)</script>",
        "x" * 10_000,
        "a\0b",
        "a\u202eb",
        "🎻",
        "𝕏" * 300,
        "%00",
        "{{ x }}",
    ),
    *("javascript:alert(1)", "data:text/html,x", "//evil.example", "http://169.254.169.254/"),
    *("http://2130706433/", "-1", "1e999", "[NaN,60]", "60.2,24.9", "\ud7ff", "a\u0301", " ", "\t"),
)


def test_contact(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    answer = step(
        client,
        draft,
        "contact",
        website="www.kuoro.example",
        email="kuoro@kuoro.example",
        telephone="09 123 4567",
        street_address__fi="Laulutie 1",
        postal_code="02150",
        point="24.95, 60.17",
        wheelchair="limited",
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/en/my/drafts/{draft.pk}/hours")
    assert draft.patch == {
        "website": "https://www.kuoro.example",
        "email": "kuoro@kuoro.example",
        "telephone": "09 123 4567",
        "street_address.fi": "Laulutie 1",
        "postal_code": "02150",
        "point": [24.95, 60.17],
        "wheelchair": "limited",
    }


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "//evil.example"),
        ("website", "http://169.254.169.254/"),
        ("website", "http://2130706433/"),
        ("website", "ftp://old.example"),
        ("email", "nobody"),
        ("telephone", "call me"),
        ("postal_code", "?"),
        ("city", "a\u202eb"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    client: Client, choir: Organisation, field: str, text: str
) -> None:
    draft = begin(client, choir)
    answer = step(client, draft, "contact", **{field: text})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert f'href="#id_{field}"' in page
    assert draft.patch == {field: text}


def test_a_position_by_an_address(client: Client, choir: Organisation) -> None:
    hall = Organisation(
        source=choir.source, source_id="2", name={"fi": "Laulutalo"}, kind="arts_centre"
    )
    hall.point = Point(24.9412345678, 60.171, srid=4326)
    hall.save()
    indexing.rebuild()
    draft = begin(client, choir)
    step(client, draft, "contact", point="Laulutalo")
    assert draft.patch == {"point": [24.941235, 60.171]}
    answer = step(client, draft, "contact", point="Laulutalu")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'name="point-meant" value="organisation:{hall.pk}"' in page
    assert 'value="Laulutalu"' in page
    step(client, draft, "contact", **{"point": "Laulutalu", "point-meant": "24.95,60.172"})
    assert draft.patch == {"point": [24.95, 60.172]}
    answer = step(
        client,
        draft,
        "contact",
        do="locate point",
        street_address__fi="Laulutalo",
        city="",
        point="",
    )
    assert answer["Location"] == f"/en/my/drafts/{draft.pk}/contact#id_point"
    assert draft.patch == {"point": [24.941235, 60.171], "street_address.fi": "Laulutalo"}


@pytest.mark.parametrize(
    "text", ["60.17, 24.94", "1e999,60", "NaN,60", "25496000, 6672000", "0,0", "24.9,60.1,3"]
)
def test_positions_that_are_none(client: Client, choir: Organisation, text: str) -> None:
    draft = begin(client, choir)
    answer = step(client, draft, "contact", point=text)
    assert answer.status_code == 400
    assert f'value="{text}"' in answer.content.decode()
    assert draft.patch == {}


def test_what_is_published_comes_back_unchanged(client: Client, choir: Organisation) -> None:
    choir.point = Point(24.94123456789, 60.171, srid=4326)
    choir.languages = ["sv", "fi"]
    choir.kind = "brewery_museum"  # which the list does not offer
    choir.save()
    OpeningHours.objects.create(organisation=choir, rule="Tu 18-20", comment={"fi": "Soita"})
    draft = begin(client, choir)
    for key in ("about", "contact", "hours"):
        step(client, draft, key)
    assert (draft.patch, draft.version) == ({}, 0)


def test_hours(client: Client, choir: Organisation) -> None:
    OpeningHours.objects.create(organisation=choir, rule="Tu 18-20", comment={"fi": "Soita"})
    draft = begin(client, choir)
    page = client.get(f"/en/my/drafts/{draft.pk}/hours").content.decode()
    posted = fields(page)
    assert posted["hours-how"] == ["week"]
    assert (posted["hours-Mo"], posted["hours-Tu"]) == ([""], ["18–20"])
    assert posted["hours-comment.fi"] == ["Soita"]
    told: dict[str, Any] = {
        "hours-Mo": "9-12, 13.30-17",
        "hours-holidays": "off",
        "hours-also": "on",
        "hours-from0": "2026-12-24",
        "hours-until0": "2026-12-26",
        "hours-comment__sv": "Ring",
    }
    answer = step(client, draft, "hours", do="more", **told)
    assert answer["Location"] == f"/en/my/drafts/{draft.pk}/hours#exceptions"
    rule = (
        'Mo 09:00-12:00,13:30-17:00; Tu 18:00-20:00; PH off; 2026 Dec 24-26 off || "by appointment"'
    )
    assert draft.patch == {"hours": [[rule, {"fi": "Soita", "sv": "Ring"}]]}
    page = client.get(f"/en/my/drafts/{draft.pk}/hours").content.decode()
    posted = fields(page)
    assert posted["hours-from0"] == ["2026-12-24"]
    assert posted["hours-from2"] == [""]
    assert "As visitors will see it" in page
    step(client, draft, "hours", **{"hours-how": "always", "hours-from0": "", "hours-until0": ""})
    assert draft.patch["hours"][0][0] == "24/7; PH off"
    step(client, draft, "hours", **{"hours-how": "appointment"})
    assert draft.patch["hours"][0][0] == '"by appointment"'
    step(
        client,
        draft,
        "hours",
        **{"hours-how": "", "hours-comment__fi": "", "hours-comment__sv": ""},
    )
    assert draft.patch == {"hours": None}


def test_a_rule_that_says_more_stays_a_rule(client: Client, choir: Organisation) -> None:
    OpeningHours.objects.create(organisation=choir, rule="Mo-Fr sunrise-sunset")
    OpeningHours.objects.create(organisation=choir, rule="PH off", comment={"fi": "Suljettu"})
    draft = begin(client, choir)
    posted = fields(client.get(f"/en/my/drafts/{draft.pk}/hours").content.decode())
    assert posted["hours-how"] == ["rule"]
    assert posted["hours-rule"] == ["Mo-Fr sunrise-sunset\r\nPH off"]
    step(client, draft, "hours")
    assert draft.patch == {}
    answer = step(client, draft, "hours", **{"hours-rule": "no rule"})
    assert answer.status_code == 400
    assert "cannot be read" in answer.content.decode()
    assert draft.patch == {"hours": [["no rule", {"fi": "Suljettu"}]]}


@pytest.mark.parametrize(
    "told",
    [
        {"hours-Mo": "nine to five"},
        {"hours-until0": "2026-12-24"},
        {"hours-hours0": "9-12"},
        {"hours-from0": "2026-12-26", "hours-until0": "2026-12-24"},
        {"hours-from0": "2026-02-31"},
        {"hours-how": "sometimes"},
    ],
)
def test_hours_that_are_none(client: Client, choir: Organisation, told: dict[str, str]) -> None:
    draft = begin(client, choir)
    answer = step(client, draft, "hours", **{"hours-how": "week", **told})
    assert answer.status_code == 400
    for name, text in told.items():
        if name != "hours-how":
            assert f'name="{name}" value="{text}"' in answer.content.decode()
    assert draft.patch == {}


def test_who_fills_in_a_week_need_not_say_so(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}/hours"
    typed = fields(client.get(address).content.decode()) | {"hours-Mo": "9-17"}
    for save in (f"/en/my/drafts/{draft.pk}/save", address):  # while it is typed, then by a button
        client.post(save, typed | {"do": "on"})
        draft.refresh_from_db()
        assert draft.patch == {"hours": [["Mo 09:00-17:00", {}]]}
    step(client, draft, "hours", **{"hours-how": ""})
    assert draft.patch == {}


@pytest.mark.parametrize("key", ["about", "contact", "hours"])
def test_hostile_words_in_every_field(client: Client, choir: Organisation, key: str) -> None:
    """Told or kept, never a failure, and never put into the page as it is."""
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}/{key}"
    for text in HOSTILE:
        shown = fields(client.get(address).content.decode())
        typed = shown | dict.fromkeys((name for name in shown if name not in ("step", "was")), text)
        answer = client.post(address, typed | {"do": "on"})
        assert answer.status_code in (302, 400)
        assert "<script>alert(1)" not in answer.content.decode()
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert(1)" not in page.content.decode()
        assert client.get(f"/en/my/drafts/{draft.pk}/check").status_code == 200
        for marks in (typed["was"], text, "[[" * 9_999, '{"name.fi": 1}'):
            saved = client.post(f"/en/my/drafts/{draft.pk}/save", typed | {"was": marks})
            assert saved.json()["state"] in ("saved", "conflict")
    assert Revision.objects.get().state == "draft"


def test_what_is_missing_and_what_is_older_is_seen(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}/about"

    def said(path: str) -> str:
        page = client.get(address).content.decode()
        return page.partition(f'id="at-{path}"')[2].partition('id="at-')[0]

    assert "Not told in this language yet." in said("name.en")
    assert "older than the original" not in said("description.sv")
    step(client, draft, "about", description__fi="Laulamme ja soitamme")
    assert "This translation is older than the original." in said("description.sv")
    step(client, draft, "about", description__sv="Vi sjunger och spelar")
    assert "older than the original" not in said("description.sv")
