"""Count when an entry is of use: opened, routed to, shared, put into a calendar, found.

Counted is what a person asks for with a browser, by entry and week: no visitor is told from
another, and nothing is kept of any. A look at a popup of the map counts for nothing, nor does an
answer that a browser had kept, nor what machines ask the open interface for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from servicemap.hits import Hit
from servicemap.models import Use
from servicemap.visitors.counter import BUFFER, Key
from servicemap.visitors.words import kept

What = Use.What
NOUNS = ("organisation", "place", "event")  # what organisations are, have and do
FIRST_HITS = 10
# Every browser begins so; most machines do not, and the others say what they are.
BROWSER = "Mozilla/"
MACHINE = re.compile(
    r"bot|crawl|spider|slurp|preview|monitor|scan|headless|lighthouse|http|python|curl|wget", re.I
)
AHEAD = ("Sec-Purpose", "Purpose", "X-Moz")  # by which browsers say that nobody has asked yet


def count(request: HttpRequest, what: str, entries: Iterable[tuple[str, int]]) -> None:
    """Count that a person asked for something of these entries, each a noun and an id."""
    _count(request, what, entries, "")


def count_way(request: HttpRequest, endpoint: str) -> None:
    """Count that a person asked for a way to an entry, such as `place:12`."""
    noun, _colon, number = endpoint.partition(":")
    if number.isdecimal():
        _count(request, What.ROUTED, [(noun, int(number))], "")


def count_found(request: HttpRequest, text: str, hits: Iterable[Hit], before: int = 0) -> None:
    """Count the first hits of a search with its words; `before` are the hits of earlier pages."""
    first = list(hits)[: max(FIRST_HITS - before, 0)]
    _count(request, What.FOUND, [(hit.noun, hit.id) for hit in first], kept(text))


def is_person(request: HttpRequest) -> bool:
    """Say whether, by all that a browser tells of itself, somebody asked for this."""
    agent = request.headers.get("User-Agent", "")
    if request.method == "HEAD" or not agent.startswith(BROWSER) or MACHINE.search(agent):
        return False
    return not any("prefetch" in request.headers.get(name, "") for name in AHEAD)


def week_of(day: dt.date) -> dt.date:
    """Return the Monday that a day's week begins with."""
    return day - dt.timedelta(days=day.weekday())


def _count(request: HttpRequest, what: str, entries: Iterable[tuple[str, int]], words: str) -> None:
    if not settings.COUNT_USE or not is_person(request):
        return
    week = week_of(timezone.localdate())
    BUFFER.add([Key(noun, id, week, what, words) for noun, id in entries if noun in NOUNS])
