"""Put the state of the sources into words: how each is doing, what it brought, what it refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from frontend.words import word
from servicemap.sources import SourceState, states

Text = str | Promise
# State → mark (its colour), symbol, words.
STATES: Mapping[str, tuple[str, str, Text]] = {
    "ok": ("yes", "yes", _("In order")),
    "retrying": ("unknown", "limited", _("The last attempt failed")),
    "failing": ("no", "problem", _("Keeps failing")),
    "stale": ("no", "clock", _("Older than it should be")),
    "never": ("unknown", "unknown", _("Not imported yet")),
}
NOUNS: Mapping[str, Text] = {
    "district": pgettext_lazy("records", "districts"),
    "population_cell": pgettext_lazy("records", "squares of the population grid"),
    "keyword": pgettext_lazy("records", "keywords"),
    "station": pgettext_lazy("records", "stations"),
    "entrance": pgettext_lazy("records", "entrances"),
    "pathway": pgettext_lazy("records", "ways inside stations"),
    "event": pgettext_lazy("records", "events"),
    "trail": pgettext_lazy("records", "trails"),
    "hub": pgettext_lazy("records", "mobility hubs"),
    "hub_component": pgettext_lazy("records", "parts of mobility hubs"),
    "organisation": pgettext_lazy("records", "organisations"),
    "place": pgettext_lazy("records", "places"),
    "amenity": pgettext_lazy("records", "amenities"),
    "address": pgettext_lazy("records", "addresses"),
    "place_name": pgettext_lazy("records", "place names"),
}
CHANGES: Mapping[str, Text] = {
    "new": pgettext_lazy("records", "new"),
    "changed": pgettext_lazy("records", "changed"),
    "closed": pgettext_lazy("records", "closed"),
    "reopened": pgettext_lazy("records", "open again"),
    "refused": pgettext_lazy("records", "refused"),
}


@dataclass(frozen=True)
class Row:
    """A source as its section of the page tells of it."""

    source: SourceState
    mark: str
    icon: str
    state: str
    brought: tuple[tuple[str, int], ...]
    changes: tuple[str, ...]
    last_success: dt.datetime | None
    last_attempt: dt.datetime | None
    read_at: dt.datetime | None
    every: str
    live_every: str
    next_run: dt.datetime | None
    problems_address: str

    @property
    def has_failed(self) -> bool:
        return self.source.runs.failures > 0


def rows() -> list[Row]:
    """Return every source, those in trouble too, in the order of the area file."""
    return [_row(each) for each in states()]


def _row(source: SourceState) -> Row:
    mark, icon, state = STATES[source.state]
    runs = source.runs
    query = urlencode({"source": source.key, "format": "csv", "limit": "1000"})
    return Row(
        source=source,
        mark=mark,
        icon=icon,
        state=str(state),
        brought=tuple((word(NOUNS, noun), count) for noun, count in source.kinds.items()),
        changes=_changes(source.changes),
        last_success=_local(runs.success.started_at if runs.success else None),
        last_attempt=_local(runs.last.started_at if runs.last else None),
        read_at=_local(runs.read.started_at if runs.read else None),
        every=_every(source.every),
        live_every=_every(source.live_every),
        next_run=_local(source.next_run),
        problems_address=f"{reverse('api-sources-problems')}?{query}",
    )


def _changes(counts: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Return one line for each kind in which something changed: "stations: 2 new, 1 closed"."""
    lines = []
    for noun, each in counts.items():
        parts = [f"{each[name]} {text}" for name, text in CHANGES.items() if each.get(name)]
        if parts:
            lines.append(f"{word(NOUNS, noun)}: {', '.join(parts)}")
    return tuple(lines)


def _every(length: dt.timedelta | None) -> str:
    """Say how often: "every 6 hours"."""
    if length is None:
        return ""
    minutes = int(length / dt.timedelta(minutes=1))
    if minutes % 1440 == 0:
        days = minutes // 1440
        return ngettext("every day", "every %(count)d days", days) % {"count": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("every hour", "every %(count)d hours", hours) % {"count": hours}
    return ngettext("every minute", "every %(count)d minutes", minutes) % {"count": minutes}


def _local(moment: dt.datetime | None) -> dt.datetime | None:
    return timezone.localtime(moment) if moment else None
