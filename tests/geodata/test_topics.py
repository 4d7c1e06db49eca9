"""The tree of topics is kept in step, and entries are led to their topics."""

from __future__ import annotations

from typing import Any

import pytest

from geodata import topics
from geodata.models import Organisation, SearchDocument, Source, Topic
from geodata.search import indexing

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    topics.load()
    swimming = Topic.objects.get(key="swimming")
    assert swimming.parent is not None
    assert (swimming.name["sv"], swimming.parent.key) == ("Simning", "sports")
    assert Topic.objects.filter(key__in=topics.TOPICS).count() == len(topics.TOPICS)


def test_it_writes_only_what_differs(django_assert_num_queries: Any) -> None:
    topics.load()
    Topic.objects.filter(key="music").update(name={"fi": "Melu"})
    ids = dict(Topic.objects.values_list("key", "pk"))
    added = Topic.objects.create(key="chess", name={"fi": "Shakki"}, parent_id=ids["sports"])
    with django_assert_num_queries(2):  # all rows, and the one that differs
        topics.load()
    assert Topic.objects.get(key="music").name["en"] == "Music"
    assert dict(Topic.objects.values_list("key", "pk")) == {**ids, "chess": added.pk}
    assert ("chess", "Shakki", "sports") in topics.topics_in("fi")


def test_every_topic_has_a_name_in_each_language_and_something_that_leads_to_it() -> None:
    for branch in topics.TOPICS.values():
        assert set(branch.name) == {"fi", "sv", "en", "ar"}, branch.key
        assert branch.kinds or branch.words, branch.key
        assert not branch.parent or branch.parent in topics.TOPICS


@pytest.mark.parametrize(
    ("kind", "name", "found"),
    [
        ("library", "Kirjasto", {"libraries", "learning"}),
        ("sports_club", "Uimaseura", {"sports"}),
        ("club", "Tapiolan partiolippukunta", {"society", "scouts", "youth"}),
        ("ngo", "Ruoka-apu", {"society", "food_aid", "help"}),
        ("", "Naapurit", {"neighbourhood", "society"}),
    ],
)
def test_kinds_and_words_lead_to_topics(kind: str, name: str, found: set[str]) -> None:
    source = Source.objects.create(key="x", name="X")
    made = Organisation.objects.create(source=source, source_id="1", name={"fi": name}, kind=kind)
    indexing.refresh(Organisation, [made.pk])
    assert found <= set(SearchDocument.objects.get(entry=made.pk).topics)


def test_what_staff_have_chosen_counts_with_all_above() -> None:
    topics.load()
    source = Source.objects.create(key="x", name="X")
    made = Organisation.objects.create(source=source, source_id="1", name={"fi": "Qq"}, kind="")
    made.topics.add(Topic.objects.get(key="music"))
    indexing.refresh(Organisation, [made.pk])
    assert SearchDocument.objects.get(entry=made.pk).topics == ["culture", "music"]
