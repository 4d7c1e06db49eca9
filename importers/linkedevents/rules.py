"""Read the table of what the words of LinkedEvents mean, and the options of a feed over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.area import Feed
from importers.options import Options, defaults

TABLE = "linkedevents/rules.toml"
Today = Callable[[], dt.date]


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


@dataclass(frozen=True)
class Rules:
    """What is asked for, and which events are kept: those that end on the day `since` or later."""

    since: dt.date
    filters: Mapping[str, str]


def read_rules(feed: Feed, today: Today = today) -> Rules:
    """Return the rules of a feed; raises InputError for options that are wrong."""
    options = Options(feed)
    days = options.whole("days_kept", table()["days_kept"])
    if not 0 <= days <= 36_500:
        raise options.wrong("days_kept", "from 0 to 36500")
    since = today() - dt.timedelta(days=days)
    if "since" in options:
        try:
            since = dt.date.fromisoformat(options.text("since"))
        except ValueError:
            raise options.wrong("since", 'a day such as "2026-01-31"') from None
    rules = Rules(since, options.texts_by_name("filters"))
    options.finish()
    return rules


def table() -> Mapping[str, Any]:
    """Return what holds for every feed."""
    return defaults(TABLE)
