"""Read rules of opening hours so that opening-hours-py understands them as they are meant.

Where the library would read a rule otherwise than the specification of `opening_hours` does, the
rule is written in other words here, or refused: a wrong answer sends people to a closed door.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

LONGEST = 2_000  # of all rules of an entry together
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MOST_DAYS = dict(zip(MONTHS, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
DAYS = "Mo|Tu|We|Th|Fr|Sa|Su|PH|SH"
SIGNS = str.maketrans({"\N{EN DASH}": "-", "\N{EM DASH}": "-", "”": '"', "“": '"'})
COMMENT = re.compile(r'"([^"]*)"')
STATE = "open|off|closed|unknown"
SUN = "sunrise|sunset|dawn|dusk"

# Hours such as 8-16 or 8.30-16, where they can be no dates: after a weekday, or with a colon.
HOUR, CLOCK_HOUR = r"\d{1,2}(?:[.:]\d{2})?", r"\d{1,2}(?::\d{2})?"
HOURS, CLOCK_HOURS = (f"{each}-{each}(?:, ?{each}-{each})*" for each in (HOUR, CLOCK_HOUR))
LOOSE = re.compile(rf"(?:(?<=\b(?:{DAYS}) ){HOURS}|(?:^|(?<=;)|(?<=; )){CLOCK_HOURS})(?=[ ,;|+]|$)")
DATE = re.compile(rf"\b({'|'.join(MONTHS)}) ?(\d{{1,2}})(?:-(\d{{1,2}}))?\b(?!:)")
# The library takes "PH Mo-Fr" for either, the specification for both; a series is no open time.
MISREAD = re.compile(rf"\b(?:PH|SH) (?:{DAYS})\b|:\d\d/")
TIME = r"\d{1,2}:\d{2}"
SPAN = rf"{TIME}(?:-{TIME})?\+?"
# A comma begins a rule only after one that is whole; "Sa,Su" and "8-12,13-16" are lists.
WHOLE = "|".join(f"(?<={end})" for end in (r":\d\d", r"\+", '"', *STATE.split("|")))
SEPARATOR = re.compile(rf" ?(;|\|\||(?:{WHOLE}),(?= ?(?:[A-Z]|week|easter|\d{{4}}))) *")
RULE = re.compile(
    rf'(?P<when>.*?) ?(?P<times>{SPAN}(?:, ?{SPAN})*)? ?(?P<state>(?:{STATE})\b)? ?(?P<comment>"")?'
)
TIMED = re.compile(rf"{TIME}|\b(?:{SUN})\b|\(")
MIDNIGHT = "24:00"
EVENING = "17:00"  # an open end from then on is one by five in the morning, another by midnight


class Unreadable(ValueError):
    """Rules that cannot be read, or not with certainty."""


@dataclass(frozen=True)
class Rule:
    """One rule, taken apart; what times the sun gives stay within `when`."""

    separator: str
    when: str
    times: tuple[tuple[str, str], ...]  # ("22:00", "28:00")
    said: str  # the state and the comment

    def __str__(self) -> str:
        times = ",".join(map("-".join, self.times))
        return f"{self.separator} {' '.join(filter(None, (self.when, times, self.said)))}"


@dataclass(frozen=True)
class Alternative:
    """Rules for the library: `days` up to midnight, `nights` what goes on after it.

    The nights are told a day early: a night belongs to the day that it begins on, whatever is said
    of the next one, which the library would let end it.
    """

    days: str
    nights: str  # empty: no night


def read(texts: Sequence[str]) -> list[list[Alternative]]:
    """Return the readings of rules; in each the first alternative that is not closed holds.

    A later rule outweighs an earlier one, as within one text. There are two readings where school
    holidays matter, which nobody publishes as data: with no day among them, and with every day.
    Raises Unreadable.
    """
    text = "; ".join(each.strip(" ;") for each in texts).translate(SIGNS)
    if len(text) > LONGEST:
        raise Unreadable("it is too long")
    rules = _rules(re.sub(r"\s+", " ", text))
    readings = [rules]
    if any(re.search(r"\bSH\b", rule.when) for rule in rules):
        always = [replace(each, when=re.sub(r"\bSH\b", "Mo-Su", each.when)) for each in rules]
        readings.append(always)
    return [[_alternative(each) for each in _alternatives(reading)] for reading in readings]


def _rules(text: str) -> list[Rule]:
    comments = iter(COMMENT.findall(text))
    bare = _sound(COMMENT.sub('""', text))
    separators = ["", *(found[1] for found in SEPARATOR.finditer(bare))]
    bodies = SEPARATOR.sub("\n", bare).split("\n")
    return [
        rule
        for separator, body in zip(separators, bodies, strict=True)
        for rule in _taken_apart(separator, body.strip(), comments)
    ]


def _sound(text: str) -> str:
    """Refuse what would be read otherwise than it is meant."""
    if text.count('"') % 2:
        raise Unreadable("a quotation mark has no other")
    text = LOOSE.sub(_tight, text)
    for month, *days in DATE.findall(text):
        if any(not 1 <= int(day) <= MOST_DAYS[month] for day in days if day):
            raise Unreadable(f"{month} has no such day")
    if MISREAD.search(text):
        raise Unreadable("it would be read otherwise")
    return text


def _tight(found: re.Match[str]) -> str:
    """Write hours as the specification wants them: 8-16.30 becomes 08:00-16:30."""
    return re.sub(
        r"(\d{1,2})(?:[.:](\d{2}))?", lambda time: f"{time[1]:0>2}:{time[2] or '00'}", found.group()
    )


def _taken_apart(separator: str, body: str, comments: Iterable[str]) -> list[Rule]:
    """Take a rule apart; one with an open end becomes two: what is known, and what is not."""
    found = RULE.fullmatch(body)
    if found is None:
        raise Unreadable("it is no rule")
    comment = f'"{next(iter(comments))}"' if found["comment"] else ""
    state = found["state"] or ("unknown" if comment else "")  # a comment alone says: perhaps
    times = [f"{time.strip():0>5}" for time in (found["times"] or "").split(",") if time]
    if any("-" not in time and not time.endswith("+") for time in times):
        raise Unreadable("a moment is no open time")
    surely = tuple(_pair(time.removesuffix("+")) for time in times if "-" in time)
    perhaps = tuple(_open_end(time[:-1]) for time in times if time.endswith("+"))
    rule = Rule(separator, found["when"], surely, f"{state} {comment}".strip())
    if not perhaps:
        return [rule]
    unsure = replace(rule, times=perhaps, said=f"unknown {comment}".strip())
    return [unsure, replace(rule, separator=",")] if surely else [unsure]


def _pair(time: str) -> tuple[str, str]:
    begin, _, end = time.partition("-")
    return f"{begin:0>5}", f"{end:0>5}"


def _open_end(time: str) -> tuple[str, str]:
    begin, end = _pair(time) if "-" in time else (time, time)
    return begin, "29:00" if end >= EVENING or end < begin else MIDNIGHT


def _alternatives(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Cut at `||`, which the library follows on the first day only."""
    parts: list[list[Rule]] = [[]]
    for rule in rules:
        if rule.separator == "||":
            parts.append([replace(rule, separator="")])
        else:
            parts[-1].append(rule)
    return parts


