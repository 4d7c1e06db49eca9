"""Read who publishes a timetable, in which language, from which day on, and what it translates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from geodata.texts import Texts
from importers.gbfs.texts import plain
from importers.gtfs.archive import Archive
from importers.gtfs.notes import Notes
from importers.gtfs.tables import rows

SEVERAL = "mul"
FEED_INFO = {"feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date"}
TRANSLATIONS = {
    *("table_name", "field_name", "language", "translation", "record_id", "field_value"),
    *("trans_id", "lang"),  # as before 2020
}


@dataclass
class Information:
    """What the small tables say of the timetable as a whole."""

    publisher: str = ""
    website: str = ""
    language: str = ""
    start: dt.date | None = None
    agencies: dict[str, str] = field(default_factory=dict)  # id → name


def read_information(archive: Archive, notes: Notes) -> Information:
    """Read feed_info.txt and agency.txt, as far as they are there."""
    found = Information()
    for row in rows(archive, "feed_info.txt", FEED_INFO, notes):
        found.publisher, found.website = row["feed_publisher_name"], row["feed_publisher_url"]
        found.language = plain(row["feed_lang"])
        found.start = day(row["feed_start_date"])
        break
    for row in rows(archive, "agency.txt", {"agency_id", "agency_name", "agency_lang"}, notes):
        found.agencies.setdefault(row["agency_id"], row["agency_name"])
        found.language = found.language or plain(row["agency_lang"])
    if found.language == SEVERAL:
        found.language = ""
    return found


def credit(found: Information) -> dict[str, str]:
    """Return whom to credit, where the timetable says it."""
    agencies = list(found.agencies.values())
    publisher = found.publisher or (agencies[0] if len(agencies) == 1 else "")
    told = {"attribution": publisher[:300]}
    if found.website.lower().startswith(("http://", "https://")):
        told["url"] = found.website
    return {name: text for name, text in told.items() if text}


def day(text: str) -> dt.date | None:
    """Read a date such as 20260131; None when it is none."""
    try:
        is_date = len(text) == 8 and text.isascii() and text.isdigit()
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) if is_date else None
    except ValueError:
        return None


class Translations:
    """Names of stops in other languages, by the stop's id or by the name itself."""

    def __init__(self, archive: Archive, notes: Notes) -> None:
        self._by_id: dict[str, Texts] = defaultdict(dict)
        self._by_name: dict[str, Texts] = defaultdict(dict)
        for row in rows(archive, "translations.txt", TRANSLATIONS, notes):
            language, text = plain(row["language"] or row["lang"]), row["translation"]
            if not language or not text:
                continue
            if row["trans_id"]:
                self._by_name[row["trans_id"]][language] = text
            elif row["table_name"] == "stops" and row["field_name"] == "stop_name":
                if row["record_id"]:
                    self._by_id[row["record_id"]][language] = text
                elif row["field_value"]:
                    self._by_name[row["field_value"]][language] = text

    def names(self, stop_id: str, name: str, language: str) -> Texts:
        """Return a stop's name in every language; `language` is that of the name itself."""
        own = {language: name} if name else {}
        return own | self._by_name.get(name, {}) | self._by_id.get(stop_id, {})
