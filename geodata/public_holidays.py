"""Name the public holidays of the area's country."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays
from opening_hours import OpeningHours, UnknownCountryError  # type: ignore[attr-defined]


def is_known(country: str) -> bool:
    """Say whether the holidays of a country, by its ISO code, are known by day and by name."""
    try:
        OpeningHours("PH", country=country)
    except UnknownCountryError:
        return False
    return country in holidays.list_supported_countries(include_aliases=False)


def name_of(day: dt.date, country: str, language: str) -> tuple[str, str]:
    """Return what a day is called and in which language; nothing for a usual day.

    A language in which the country's days have no names gets those of the country's own.
    """
    if not country:
        return "", ""
    names, spoken = _year(country, day.year, language)
    return (names[day], spoken) if day in names else ("", "")


@lru_cache(maxsize=64)
def _year(country: str, year: int, language: str) -> tuple[dict[dt.date, str], str]:
    kind = holidays.country_holidays(country)
    spoken = {each.partition("_")[0]: each for each in kind.supported_languages}
    chosen = spoken.get(language) or kind.default_language
    found = holidays.country_holidays(country, years=year, language=chosen)
    return dict(found.items()), (chosen or "").partition("_")[0]
