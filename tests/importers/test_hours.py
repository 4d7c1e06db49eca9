"""Opening hours in plain words become a rule only when every word of them is understood."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers import hours
from importers.hours import hours_of, rule_of
from importers.hours.lexicon import lexicon

DAY = "(Mo|Tu|We|Th|Fr|Sa|Su|PH)"
DAYS = f"{DAY}(-{DAY})?(,{DAY}(-{DAY})?)*"
TIME = r"([01]\d|2[0-4]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d"
MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
DATE = rf"((20|19)\d\d )?{MONTH}( [0-3]\d)?"
STRETCH = rf"{DATE}(-({DATE}|[0-3]\d))?"
CLAUSE = rf"(({STRETCH}(,{STRETCH})*)? ?({DAYS})? ?(off|{TIME}(,{TIME})*))"
RULE = re.compile(rf"24/7|{CLAUSE}(; {CLAUSE})*")

UNDERSTOOD = [
    (
        "fi",
        "avoinna ma-to 08-20, pe 08-18, su 12-18, suljettu la",
        "Mo-Th 08:00-20:00; Fr 08:00-18:00; Su 12:00-18:00; Sa off",
    ),
    (
        "sv",
        "öppet mån-tor 08-20, fre 08-18, sön 12-18, stängt lör",
        "Mo-Th 08:00-20:00; Fr 08:00-18:00; Su 12:00-18:00; Sa off",
    ),
    (
        "en",
        "open Mon-Thu 08-20, Fri 08-18, Sun 12-18, closed Sat",
        "Mo-Th 08:00-20:00; Fr 08:00-18:00; Su 12:00-18:00; Sa off",
    ),
    ("fi", "ark. 9–17", "Mo-Fr 09:00-17:00"),
    ("fi", "Arkisin klo 9.00—17.30", "Mo-Fr 09:00-17:30"),
    ("fi", "ma - pe 9.00 - 14.00", "Mo-Fr 09:00-14:00"),
    ("fi", "MA-PE KLO 8:15-16:00", "Mo-Fr 08:15-16:00"),
    ("fi", "ma-pe kl. 8-16.", "Mo-Fr 08:00-16:00"),
    (
        "fi",
        "Aukioloajat:\nma-pe 8-16\nla 10-14\nsu suljettu",
        "Mo-Fr 08:00-16:00; Sa 10:00-14:00; Su off",
    ),
    ("fi", "ma-pe 8-16; la 10-14", "Mo-Fr 08:00-16:00; Sa 10:00-14:00"),
    ("fi", "ma-pe 9-17. La 10-14.", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
    ("fi", "ma-pe 9-17 la 10-14", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
    ("fi", "ma, ke ja pe 10-12", "Mo,We,Fr 10:00-12:00"),
    ("fi", "ti/to 10-14", "Tu,Th 10:00-14:00"),
    ("fi", "ma-ke, pe 9-17", "Mo-We,Fr 09:00-17:00"),
    ("fi", "ma-pe 9-12, 13-17", "Mo-Fr 09:00-12:00,13:00-17:00"),
    ("fi", "maanantaisin 9-12 ja 13-17", "Mo 09:00-12:00,13:00-17:00"),
    ("fi", "ma 9-12 ja ti 13-17", "Mo 09:00-12:00; Tu 13:00-17:00"),
    ("fi", "24 h", "24/7"),
    ("fi", "24/7", "24/7"),
    ("fi", "Avoinna ympäri vuorokauden.", "24/7"),
    ("fi", "joka päivä 24 h", "24/7"),
    ("fi", "24h/vrk", "24/7"),
    ("fi", "Palvelemme ma klo 12-18, ti-to klo 10-18", "Mo 12:00-18:00; Tu-Th 10:00-18:00"),
    ("fi", "su-ma suljettu", "Su-Mo off"),
    ("fi", "1.1.-31.5. ja 1.9.-31.12. ma-pe 9-15", "Jan-May,Sep-Dec Mo-Fr 09:00-15:00"),
    ("fi", "tammi-maaliskuu: ma-pe 9-15", "Jan-Mar Mo-Fr 09:00-15:00"),
    ("fi", "ma-pe 24 h", "Mo-Fr 00:00-24:00"),
    ("fi", "ma-pe 0-24", "Mo-Fr 00:00-24:00"),
    ("fi", "päivittäin 6-22", "Mo-Su 06:00-22:00"),
    ("fi", "pe-la 18-02", "Fr-Sa 18:00-02:00"),
    ("fi", "pe 18-24", "Fr 18:00-24:00"),
    ("fi", "viikonloppuisin kiinni", "Sa-Su off"),
    ("fi", "suljettu la, su", "Sa,Su off"),
    ("fi", "la suljettu, su 12-18", "Sa off; Su 12:00-18:00"),
    ("fi", "ma-pe 9-17, juhlapyhinä suljettu", "Mo-Fr 09:00-17:00; PH off"),
    ("fi", "1.6.-31.8. ma-pe 9-15", "Jun-Aug Mo-Fr 09:00-15:00"),
    (
        "fi",
        "1.6.–15.8. ma–pe 9–15, la 10–14",
        "Jun 01-Aug 15 Mo-Fr 09:00-15:00; Jun 01-Aug 15 Sa 10:00-14:00",
    ),
    (
        "fi",
        "1.6.-31.8.:\nma-pe 9-15\nla 10-14",
        "Jun-Aug Mo-Fr 09:00-15:00; Jun-Aug Sa 10:00-14:00",
    ),
    ("fi", "1.9.-31.5. ma-pe 8-16", "Sep-May Mo-Fr 08:00-16:00"),
    (
        "fi",
        "1.9.-31.5. ma-pe 8-16, 1.6.-31.8. ma-pe 9-15",
        "Sep-May Mo-Fr 08:00-16:00; Jun-Aug Mo-Fr 09:00-15:00",
    ),
    (
        "fi",
        "ma-pe 8-16, 1.6.-31.8. ma-pe 9-15",
        "Mo-Fr 08:00-16:00; Jun-Aug Mo-Fr 09:00-15:00",
    ),
    ("fi", "3.6.2024-9.8.2024 ma-pe 9-15", "2024 Jun 03-2024 Aug 09 Mo-Fr 09:00-15:00"),
    ("fi", "3.6.-9.8.2024 ma-pe 9-15", "2024 Jun 03-2024 Aug 09 Mo-Fr 09:00-15:00"),
    ("fi", "1.-31.7. suljettu", "Jul off"),
    ("fi", "heinäkuussa suljettu", "Jul off"),
    ("fi", "ma-pe 9-15, suljettu 1.-31.7.", "Mo-Fr 09:00-15:00; Jul off"),
    ("fi", "kesä-elokuussa ma-pe 9-15", "Jun-Aug Mo-Fr 09:00-15:00"),
    ("fi", "1. kesäkuuta - 15. elokuuta ma-pe 9-15", "Jun 01-Aug 15 Mo-Fr 09:00-15:00"),
    ("fi", "24.12. 9-13", "Dec 24 09:00-13:00"),
    ("fi", "24.-26.12. suljettu", "Dec 24-26 off"),
    ("fi", "6.12. ja 24.12. suljettu", "Dec 06,Dec 24 off"),
    (
        "fi",
        "jouluaattona suljettu, ma-pe 9-17",
        "",  # the weekdays may be of Christmas Eve, as far as the grammar can tell
    ),
    ("fi", "ma-pe 9-17, jouluaattona 9-12", "Mo-Fr 09:00-17:00; Dec 24 09:00-12:00"),
    ("sv", "vardagar 9-17, lördagar 10-14", "Mo-Fr 09:00-17:00; Sa 10:00-14:00"),
    ("sv", "måndag till fredag kl. 9-17", "Mo-Fr 09:00-17:00"),
    ("sv", "må–fr kl 8.00–16.00, lö–sö stängt", "Mo-Fr 08:00-16:00; Sa-Su off"),
    ("sv", "öppet dygnet runt", "24/7"),
    ("sv", "1 juni - 31 augusti mån-fre 9-15", "Jun-Aug Mo-Fr 09:00-15:00"),
    ("en", "Monday to Friday 9 am - 5 pm", "Mo-Fr 09:00-17:00"),
    ("en", "Mon–Fri 9:00 a.m.–5:30 p.m.", "Mo-Fr 09:00-17:30"),
    ("en", "Sat 12 pm - 12 am", "Sa 12:00-24:00"),
    ("en", "Open from Monday to Friday from 9 to 17", "Mo-Fr 09:00-17:00"),
    ("en", "June 1 - August 31 Mon-Fri 9-15", "Jun-Aug Mo-Fr 09:00-15:00"),
    ("en", "1 June 2024 - 31 August 2024 daily 9-15", "2024 Jun 01-2024 Aug 31 Mo-Su 09:00-15:00"),
    ("en", "weekdays 8-16, closed on public holidays", "Mo-Fr 08:00-16:00; PH off"),
    ("en", "Closed on Sundays", "Su off"),
    ("en", "ma-pe 9-17", "Mo-Fr 09:00-17:00"),  # Finnish words under a label of English
    ("", "mån-fre 9-17", "Mo-Fr 09:00-17:00"),
]

LEFT_AS_THEY_ARE = [
    ("fi", "Aukioloajat"),
    ("fi", "avoinna 9-17"),  # on which days?
    ("fi", "klo 9-17"),
    ("fi", "suljettu"),  # until when?
    ("fi", "Suljettu toistaiseksi"),
    ("fi", "suljettu la, su 12-18"),  # is it closed on Sunday, too?
    ("fi", "la suljettu su 12-18"),
    ("fi", "ma-pe 9-17, la"),
    ("fi", "ma-pe 9-"),
    ("fi", "ma-pe klo 9 alkaen"),
    ("fi", "ma-pe 9-17 (ei heinäkuussa)"),
    ("fi", "ma-pe 9-17 paitsi ke 9-19"),
    ("fi", "ma-pe 9-17, kesällä 9-15"),
    ("fi", "ma-pe 9-17, pyhinä suljettu"),
    ("fi", "ma-pe 9-17, aattona 9-13"),
    ("fi", "joka toinen ma 9-17"),
    ("fi", "parillisten viikkojen ma 9-17"),
    ("fi", "ma-pe 9-17 ajanvarauksella"),
    ("fi", "ma-pe 17-9"),
    ("fi", "ma-pe 20-8"),
    ("fi", "ma-pe 9-9"),
    ("fi", "ma-pe 9-25"),
    ("fi", "ma-pe 9.75-17"),
    ("fi", "ma-pe 9.10-5.12"),  # dates without their last full stop
    ("fi", "avoinna 1.10-5.12"),
    ("fi", "ma-pe 1.10-5.10"),
    ("fi", "ma-pe 13-17, 9-12"),
    ("fi", "ma-pe 9-13, 12-17"),
    ("fi", "ma-pe 9-17, ke 9-19"),  # Wednesday has two rules
    ("fi", "ma-pe 9-17, ma-pe 9-15"),
    ("fi", "1.6.-31.8. 9-15"),  # on which days of the week?
    ("fi", "1.6. alkaen ma-pe 9-15"),
    ("fi", "31.2. suljettu"),
    ("fi", "1.13.-31.14. ma-pe 9-15"),
    ("fi", "31.8.-1.6.2024 ma-pe 9-15"),
    ("fi", "ma 24.12. 9-13"),
    ("fi", "24.12. ma 9-13"),
    ("fi", "ma-pe 9-17, 24.12. suljettu, la 10-14"),
    ("fi", "1.6. suljettu la"),
    ("fi", "suljettu 1.-31.7. ma-pe"),
    ("fi", "suljettu 1.-31.7. ma-pe 9-15"),
    ("fi", "ma-la 8-16, 1.6.-31.8. ma-pe 9-15"),  # and Saturdays in summer?
    ("fi", "1.6.-31.8. ma-pe 9-15, 1.8.-30.9. ma-pe 8-16"),  # August twice
    ("fi", "kesä ma-pe 9-15"),
    ("fi", "ma-ma 9-15"),
    ("fi", "ark-la 9-15"),
    ("fi", "ma-pe 9h-17h"),
    ("fi", "9-15 ma-pe"),
    ("fi", "arkisin klo 8-16, tiistaisin klo 18 asti"),
    ("fi", "Puhelinajat ma-pe 9-11"),
    ("fi", "ma-pe 9-17, la 10-14 1.6.-31.8."),
    ("fi", "1.6.-31.8.24 ma-pe 9-15"),
    ("fi", "kesäkuusta elokuuhun ma-pe 9-15"),
    ("fi", "ma-pe 9-17 <b>"),
    ("fi", "puh. 09 123 4567"),
    ("en", "Mon-Fri 9-5 pm"),
    ("en", "Mon-Fri 9-5"),
    ("en", "from Monday 9-17"),
    ("en", "from 1 June Mon-Fri 9-17"),
    ("en", "open on Monday until 17"),
    ("en", "13 pm - 14 pm"),
    ("sv", "efter överenskommelse"),
    ("sv", "mån-fre 9-17 enligt avtal"),
    ("fi", ""),
    ("fi", " \n "),
    ("fi", "ma-pe 9-17 " * 200),
]


@pytest.mark.parametrize(("language", "text", "rule"), UNDERSTOOD)
def test_it_works(language: str, text: str, rule: str) -> None:
    assert rule_of(text, language) == rule


@pytest.mark.parametrize(("language", "text"), LEFT_AS_THEY_ARE)
def test_what_is_not_wholly_understood_is_no_rule(language: str, text: str) -> None:
    assert rule_of(text, language) == ""


def test_the_table_is_long_enough() -> None:
    assert len(UNDERSTOOD) + len(LEFT_AS_THEY_ARE) > 110
    assert all(RULE.fullmatch(rule) for _, _, rule in UNDERSTOOD if rule)


def test_a_rule_needs_no_words_besides() -> None:
    words = {"fi": "ma-pe 9-17", "sv": "mån-fre 9-17", "en": "Mon-Fri 9-17"}
    assert hours_of(words) == ("Mo-Fr 09:00-17:00", {})


def test_the_order_of_the_languages_clauses_does_not_matter() -> None:
    words = {"fi": "la suljettu, su 12-18", "en": "Sun 12-18, Sat closed"}
    assert hours_of(words) == ("Sa off; Su 12:00-18:00", {})


def test_where_languages_disagree_only_their_words_are_kept() -> None:
    words = {"fi": "ma-pe 9-17", "sv": "mån-fre 9-16"}
    assert hours_of(words) == ("", words)


def test_where_one_language_says_more_only_their_words_are_kept() -> None:
    words = {"fi": "ma-pe 9-17", "en": "Mon-Fri 9-17, not in July"}
    assert hours_of(words) == ("", words)


def test_an_empty_language_says_nothing() -> None:
    assert hours_of({"fi": "ma-pe 9-17", "sv": " "}) == ("Mo-Fr 09:00-17:00", {})
    assert hours_of({"fi": "", "sv": " "}) == ("", {})
    assert hours_of({}) == ("", {})


WORDS = {
    "fi": (("ma", "ti", "ke", "to", "pe", "la", "su"), "suljettu", "klo "),
    "sv": (("mån", "tis", "ons", "tors", "fre", "lör", "sön"), "stängt", "kl. "),
    "en": (("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "closed", ""),
}
OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@st.composite
def spoken(draw: st.DrawFn) -> tuple[str, str, str]:
    """Draw a week's hours: their language, how a person may write them, and their rule."""
    language = draw(st.sampled_from(sorted(WORDS)))
    days, closed, clock = WORDS[language]
    dash = draw(st.sampled_from(["-", "–", " - "]))
    sign = draw(st.sampled_from([".", ":"]))
    parts, rules, day = [], [], 0
    while day < 7:
        last = draw(st.integers(day, 6))
        names = days[day] if day == last else f"{days[day]}{dash}{days[last]}"
        rule = OSM[day] if day == last else f"{OSM[day]}-{OSM[last]}"
        start, end = draw(st.integers(4, 15)), draw(st.integers(16, 23))
        minute = draw(st.sampled_from([0, 5, 15, 30, 45]))
        if draw(st.booleans()):
            parts.append(f"{names} {clock}{start}{sign}{minute:02d}{dash}{end}")
            rules.append(f"{rule} {start:02d}:{minute:02d}-{end:02d}:00")
        else:
            parts.append(f"{names} {closed}")
            rules.append(f"{rule} off")
        day = last + 1
    return language, draw(st.sampled_from([", ", "\n", "; "])).join(parts), "; ".join(rules)


