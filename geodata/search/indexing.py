"""Keep the search in step with the entries: one document for each that is open and stands."""

# ruff: noqa: S608 - only our own names of tables and columns are put into statements
from __future__ import annotations

import datetime as dt
import json
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from psycopg2.extras import execute_values

from geodata import cells, occurrences
from geodata.hours.times import rules_of, times_for
from geodata.models import (
    Address,
    Amenity,
    Entry,
    Event,
    Hub,
    Keyword,
    Occurrence,
    OpeningTimes,
    Organisation,
    Place,
    PlaceName,
    SearchDocument,
    SearchWord,
    Station,
    Trail,
)
from geodata.provenance import HAND
from geodata.search.facets import Time, beginnings_of, days_of, facet, facets_of
from geodata.search.terms import quoted
from geodata.search.words import texts_forms
from geodata.texts import Texts, search_text
from geodata.topics import Leads

NOUNS: dict[str, type[Entry]] = {
    "station": Station,
    "trail": Trail,
    "hub": Hub,
    "organisation": Organisation,
    "place": Place,
    "amenity": Amenity,
    "event": Event,
    "place_name": PlaceName,
    "address": Address,
}
BATCH = 1_000
MOST_WORDS = 2_000  # of one weight: a description of ten pages is found by its first
SHORTEST = 3  # letters of a word that may be meant by a mistyped one
WEIGHTS = ("name", "about", "description", "address")  # A, B, C, D


def refresh(model: type[Entry], ids: Iterable[int]) -> None:
    """Make the documents of these entries anew; of what is closed or merged none is left."""
    noun = noun_of(model)
    if noun is None:
        return
    wanted = occurrences.with_series(ids) if model is Event else list(ids)
    with cells.following(model, wanted):
        _make(noun, model, wanted)
    if model is Organisation:  # by which its places are more than its address, or are not
        refresh(Place, Place.objects.filter(organisation__in=wanted).values_list("pk", flat=True))


def _make(noun: str, model: type[Entry], ids: Iterable[int]) -> None:
    for batch in _batches(ids):
        some = occurrences.with_series(batch) if model is Event else batch
        if model is Event:
            occurrences.expand(some)
        SearchDocument.objects.filter(noun=noun, entry__in=some).delete()
        rows: Any = model._default_manager
        found = rows.open().filter(pk__in=some).select_related("source")
        _write(noun, list(found.of_its_own() if model is Place else found))


def refresh_changed(moment: dt.datetime) -> None:
    """Make the documents of everything that was written at `moment` or later anew."""
    if not SearchDocument.objects.exists():
        rebuild()  # the entries are older than the search
        return
    for noun, model in NOUNS.items():
        changed = Q(updated_at__gte=moment)
        if model is Place:
            changed |= Q(organisation__updated_at__gte=moment)
        rows: Any = model._default_manager.filter(changed)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        _make(noun, model, ids)
        if ids and noun in cells.NOUNS:
            cells.rebuild([noun])


def rebuild() -> int:
    """Make all documents anew; returns how many there are."""
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    for noun, model in NOUNS.items():
        _make(noun, model, model._default_manager.order_by("pk").values_list("pk", flat=True))
    cells.rebuild()
    return SearchDocument.objects.count()


