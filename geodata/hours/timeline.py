"""Lay spans of time over each other by the clock on the wall, and put them on the real time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


class Span(NamedTuple):
    """A time in which nothing changes; is_open is None when it is not known."""

    begin: dt.datetime
    end: dt.datetime
    is_open: bool | None
    comment: str = ""

    @property
    def is_all_day(self) -> bool:
        """Say whether it lasts from midnight to midnight."""
        return self.begin.time() == self.end.time() == dt.time()


Choose = Callable[[Sequence[Span]], Span]


def layered(lines: Sequence[Sequence[Span]], choose: Choose) -> list[Span]:
    """Make one line of spans out of several that cover the same time."""
    if len(lines) == 1:
        return list(lines[0])
    cuts = sorted({cut for line in lines for span in line for cut in (span.begin, span.end)})
    rests = [iter(line) for line in lines]
    now = [next(rest) for rest in rests]
    found: list[Span] = []
    for begin, end in pairwise(cuts):
        for at, rest in enumerate(rests):
            while now[at].end <= begin:
                now[at] = next(rest)
        found.append(choose(now)._replace(begin=begin, end=end))
    return list(joined(found))


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Make one of neighbours that say the same."""
    last: Span | None = None
    for span in spans:
        if last is not None and last[1:] == (span.begin, *span[2:]):
            last = last._replace(end=span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def first_not_closed(spans: Sequence[Span]) -> Span:
    return next((span for span in spans if span.is_open is not False), spans[-1])


def most_open(spans: Sequence[Span]) -> Span:
    return next((span for span in spans if span.is_open), first_not_closed(spans[::-1]))


def agreed(spans: Sequence[Span]) -> Span:
    """Return what all say; what they do not agree on is not known."""
    first, *rest = spans
    if all(span.is_open is first.is_open for span in rest):
        return first
    return first._replace(is_open=None, comment="")


def by_days(span: Span) -> list[Span]:
    """Cut what is longer than a day at each midnight; a night stays whole."""
    if span.end - span.begin < DAY and span.end.time() <= dt.time(12):
        return [span]
    parts = []
    begin = span.begin
    while begin < span.end:
        midnight = dt.datetime.combine(begin.date() + DAY, dt.time())
        parts.append(span._replace(begin=begin, end=min(midnight, span.end)))
        begin = midnight
    return parts


def real(spans: Iterable[Span], clock: ZoneInfo, zone: dt.tzinfo) -> list[Span]:
    """Put spans of a clock's time on the real time; what the clock skips whole is left out."""
    put = (
        span._replace(begin=_first_shown(span.begin, clock), end=_first_shown(span.end, clock))
        for span in spans
    )
    return [
        span._replace(begin=span.begin.astimezone(zone), end=span.end.astimezone(zone))
        for span in put
        if span.begin < span.end
    ]


def _first_shown(time: dt.datetime, clock: ZoneInfo) -> dt.datetime:
    """Return, in UTC, when a clock first shows a time; one that it skips, when it does."""
    late = time.replace(tzinfo=clock, fold=0).astimezone(dt.UTC)
    if late.astimezone(clock).replace(tzinfo=None) == time:
        return late
    early = time.replace(tzinfo=clock, fold=1).astimezone(dt.UTC)
    before = early.astimezone(clock).utcoffset()
    while late - early > MINUTE:  # the change lies between
        middle = early + (late - early) // (2 * MINUTE) * MINUTE
        if middle.astimezone(clock).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late
