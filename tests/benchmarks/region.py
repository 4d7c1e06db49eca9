"""Make up a region of the real one's shape: where things lie, what they are called, when they are.

The same seed gives the same region. Nothing here knows the database.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product
from math import cos, radians
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from geodata.texts import Texts

FIRST = 1_000_000  # the id of the first row of each table
METRES_PER_DEGREE = 111_320
DAYS = 180
OWN_NAME = 0.4  # of all are called after a coined name rather than after where they are
RULES = 300
KEYWORDS = 400
LANGUAGES = (["fi"], ["fi", "sv"], ["fi", "en"], ["fi", "sv", "en"], ["sv"], ["fi", "ar", "en"])
WHEELCHAIR = ("yes", "yes", "limited", "no", "", "", "")
HELSINKI = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True, slots=True)
class Settlement:
    fi: str
    genitive: str
    sv: str
    lon: float
    lat: float
    weight: int
    metres: int  # how far it spreads


@dataclass(frozen=True, slots=True)
class Made:
    """One thing of the region, of any noun."""

    number: int
    settlement: Settlement
    kind: str
    name: Texts
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Times:
    """When an event is: its times, and the rule of those that come again."""

    starts: tuple[dt.datetime, ...]
    hours: int
    recurrence: str


@cache
def told() -> dict[str, Any]:
    """Return what the region is made of."""
    return tomllib.loads(Path(__file__).with_name("region.toml").read_text(encoding="utf-8"))


class Region:
    """Draws one thing after the other."""

    def __init__(self, seed: int, today: dt.date) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same region every time
        self.today = today
        self.settlements = [Settlement(*each) for each in told()["settlements"]]
        self._weights = list(accumulate(each.weight for each in self.settlements))
        self.endings = {kind["noun"]: kind["endings"] for kind in told()["kinds"]}
        self._shares = {
            noun: list(accumulate(each[1] for each in endings))
            for noun, endings in self.endings.items()
        }
        parts = told()["coined"]
        self._coined = [
            "".join(each) for each in product(*map(parts.get, ("begins", "middles", "ends")))
        ]
        self.rules = self.chance.sample(all_rules(), RULES)

    def make(self, noun: str, number: int) -> Made:
        """Draw a thing: where people live there are more."""
        [where] = self.chance.choices(self.settlements, cum_weights=self._weights)
        north = self.chance.gauss(0, where.metres) / METRES_PER_DEGREE
        east = self.chance.gauss(0, where.metres) / METRES_PER_DEGREE / cos(radians(where.lat))
        kind, name = self._named(noun, where)
        return Made(number, where, kind, name, where.lon + east, where.lat + north)

    def beside(self, noun: str, number: int, other: Made) -> Made:
        """Draw a thing that happens at another."""
        kind, name = self._named(noun, other.settlement)
        return Made(number, other.settlement, kind, name, other.lon, other.lat)

    def _named(self, noun: str, where: Settlement) -> tuple[str, Texts]:
        [(kind, _share, fi, sv)] = self.chance.choices(
            self.endings[noun], cum_weights=self._shares[noun]
        )
        doing_fi, doing_sv = self.chance.choice(told()["doings"])
        if self.chance.random() < OWN_NAME:
            coined = self.chance.choice(self._coined)
            return kind, {"fi": f"{coined}n {doing_fi}{fi}", "sv": f"{coined} {doing_sv}{sv}"}
        return kind, {
            "fi": f"{where.genitive} {doing_fi}{fi}",
            "sv": f"{where.sv} {doing_sv}{sv}",
        }

    def sentences(self, most: int) -> Texts:
        """Draw what is said of a thing, in one or two languages."""
        said = told()["said"]
        texts = {"fi": " ".join(self.chance.sample(said["fi"], self.chance.randint(1, most)))}
        if self.chance.random() < 0.5:
            texts["sv"] = " ".join(self.chance.sample(said["sv"], self.chance.randint(1, most)))
        return texts

    def address(self) -> Texts:
        """Draw a street and a number."""
        fi, sv = self.chance.choice(told()["streets"])
        number = self.chance.randint(1, 120)
        return {"fi": f"{fi} {number}", "sv": f"{sv} {number}"}

    def times(self) -> Times:
        """Draw when an event is: one of ten comes again every week."""
        day = self.today + dt.timedelta(days=self.chance.randrange(DAYS))
        first = dt.datetime.combine(day, dt.time(self.chance.randint(8, 20), tzinfo=HELSINKI))
        times = self.chance.randint(4, 12) if self.chance.random() < 0.1 else 1
        starts = tuple(first + dt.timedelta(weeks=week) for week in range(times))
        rule = f"FREQ=WEEKLY;COUNT={times}" if times > 1 else ""
        return Times(starts, self.chance.randint(1, 4), rule)

    def some(self, keys: Sequence[str], most: int) -> list[str]:
        """Draw some of the keys, the first ones most often."""
        number = self.chance.randint(0, most)
        return list({keys[int(len(keys) * self.chance.random() ** 2)] for _ in range(number)})


def all_rules() -> list[str]:
    """Return every rule of opening hours that the parts make."""
    hours = told()["hours"]
    parts = product(hours["days"], hours["opens"], hours["closes"], hours["saturdays"])
    return [
        f"{days} {opens}-{closes}{saturday}"
        for days, opens, closes, saturday in parts
        if closes > opens or closes < "06:00"
    ]
