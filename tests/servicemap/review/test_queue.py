"""What waits for the city, in which order, and who is at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from geodata.models import Organisation, Source
from servicemap.editing import revisions
from servicemap.models import Revision, Standing
from servicemap.problems import ParameterError
from servicemap.review import queue
from servicemap.review.queue import Key, QueueQuery
from tests.review import aged, claimed, handed_in, reported, unconfirmed
from tests.servicemap.town import Town

pytestmark = pytest.mark.django_db


def club(number: int) -> Organisation:
    club = Organisation(
        source=Source.local(),
        source_id=f"club-{number}",
        name={"fi": f"Seura {number}"},
        kind="club",
    )
    club.save()
    return club


def listed(query: QueueQuery, reviewer: User) -> list[str]:
    return [each.key.kind for each in queue.answer(query, reviewer).rows]


@pytest.fixture
def waiting(town: Town, aino: User, rolf: User, changes: Revision) -> dict[str, Any]:
    """One of each kind, of different ages: 2, 3, 8, 20, 40 and 1 days."""
    trusted = club(1)
    Standing.objects.create(organisation=trusted, is_trusted=True)
    published = handed_in(trusted, aino, {"telephone": "1"})
    return {
        "changed": changes,
        "new": handed_in(None, aino, {"name.fi": "Kuoro"}, days=3),
        "claimed": claimed(club(2), aino, days=8),
        "reported": reported(club(3), days=20),
        "stale": unconfirmed(club(4), days=40),
        "published": aged(published, "decided_at", 1),
    }


def test_it_works(waiting: dict[str, Any], rita: User) -> None:
    answer = queue.answer(QueueQuery(), rita)
    kinds = ["stale", "reported", "claimed", "new", "changed", "published"]
    assert [each.key.kind for each in answer.rows] == kinds
    assert [each.about for each in answer.rows] == [waiting[kind] for kind in kinds]
    assert answer.counts == dict.fromkeys(queue.KINDS, 1)
    assert (answer.total, answer.has_more, answer.pairs) == (6, False, 0)


def test_a_part_of_it(waiting: dict[str, Any], rita: User, rolf: User) -> None:
    assert listed(QueueQuery(kind="claimed"), rita) == ["claimed"]
    assert listed(QueueQuery(days=7), rita) == ["stale", "reported", "claimed"]
    assert listed(QueueQuery(days=7, order="newest"), rita) == ["claimed", "reported", "stale"]
    revisions.take(waiting["changed"], rolf)
    assert listed(QueueQuery(whose="mine"), rita) == []
    assert listed(QueueQuery(whose="mine"), rolf) == ["changed"]
    assert "changed" not in listed(QueueQuery(whose="free"), rita)
    assert "changed" in listed(QueueQuery(whose="free"), rolf)
    row = next(each for each in queue.answer(QueueQuery(), rita).rows if each.held_by)
    assert (row.key.kind, row.held_by) == ("changed", rolf)


def test_what_is_decided_waits_no_longer(waiting: dict[str, Any], rita: User) -> None:
    Organisation.objects.filter(name__fi="Seura 4").update(unconfirmed_since=None)
    Revision.objects.filter(pk=waiting["published"].pk).update(looked_at="2026-01-01T00:00Z")
    type(waiting["claimed"]).objects.update(state="granted")
    type(waiting["reported"]).objects.update(state="done")
    revisions.withdraw(waiting["new"])
    assert listed(QueueQuery(), rita) == ["changed"]


def test_from_one_to_the_next(waiting: dict[str, Any], rita: User, rolf: User) -> None:
    """Past what another is at, from the oldest to the newest, and then from the beginning."""
    revisions.take(waiting["new"], rolf)
    seen: list[str] = []
    after: Key | None = None
    for _turn in range(6):
        after = queue.following(QueueQuery(), rita, after)
        assert after is not None
        seen.append(after.kind)
    assert seen == ["stale", "reported", "claimed", "changed", "published", "stale"]
    first = queue.following(QueueQuery(order="newest"), rita, None)
    assert first is not None
    assert first.kind == "published"
    assert queue.following(QueueQuery(kind="new"), rita, None) is None


def test_of_the_same_moment_none_is_left_out(town: Town, aino: User, rita: User) -> None:
    rows = [handed_in(None, aino, {"name.fi": f"Kuoro {number}"}) for number in range(5)]
    Revision.objects.update(submitted_at=rows[0].submitted_at)
    seen = []
    after: Key | None = None
    for _turn in rows:
        after = queue.following(QueueQuery(), rita, after)
        assert after is not None
        seen.append(after.pk)
    assert seen == sorted(each.pk for each in rows)


def test_page_by_page(town: Town, aino: User, rita: User) -> None:
    made = [
        handed_in(None, aino, {"name.fi": f"Kuoro {number}"}, days=60 - number)
        for number in range(queue.ROWS + 3)
    ]
    first, second = (queue.answer(QueueQuery(page=page), rita) for page in (1, 2))
    assert [each.key.pk for each in (*first.rows, *second.rows)] == [each.pk for each in made]
    assert (first.has_more, second.has_more, second.first) == (True, False, queue.ROWS + 1)


def test_as_many_queries_whatever_waits(
    waiting: dict[str, Any], aino: User, rita: User, django_assert_num_queries: Any
) -> None:
    for number in range(10, 30):
        reported(club(number))
        handed_in(None, aino, {"name.fi": f"Kuoro {number}"})
    with django_assert_num_queries(11):
        queue.answer(QueueQuery(), rita)


@pytest.mark.parametrize(
    "params",
    [
        {"kind": "strange"},
        {"days": "-1"},
        {"days": "1e9"},
        {"whose": "theirs"},
        {"order": "x\x00"},
        {"page": "0"},
        {"page": "1001"},
        {"page": "9" * 5_000},
        {"page": "١"},
    ],
)
def test_what_cannot_be_asked(params: dict[str, str]) -> None:
    with pytest.raises(ParameterError):
        QueueQuery.from_params(params, "en")


@pytest.mark.parametrize(
    "text",
    [
        *("", "new", "new.1", "new.1.x", "new.1.2026-01-01T00:00:00"),
        *("new.x.2026-01-01T00:00:00+00:00", "old.1.2026-01-01T00:00:00+00:00"),
        f"new.{'9' * 30}.2026-01-01T00:00:00+00:00",
    ],
)
def test_what_is_no_key(text: str) -> None:
    assert Key.read(text) is None


def test_a_key_is_read_as_it_was_written(changes: Revision, rita: User) -> None:
    [row] = queue.answer(QueueQuery(), rita).rows
    assert Key.read(str(row.key)) == row.key
