"""Show what lies along a trail: rows in order, many benches in a row as one, and a strip above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from frontend.addresses import endpoint_address
from frontend.words import what_is
from servicemap import along, parameters
from servicemap.along import Along, AlongAnswer, AlongQuery, Junction
from servicemap.opening import Now, now_of

KNOWN = ("kinds", "kind", "direction", "next")
ROWS = 50
FEWEST = 3  # nameless things of one kind in a row that are told as one
MOST_KINDS = 14  # that one can choose between
NOTABLE_GAP = 20.0  # metres
TICKS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
MOST_TICKS = 9


@dataclass(frozen=True)
class Shown:
    """One row: one thing, or several of a kind that follow one another."""

    things: tuple[Along, ...]

    @cached_property
    def first(self) -> Along:
        """Return the one that is met first."""
        return self.things[0]

    @property
    def span_metres(self) -> float:
        """Return the metres from the first to the last of them."""
        return self.things[-1].along_metres - self.first.along_metres

    @cached_property
    def what(self) -> str:
        """Return what it is, in the reader's language."""
        return what_is(self.first.thing.noun, self.first.thing.kind)

    @cached_property
    def now(self) -> Now | None:
        """Return whether it is open now; None when it tells no hours."""
        rules = self.first.thing.opening_hours
        return now_of([{"rule": rule, "comment": ""} for rule in rules]) if rules else None

    @cached_property
    def address(self) -> str:
        """Return the address of its page; empty when it has none."""
        thing = self.first.thing
        return endpoint_address(f"{thing.noun}:{thing.id}", thing.name)


@dataclass(frozen=True)
class Stretch:
    """The rows beside one part of the trail; `leaves_at` of a branch, `gap_metres` before it."""

    rows: tuple[Shown, ...]
    leaves_at: float | None
    gap_metres: float


@dataclass(frozen=True)
class Choice:
    """A link to the same list with one kind alone."""

    what: str
    count: int
    address: str
    is_current: bool


def along_context(request: HttpRequest, trail: int, language: str) -> dict[str, Any]:
    """Return what the page of a trail needs to tell what lies along it."""
    filled = parameters.without_blanks(request.GET)
    given = {name: str(filled[name]) for name in KNOWN if name in filled}
    asked = {**given, "limit": str(ROWS), "lang": language}
    answer = along.answer(AlongQuery.from_params(trail, asked))
    kept = {name: text for name, text in given.items() if name != "next"}
    other = {name: text for name, text in kept.items() if name != "direction"}
    if not answer.query.back:
        other["direction"] = "back"
    gaps = [part.gap_metres for part in answer.chainage.parts if part.gap_metres >= NOTABLE_GAP]
    return {
        "along": answer,
        "stretches": stretches(answer),
        "choices": list(_choices(answer, kept, request.path)),
        "everything": sum(count for _noun, _kind, count in answer.counts),
        "everything_address": _with(request.path, _without_kind(kept)),
        "other_way_address": _with(request.path, other),
        "along_first_address": _with(request.path, kept),
        "along_next_address": answer.next
        and _with(request.path, {**kept, "next": str(answer.next)}),
        "along_api_address": _with(reverse("api-along", kwargs={"id": trail}), kept, ""),
        "is_loop": len(answer.chainage.parts) == 1 and answer.chainage.parts[0].is_loop,
        "gaps": len(gaps),
        "gaps_metres": sum(gaps),
        "strip": strip(answer),
        "streets": _streets(along.junctions(answer)),
    }


def stretches(answer: AlongAnswer) -> list[Stretch]:
    """Return the rows part by part; a part beside which nothing lies is left out."""
    parts = answer.chainage.parts
    return [
        Stretch(tuple(rows(list(met))), parts[number].leaves_at, parts[number].gap_metres)
        for number, met in groupby(answer.along, key=lambda each: each.part)
    ]


def rows(met: Sequence[Along]) -> Iterator[Shown]:
    """Take together what follows one another, has no name, and is of the same kind."""
    for (_noun, _kind, name), several in groupby(met, key=_alike):
        same = tuple(several)
        if not name and len(same) >= FEWEST:
            yield Shown(same)
        else:
            yield from (Shown((each,)) for each in same)


def strip(answer: AlongAnswer) -> dict[str, Any]:
    """Return the picture of the trail as a line: places in per cent of the way."""
    main = [part for part in answer.chainage.parts if part.leaves_at is None]
    whole = float(main[-1].along[-1]) if main else 0.0
    if not whole:
        return {}
    step = next((each for each in TICKS if whole / each <= MOST_TICKS), TICKS[-1])
    met = [each for each in answer.along if answer.chainage.parts[each.part].leaves_at is None]
    return {
        "marks": [
            (_percent(each.along_metres / whole), each.thing.noun, each.side or "on")
            for each in met
        ],
        "gaps": [
            _percent(float(part.along[0]) / whole)
            for part in main
            if part.gap_metres >= NOTABLE_GAP
        ],
        "ticks": [_percent(at / whole) for at in range(step, int(whole), step)],
        "step": step,
        "metres": whole,
    }


def _alike(each: Along) -> tuple[str, str, str]:
    thing = each.thing
    # What is an example says so by itself.
    return thing.noun, thing.kind, thing.name or ("example" if thing.is_example else "")


def _choices(answer: AlongAnswer, kept: Mapping[str, str], path: str) -> Iterator[Choice]:
    for noun, kind, count in answer.counts[:MOST_KINDS]:
        asked = {**_without_kind(kept), "kinds": noun}
        if kind:
            asked["kind"] = kind
        is_current = answer.query.nouns == (noun,) and (answer.query.kind or "") == kind
        yield Choice(what_is(noun, kind), count, _with(path, asked), is_current)


def _streets(met: Sequence[Junction]) -> list[Junction]:
    """Return the meetings with ways that have a name."""
    return [each for each in met if each.street]


def _without_kind(kept: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in kept.items() if name not in ("kinds", "kind")}


def _with(path: str, params: Mapping[str, str], anchor: str = "#along-heading") -> str:
    return (f"{path}?{urlencode(params, safe=',')}" if params else path) + anchor


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