def _alternative(rules: Sequence[Rule]) -> Alternative:
    days = [replace(rule, times=tuple(map(_until_midnight, rule.times))) for rule in rules]
    nights = [_night(rule) for rule in rules]
    if not any(night is not None and night.times for night in nights):
        return Alternative(_text(days), "")
    return Alternative(_text(days), _text([each for each in nights if each is not None]))


def _until_midnight(time: tuple[str, str]) -> tuple[str, str]:
    return (time[0], MIDNIGHT) if _after_midnight(time) else time


def _after_midnight(time: tuple[str, str]) -> str:
    """Return when, of the next day, a time ends; nothing for one that ends on its own day."""
    begin, end = time
    if end > MIDNIGHT:
        hours, minutes = end.split(":")
        return f"{int(hours) - 24:02}:{minutes}"
    return end if end <= begin and end != "00:00" else ""


def _night(rule: Rule) -> Rule | None:
    """Return what a rule says of the night after its days; None if that is nothing at all."""
    ends = [_after_midnight(time) for time in rule.times]
    times = tuple(("00:00", end) for end in ends if end)
    if times:
        return replace(rule, times=times)
    if rule.separator == "," and "off" not in rule.said and "closed" not in rule.said:
        return None  # it adds to what others say
    when = TIMED.split(rule.when)[0].strip()
    return replace(rule, when=when, times=(), said="off")


def _text(rules: Iterable[Rule]) -> str:
    return "".join(map(str, rules)).strip(" ,;")
