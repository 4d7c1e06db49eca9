"""What people type finds what they mean: a written set of queries in three languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPoint, Point
from django.utils import timezone

from geodata.models import Instance, Source
from geodata.search import indexing, words
from servicemap import search
from servicemap.search import SearchQuery

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not words.has_dictionary(), reason="There is no Finnish dictionary here."),
]
HERE = Path(__file__).parent
QUERIES = tomllib.loads((HERE / "search_queries.toml").read_text(encoding="utf-8"))
POINT = Point(24.9414, 60.1712, srid=4326)
SHAPES: dict[str, Any] = {
    "lines": MultiLineString(LineString((24.94, 60.17), (24.95, 60.17)), srid=4326),
    "access_points": MultiPoint(POINT, srid=4326),
    "metres": 500,
    "members": 1,
    "members_inside": 1,
}


@pytest.fixture
def entries() -> None:
    source = Source.objects.create(key="osm", name="Made up")
    told = tomllib.loads((HERE / "search_entries.toml").read_text(encoding="utf-8"))["entry"]
    for number, entry in enumerate(told):
        make(source, number, **entry)
    indexing.rebuild()
    Instance.bump()


def make(source: Source, number: int, noun: str, name: dict[str, str], **more: Any) -> None:
    kind = more.pop("kind", "")
    values: dict[str, Any] = {"source": source, "source_id": str(number), "name": name, **more}
    values |= SHAPES if noun == "trail" else {"point": POINT}
    if noun == "station":
        values["mode"] = kind
    elif noun == "event":
        values["starts_at"] = timezone.now()
    elif noun == "address":
        street = {language: text.rsplit(" ", 1)[0] for language, text in name.items()}
        values |= {"name": {}, "street": street, "number": name["fi"].rsplit(" ", 1)[1]}
    else:
        values["kind"] = kind
    indexing.NOUNS[noun](**values).save()


def rank_of(q: str, language: str, wanted: str) -> int | None:
    """Return the place, from 1, of what is wanted among the first ten; None when it is not."""
    found = search.answer(SearchQuery.from_params({"q": q, "lang": language, "limit": "10"}))
    names = [
        hit.name
        for hit in search.answer(
            SearchQuery.from_params({"q": q, "lang": "fi", "limit": "10"})
        ).hits
    ]
    assert len(found.hits) == len(names)
    return names.index(wanted) + 1 if wanted in names else None


def test_it_works(entries: None, capsys: pytest.CaptureFixture[str]) -> None:
    everything = [*QUERIES["first"], *QUERIES["among_three"]]
    ranks = {tuple(each): rank_of(*each) for each in everything}
    score = sum(1 / rank for rank in ranks.values() if rank) / len(ranks)
    with capsys.disabled():
        print(f"\nmean reciprocal rank of {len(ranks)} searches: {score:.3f}")
    late = {each: rank for each, rank in ranks.items() if rank != 1}
    missed = [each for each in QUERIES["first"] if ranks[tuple(each)] != 1]
    far = [each for each in QUERIES["among_three"] if (ranks[tuple(each)] or 99) > 3]
    assert not missed, late
    assert not far, late
    assert score >= QUERIES["reached"]