def is_outdated() -> bool:
    """Say whether the documents were made before they knew what they are filtered by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT noun, words FROM geodata_searchdocument ORDER BY id LIMIT 1")
        first = cursor.fetchone()
    return first is not None and quoted(facet("noun", first[0])) not in first[1].split()


def noun_of(model: type[Entry]) -> str | None:
    """Return what the search calls a model; None for what it does not know."""
    return next((noun for noun, each in NOUNS.items() if each is model), None)


@cache
def thesaurus() -> dict[str, list[str]]:
    """Return what people call each kind of thing."""
    path = Path(__file__).with_name("thesaurus.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    some: list[int] = []
    for pk in ids:
        some.append(pk)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def _write(noun: str, entries: list[Any]) -> None:
    if not entries:
        return
    keywords = _keywords(entries)
    leads = Leads(entries)
    spans, days = _spans(noun, entries), _days(noun, entries)
    finnish = "fi" in settings.AREA.languages
    rows, vocabulary = [], set()
    for entry, times in zip(entries, _times(entries), strict=True):
        name = _name(noun, entry)
        if not name:
            continue  # what has no name is found on the map, and by its kind in the lists
        said = _said(entry, name, keywords)
        forms = [texts_forms(texts, finnish=finnish) for texts in said]
        likely, kind = forms[0] | forms[1], _kind(entry)
        vocabulary |= {word for word in likely if len(word) >= SHORTEST and word.isalpha()}
        topics = leads.of(entry, kind, forms[0] | _forms_of_keywords(entry, keywords))
        starts_at, ends_at = spans.get(entry.pk, (None, None))
        rows.append(
            (
                noun,
                entry.pk,
                kind,
                json.dumps(name, ensure_ascii=False),
                search_text(name),
                *(" ".join(_some(each)) for each in forms),
                sorted(
                    facets_of(noun, kind, name, topics, entry)
                    | beginnings_of(noun, name, forms[0])
                    | days_of(days.get(entry.pk, ()))
                ),
                _place(entry),
                _sources(entry),
                entry.is_example,
                bool(getattr(entry, "unconfirmed_since", None)),
                sorted(topics),
                getattr(entry, "languages", []),
                getattr(entry, "wheelchair", ""),
                getattr(entry, "is_free", None),
                times.digest if times else None,
                starts_at,
                ends_at,
            )
        )
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            f"INSERT INTO {SearchDocument._meta.db_table} "
            "(noun, entry, kind, name, folded, words, point, sources, is_example, is_stale, "
            "topics, languages, wheelchair, is_free, hours_id, starts_at, ends_at) VALUES %s",
            rows,
            template="(%s, %s, %s, %s, %s, "
            "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')"
            " || setweight(to_tsvector('simple', %s), 'C')"
            " || setweight(to_tsvector('simple', %s), 'D') || array_to_tsvector(%s::text[]),"
            " %s::geometry, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            page_size=500,
        )
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in sorted(vocabulary)], ignore_conflicts=True
    )


def _some(forms: set[str]) -> list[str]:
    # An apostrophe or a backslash would mean something to PostgreSQL's parser of words.
    clean = sorted(form.replace("'", " ").replace("’", " ").replace("\\", " ") for form in forms)
    return clean[:MOST_WORDS]


def _name(noun: str, entry: Any) -> Texts:
    if noun == "address":
        return {language: f"{street} {entry.number}" for language, street in entry.street.items()}
    return {language: text for language, text in entry.name.items() if text}


def _said(entry: Any, name: Texts, keywords: dict[str, Texts]) -> tuple[Texts, Texts, Texts, Texts]:
    """Return the texts of the four weights: name, what it is about, description, address."""
    about = {"fi": " ".join(thesaurus().get(_kind(entry), ()))}
    for key in getattr(entry, "keywords", ()):
        for language, text in keywords.get(key, {}).items():
            about[language] = f"{about.get(language, '')} {text}"
    description = dict(getattr(entry, "description", {}) or {})
    for language, text in (getattr(entry, "summary", {}) or {}).items():
        description[language] = f"{text} {description.get(language, '')}"
    place = dict(getattr(entry, "street_address", {}) or {})
    place["und"] = f"{getattr(entry, 'postal_code', '')} {getattr(entry, 'city', '')}"
    return name, about, description, place


def _spans(noun: str, entries: list[Any]) -> dict[int, tuple[dt.datetime, dt.datetime]]:
    """Return when each event next begins, and when the last of its times is over."""
    if noun != "event":
        return {}
    found = {entry.pk: (entry.starts_at, entry.ends_at or entry.starts_at) for entry in entries}
    return found | occurrences.spans(found, timezone.now())


def _keywords(entries: list[Any]) -> dict[str, Texts]:
    asked = {key for entry in entries for key in getattr(entry, "keywords", ())}
    if not asked:
        return {}
    return dict(Keyword.objects.open().filter(source_id__in=asked).values_list("source_id", "name"))


def _times(entries: list[Any]) -> list[OpeningTimes | None]:
    if isinstance(entries[0], Organisation | Place):
        prefetch_related_objects(entries, "opening_hours")
    return times_for(map(rules_of, entries))


def _days(noun: str, entries: list[Any]) -> dict[int, list[Time]]:
    """Return the times of each event, by the clock of the area."""
    found: dict[int, list[Time]] = {}
    if noun == "event":
        rows = Occurrence.objects.filter(event__in=entries).order_by("pk")
        for pk, begin, end in rows.values_list("event", "starts_at", "ends_at"):
            local = timezone.localtime(begin), timezone.localtime(end) if end else None
            found.setdefault(pk, []).append(local)
    return found


def _forms_of_keywords(entry: Any, keywords: dict[str, Texts]) -> set[str]:
    asked = (keywords.get(key, {}) for key in getattr(entry, "keywords", ()))
    return {form for texts in asked for form in texts_forms(texts, finnish=True)}


def _kind(entry: Any) -> str:
    return str(getattr(entry, "mode", "") or getattr(entry, "kind", "") or "")


def _sources(entry: Any) -> list[str]:
    """Return the keys of everybody who says what is shown."""
    told = (kept["source"] for kept in entry.provenance.values())
    return sorted({entry.source.key, *told} - {HAND})


def _place(entry: Any) -> str | None:
    shape = getattr(entry, entry.geometry, None)
    if shape is None:
        return None
    point = shape if shape.geom_type == "Point" else shape.point_on_surface
    return str(point.hexewkb.decode())
