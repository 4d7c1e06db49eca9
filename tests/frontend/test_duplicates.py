"""Staff decide which entries are the same; nobody else knows of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.test import Client

from geodata.models import Organisation, SamePair, Source
from tests.people import sign_in

pytestmark = pytest.mark.usefixtures("town")
HERE = "/en/review/duplicates"


@pytest.fixture
def alice(db: None) -> Client:
    """Of the city's staff, signed in."""
    client = Client()
    sign_in(client, User.objects.create_user("alice", password="x", is_staff=True))
    return client


@pytest.fixture
def pair(town: Any) -> SamePair:
    for number, (key, name) in enumerate((("one", "Kirjasto <b>"), ("two", "Kirjasto")), start=901):
        source = Source.objects.create(key=key, name=f"Source {key}")
        Organisation(
            pk=number,
            source=source,
            source_id="1",
            name={"fi": name},
            kind="library",
            website=f"https://{key}.fi",
            point=Point(24.94, 60.17, srid=4326),
        ).save()
    reasons = [{"what": "name", "value": 0.9}, {"what": "metres", "value": 12}]
    return SamePair.objects.create(
        noun="organisation", one=901, other=902, score=0.87, reasons=reasons
    )


def decide(client: Client, pair: SamePair, decision: str, seen: str = "proposed") -> Any:
    return client.post(HERE, {"pair": pair.pk, "decision": decision, "seen": seen})


def test_it_works(alice: Client, pair: SamePair) -> None:
    html = alice.get(HERE).content.decode()
    for text in ("Source one", "Source two", "https://one.fi", "Alike to 87 %", "12 m apart"):
        assert text in html
    assert "Kirjasto &lt;b&gt;" in html

    answer = decide(alice, pair, "merge")
    assert answer.status_code == 302
    assert Organisation.objects.get(pk=902).merged_into_id == 901
    assert "Saved: The same." in alice.get(answer["Location"]).content.decode()
    pair.refresh_from_db()
    assert pair.decided_by is not None
    assert not pair.by_rule


def test_a_merge_can_be_undone(alice: Client, pair: SamePair) -> None:
    decide(alice, pair, "merge")
    html = alice.get(HERE, {"status": "merged"}).content.decode()
    assert "part them again" in html
    assert decide(alice, pair, "part", seen="merged").status_code == 302
    assert Organisation.objects.get(pk=902).merged_into is None


def test_two_who_decide_at_once_do_not_overrule_each_other(alice: Client, pair: SamePair) -> None:
    decide(alice, pair, "part")
    answer = decide(alice, pair, "merge")
    assert answer.status_code == 409
    assert "decided this pair meanwhile" in answer.content.decode()
    assert Organisation.objects.get(pk=902).merged_into is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_finds_the_page(client: Client, pair: SamePair, method: str) -> None:
    assert getattr(client, method)(HERE).status_code == 302
    sign_in(client, User.objects.create_user("charlie", password="x"))
    answer = getattr(client, method)(HERE, {"pair": pair.pk, "decision": "merge"})
    assert answer.status_code == 404
    pair.refresh_from_db()
    assert pair.status == "proposed"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"pair": "9" * 30, "decision": "merge", "seen": "proposed"}, 404),
        ({"pair": "x", "decision": "merge", "seen": "proposed"}, 404),
        ({"decision": "explode", "seen": "proposed"}, 400),
        ({"status": "strange", "decision": "merge"}, 400),
    ],
)
def test_wrong_input_is_told(
    alice: Client, pair: SamePair, data: dict[str, str], status: int
) -> None:
    assert alice.post(HERE, data).status_code == status


@pytest.mark.parametrize("query", [{"status": "x"}, {"page": "0"}, {"page": "-1"}, {"page": "١"}])
def test_a_wrong_query_is_told(alice: Client, query: dict[str, str]) -> None:
    assert alice.get(HERE, query).status_code == 400


def test_a_page_beyond_the_last_is_empty(alice: Client, pair: SamePair) -> None:
    assert "nothing to decide" in alice.get(HERE, {"page": "99"}).content.decode()
