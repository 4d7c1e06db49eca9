"""Describe the feeds of a city: which sources it takes data from, where, and how often."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.areafile import Table

EVERY = r"[1-9]\d{0,3} (min|h|d)"
UNITS = {"min": "minutes", "h": "hours", "d": "days"}
KEY = r"[a-z][a-z0-9_]{0,39}"


@dataclass(frozen=True)
class Feed:
    """One feed: a module of the import registry, under a key of its own, with its settings.

    Several feeds may use one module, such as two bike systems or three layers of a city's WFS.
    `file` is below SERVICEMAP_DATA_DIR; `options` are for the module to read and check.
    """

    key: str
    module: str
    file: str = ""
    url: str = ""
    every: dt.timedelta | None = None
    live_every: dt.timedelta | None = None
    credit: Mapping[str, str] = field(default_factory=dict)  # name, licence, attribution …
    options: Mapping[str, Any] = field(default_factory=dict)


CREDIT = ("name", "licence", "licence_url", "attribution", "homepage")


def read_feeds(tables: list[Table]) -> tuple[Feed, ...]:
    """Read the area file's `[[feeds]]`; raises AreaError."""
    feeds: dict[str, Feed] = {}
    for table in tables:
        feed = _feed(table)
        if feed.key in feeds:
            raise table.wrong_key(
                "key", f"two feeds are called {feed.key!r}", "a key for each of them"
            )
        feeds[feed.key] = feed
    return tuple(feeds.values())


def _feed(table: Table) -> Feed:
    module = table.text("source", KEY, 'a source such as "linkedevents"')
    feed = Feed(
        key=table.text("key", KEY, '"eco_counters"') if "key" in table else module,
        module=module,
        file=table.text("file") if "file" in table else "",
        url=_url(table),
        every=_every(table, "every"),
        live_every=_every(table, "live_every"),
        credit={name: table.text(name) for name in CREDIT if name in table},
        options=_options(table),
    )
    table.finish()
    return feed


def _url(table: Table) -> str:
    if "url" not in table:
        return ""
    return table.text("url", r"https?://\S+", "an http or https address")


def _every(table: Table, key: str) -> dt.timedelta | None:
    if key not in table:
        return None
    number, unit = table.text(key, EVERY, '"30 min", "6 h" or "1 d"').split()
    return dt.timedelta(**{UNITS[unit]: int(number)})


def _options(table: Table) -> Mapping[str, Any]:
    if "options" not in table:
        return {}
    options: Mapping[str, Any] = table.table("options").values()
    for key in options:
        if not re.fullmatch(KEY, key):
            raise table.wrong_key("options", f"has {key!r}", "names in small letters")
    return options
