"""Fill a database with a made-up region: `python -m tests.benchmarks.fill ORGANISATIONS`.

For each organisation there are three places and five events, with all that the search, the map and
the calendars know of them. Started by residents.py in an instance of its own.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Sequence
from itertools import product
from math import cos, pi, radians, sin
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

from geodata import cells, operating  # noqa: E402
from geodata.area import current_area  # noqa: E402
from geodata.coordinates import LonLat  # noqa: E402
from geodata.hours.times import times_of  # noqa: E402
from geodata.models import (  # noqa: E402
    District,
    Event,
    Instance,
    Keyword,
    Occurrence,
    OpeningHours,
    OperatingArea,
    Organisation,
    Place,
    SearchDocument,
    SearchWord,
    Source,
    Topic,
)
from geodata.search.facets import Time, beginnings_of, days_of, facets_of  # noqa: E402
from geodata.search.indexing import SHORTEST, thesaurus  # noqa: E402
from geodata.search.words import texts_forms  # noqa: E402
from geodata.texts import Texts, search_text  # noqa: E402
from tests.benchmarks.loading import Table, without_indexes  # noqa: E402
from tests.benchmarks.region import (  # noqa: E402
    FIRST,
    KEYWORDS,
    LANGUAGES,
    METRES_PER_DEGREE,
    WHEELCHAIR,
    Made,
    Region,
    told,
)

PLACES, EVENTS = 3, 5  # for each organisation
OPERATING, OPEN = 0.2, 0.6  # how many have operating areas, and opening hours
POSITIONS = {"A": 1, "B": 50, "C": 100, "D": 200}  # of the words of a document


class Fill:
    """Writes one noun after the other; all share one region."""

    def __init__(self, region: Region, source: Source) -> None:
        self.region, self.chance = region, region.chance
        self.source = source
        self.documents = Table(SearchDocument)
        self.hours = Table(OpeningHours)
        self.topics = topic_keys()
        times = ((rule, times_of([rule])) for rule in region.rules)
        self.digests = {rule: row.digest if row else None for rule, row in times}
        self.keywords = [f"bench:k{number}" for number in range(KEYWORDS)]
        self.called: dict[str, Texts] = {}
        self.vocabulary: set[str] = set()
        self._lexemes: dict[tuple[str, str, str], str] = {}
        self._names: dict[tuple[str, str], frozenset[str]] = {}

    def entry(self, table: Table, made: Made, **more: Any) -> None:
        """Write the columns that every entry has, and its own."""
        table.add(
            source_pk=self.source.pk,
            source_id=f"bench:{made.number}",
            name=made.name,
            search_text=search_text(made.name),
            point=_point(made.lon, made.lat),
            **more,
        )

    def document(
        self,
        noun: str,
        made: Made,
        told: dict[str, Any],
        address: Texts,
        times: Sequence[Time] = (),
        **more: Any,
    ) -> None:
        """Write what the search knows of an entry; `told` are fields that both have."""
        about = " ".join(thesaurus().get(made.kind, ()))
        words = [self._forms("B", "fi", about)]
        words += [
            self._forms("A", language, word)
            for language, text in made.name.items()
            for word in text.split()
        ]
        words += [
            self._forms("B", language, text)
            for key in told["keywords"]
            for language, text in self.called[key].items()
        ]
        words += [self._forms("C", *each) for each in told["description"].items()]
        words += [self._forms("D", *each) for each in address.items()]
        topics = more.get("topics", ())
        facets = facets_of(noun, made.kind, made.name, topics, SimpleNamespace(**told, **more))
        forms = {form for text in made.name.items() for form in self._name_forms(text)}
        facets |= beginnings_of(noun, made.name, forms) | days_of(times)
        words += [f"'{each}' " for each in facets]
        self.documents.add(
            noun=noun,
            entry=FIRST + made.number,
            kind=made.kind,
            name=made.name,
            folded=search_text(made.name),
            words="".join(words),
            point=_point(made.lon, made.lat),
            sources=[self.source.key],
            wheelchair=told.get("wheelchair", ""),
            languages=told.get("languages", []),
            **more,
        )

    def _name_forms(self, text: tuple[str, str]) -> frozenset[str]:
        language, name = text
        if text not in self._names:
            self._names[text] = frozenset(texts_forms({language: name}, finnish=True))
        return self._names[text]

    def _forms(self, weight: str, language: str, text: str) -> str:
        """Return the part of a document that a text makes, as PostgreSQL reads it."""
        known = self._lexemes.get((weight, language, text))
        if known is None:
            forms = texts_forms({language: text}, finnish=True)
            known = "".join(f"'{form}':{POSITIONS[weight]}{weight} " for form in forms)
            self._lexemes[weight, language, text] = known
            if weight in "AB":
                self.vocabulary |= {form for form in forms if len(form) >= SHORTEST}
        return known

    def opening(self, **of: int) -> str | None:
        """Write rules of opening hours for some; returns under what they are worked out."""
        if self.chance.random() >= OPEN:
            return None
        rule = self.chance.choice(self.region.rules)
        self.hours.add(rule=rule, **of)
        return self.digests[rule]

    def flush(self) -> None:
        """Write the rest."""
        self.documents.flush()
        self.hours.flush()
        words = [SearchWord(word=word) for word in sorted(self.vocabulary) if word.isalpha()]
        SearchWord.objects.bulk_create(words, ignore_conflicts=True, batch_size=5_000)


def fill(number: int, today: dt.date) -> None:
    """Write so many organisations and what belongs to them."""
    source = Source.objects.create(key="bench", name="Benchmark", attribution="Made up")
    work = Fill(Region(1, today), source)
    models = (Organisation, Place, Event, Occurrence, OpeningHours, OperatingArea, SearchDocument)
    tables = [model._meta.db_table for model in models]
    with without_indexes([*tables, Organisation.topics.through._meta.db_table]):
        _keywords(work)
        _events(work, _places(work, _organisations(work, number)))
        work.flush()
    operating.reshape()
    cells.rebuild()
    Instance.bump()


def _keywords(work: Fill) -> None:
    compounds = product(told()["doings"], work.region.endings["event"])
    for key, ((fi, sv), (_kind, _share, end_fi, end_sv)) in zip(
        work.keywords, compounds, strict=False
    ):
        work.called[key] = {"fi": fi + end_fi, "sv": sv + end_sv}
        Keyword.objects.create(source=work.source, source_id=key, name=work.called[key])


def _organisations(work: Fill, number: int) -> list[Made]:
    table, topics = Table(Organisation), Table(Organisation.topics.through)
    areas = Areas(work)
    made: list[Made] = []
    for each in range(number):
        one = work.region.make("organisation", each)
        fields = _fields(work)
        address = work.region.address()
        work.entry(
            table,
            one,
            kind=one.kind,
            street_address=address,
            city=one.settlement.fi,
            telephone=f"+358 9 {each:06d}",
            website=f"https://example.org/{each}",
            **fields,
        )
        chosen = work.chance.sample(sorted(work.topics), 2) if work.topics else []
        for key in chosen:
            topics.add(organisation_id=FIRST + each, topic_id=work.topics[key][0])
        above = {name for key in chosen for name in work.topics[key][1]}
        hours = work.opening(organisation_id=FIRST + each)
        work.document("organisation", one, fields, address, topics=sorted(above), hours_id=hours)
        if work.chance.random() < OPERATING:
            areas.add(one)
        made.append(one)
    for every in (table, topics):
        every.flush()
    areas.flush()
    return made


def _places(work: Fill, organisations: list[Made]) -> list[Made]:
    """Write places: one of three is nothing but the address of its organisation."""
    table = Table(Place)
    made: list[Made] = []
    for number in range(PLACES * len(organisations)):
        runs = organisations[number // PLACES]
        one = work.region.make("place", number)
        if is_address := number % PLACES == 0:
            one = Made(number, runs.settlement, "office", runs.name, runs.lon, runs.lat)
        fields, address = _fields(work), work.region.address()
        del fields["languages"]  # a place has none
        organisation = FIRST + runs.number
        work.entry(
            table,
            one,
            kind=one.kind,
            organisation_id=organisation,
            street_address=address,
            city=one.settlement.fi,
            **fields,
        )
        hours = work.opening(place_id=FIRST + number)
        if not is_address:
            work.document("place", one, fields, address, hours_id=hours)
        made.append(one)
    table.flush()
    return made


def _events(work: Fill, places: list[Made]) -> None:
    table, times = Table(Event), Table(Occurrence)
    for number in range(EVENTS * len(places) // PLACES):
        place = work.chance.choice(places)
        one = work.region.beside("event", number, place)
        fields, when = _fields(work), work.region.times()
        fields["is_free"] = work.chance.choice((True, False, None))
        length = dt.timedelta(hours=when.hours)
        work.entry(
            table,
            one,
            place_id=FIRST + place.number,
            organisation_id=FIRST + place.number // PLACES,
            starts_at=when.starts[0],
            ends_at=when.starts[0] + length,
            recurrence=when.recurrence,
            **fields,
        )
        span = {"starts_at": when.starts[0], "ends_at": when.starts[-1] + length}
        free = fields.pop("is_free")
        zone = ZoneInfo(current_area().time_zone)
        local = [start.astimezone(zone) for start in when.starts]
        times_told = [(start, start + length) for start in local]
        work.document("event", one, fields, {}, times_told, is_free=free, **span)
        for start in when.starts:
            times.add(event_id=FIRST + number, starts_at=start, ends_at=start + length)
    table.flush()
    times.flush()


class Areas:
    """Writes operating areas: a radius, a shape of its own, and districts, in turn."""

    def __init__(self, work: Fill) -> None:
        self.work = work
        self.table = Table(OperatingArea)
        self.chosen = Table(OperatingArea.districts.through)
        self.districts: dict[int, LonLat] = {
            pk: LonLat(*polygon.centroid.coords)
            for pk, polygon in District.objects.open().values_list("pk", "polygon")
        }
        self.count = 0

    def add(self, organisation: Made) -> None:
        """Write one."""
        self.count += 1
        kind = ("radius", "drawn", "districts")[
            self.count % 3 if self.districts else self.count % 2
        ]
        metres = self.work.chance.choice((500, 1000, 2000, 5000))
        given: dict[str, Any] = {}
        if kind == "radius":
            given = {"radius_metres": metres, "centre": _point(organisation.lon, organisation.lat)}
        elif kind == "drawn":
            given = {"polygon": self._drawn(organisation, metres)}
        area = self.table.add(organisation_id=FIRST + organisation.number, kind=kind, **given)
        if kind == "districts":
            for district in self._nearest(organisation, self.work.chance.randint(1, 4)):
                self.chosen.add(operatingarea_id=area, district_id=district)

    def _nearest(self, organisation: Made, number: int) -> list[int]:
        def gap(pk: int) -> float:
            lon, lat = self.districts[pk]
            squared: float = (lon - organisation.lon) ** 2 / 4 + (lat - organisation.lat) ** 2
            return squared

        return sorted(self.districts, key=gap)[:number]

    def _drawn(self, organisation: Made, metres: int) -> str:
        """Return an uneven shape of twelve corners around an organisation."""
        high = metres / METRES_PER_DEGREE
        wide = high / cos(radians(organisation.lat))
        corners = []
        for corner in range(12):
            out, turn = self.work.chance.uniform(0.5, 1.2), corner * pi / 6
            lon, lat = (
                organisation.lon + wide * out * cos(turn),
                organisation.lat + high * out * sin(turn),
            )
            corners.append(f"{lon:.6f} {lat:.6f}")
        return f"SRID=4326;MULTIPOLYGON((({', '.join([*corners, corners[0]])})))"

    def flush(self) -> None:
        """Write the rest."""
        self.table.flush()
        self.chosen.flush()


def _fields(work: Fill) -> dict[str, Any]:
    """Draw what both an entry and its document hold."""
    return {
        "description": work.region.sentences(3),
        "keywords": work.region.some(work.keywords, 3),
        "wheelchair": work.chance.choice(WHEELCHAIR),
        "languages": work.chance.choice(LANGUAGES),
    }


def _point(lon: float, lat: float) -> str:
    return f"SRID=4326;POINT({lon:.6f} {lat:.6f})"


def topic_keys() -> dict[str, tuple[int, list[str]]]:
    """Return each topic's id, and its key with those above it."""
    rows = {
        pk: (key, parent) for pk, key, parent in Topic.objects.values_list("pk", "key", "parent")
    }
    found = {}
    for pk, (key, parent) in rows.items():
        above = [key]
        while parent is not None:
            name, parent = rows[parent]
            above.append(name)
        found[key] = (pk, above)
    return found


if __name__ == "__main__":
    start = time.perf_counter()
    fill(int(sys.argv[1]), dt.datetime.now(dt.UTC).date())
    print(time.perf_counter() - start)
