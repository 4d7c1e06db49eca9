"""Distances as a histogram, and rows in the order that was asked for."""

import itertools
from dataclasses import dataclass
from typing import Any, cast

import pytest
from django.test import Client

from frontend.spread import Order, spread
from servicemap.walks import WalkAnswer
from tests.servicemap.town import Town


@dataclass(frozen=True)
class Walk:
    """As much of a walk as an order looks at."""

    name: str
    metres: float | None
    steps: int | None = 0


def walks(*metres: float | None) -> list[WalkAnswer]:
    return [cast(WalkAnswer, Walk(str(i), each)) for i, each in enumerate(metres)]


def test_it_works(client: Client, town: Town) -> None:
    html = client.get("/en/last-mile?sort=-metres").content.decode()

    assert 'aria-sort="descending">Metres' in html
    assert 'aria-current="true">Metres</a>' in html
    assert "sort=metres#answer-heading" in html
    assert '<figure class="spread">' in html


def test_every_walk_is_in_one_bin() -> None:
    found = spread(walks(0, 99, 100, 510, 1499.9, 1500, None), 1500)

    assert [(b.low, b.high, b.count) for b in found if b.count] == [
        (0, 250, 3),
        (500, 750, 1),
        (1250, 1500, 2),
    ]
    assert sum(b.count for b in found) == 6
    assert all(a.high == b.low for a, b in itertools.pairwise(found))
    assert max(b.share for b in found) == 100


def test_what_is_within_the_limit_is_told_apart() -> None:
    found = spread(walks(100, 3000), 1500)

    assert [b.is_near for b in found] == [b.high <= 1500 for b in found]
    assert 1500 in [b.high for b in found]


@pytest.mark.parametrize("metres", [(), (None,), (None, None)])
def test_without_walks_there_is_no_histogram(metres: tuple[Any, ...]) -> None:
    assert spread(walks(*metres), 1500) == []


def test_very_long_walks_stay_few_bins() -> None:
    assert len(spread(walks(1, 3_000_000), 1500)) <= 13


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metres", ["1", "2", "0", "3"]),
        ("-metres", ["0", "2", "1", "3"]),
        ("", ["0", "1", "2", "3"]),
        ("name); drop table", ["0", "1", "2", "3"]),
        ("--metres", ["0", "1", "2", "3"]),
    ],
)
def test_rows_stand_in_the_order_that_was_asked_for(text: str, expected: list[str]) -> None:
    found = Order.of(text).sort(walks(300, 100, 200, None))

    assert [cast(Walk, walk).name for walk in found] == expected


def test_a_heading_turns_the_order_round() -> None:
    assert Order.of("metres").next_of("metres") == "-metres"
    assert Order.of("-metres").next_of("metres") == "metres"
    assert Order.of("metres").next_of("steps") == "steps"
    assert Order.of("metres").aria("metres") == "ascending"
    assert Order.of("metres").aria("steps") == "none"