@given(spoken())
def test_a_week_is_understood_as_it_was_meant(week: tuple[str, str, str]) -> None:
    language, text, rule = week
    assert rule_of(text, language) == rule


PIECES = [
    *("ma", "ti", "pe", "la", "su", "mon", "sat", "mån", "to", "on", "arkisin", "juhlapyhinä"),
    *("-", "–", ",", ".", ":", ";", "/", "\n", " ", "  ", "ja", "och", "and", "till", "from"),
    *("9", "17", "24", "0", "9.30", "17:45", "9 am", "5 p.m.", "99", "24/7", "24 h", "2024"),
    *("1.6.", "31.8.", "1.-31.7.", "31.2.", "kesä", "elokuussa", "june", "1.", "jouluaatto"),
    *("suljettu", "closed", "stängt", "avoinna", "klo", "kl.", "paitsi", "(", "ß", "İ", "٣"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["fi", "sv", "en", "de"]))
def test_any_jumble_of_words_gives_a_sound_rule_or_none(pieces: list[str], language: str) -> None:
    for text in (" ".join(pieces), "".join(pieces)):
        rule = rule_of(text, language)
        assert rule == "" or (RULE.fullmatch(rule) and len(rule) <= 500)


@given(st.text(max_size=60))
def test_any_text_gives_a_sound_rule_or_none(text: str) -> None:
    rule = rule_of(text, "fi")
    assert rule == "" or RULE.fullmatch(rule)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_word_of_a_language_has_two_meanings(language: str) -> None:
    file = Path(hours.__file__).with_name("words.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    words = [*_listed(table["signs"]), *_listed(table[language])]
    assert len(set(words)) == len(words)
    assert set(words) == set(lexicon(language).meanings)
    assert all(word == word.casefold().strip() for word in words)


def _listed(table: dict[str, Any]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, dict):
            yield from _listed(value)
        else:
            yield from [value] if isinstance(value, str) else value
