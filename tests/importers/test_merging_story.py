"""Whatever three sources, hands and people do to entries, in any order, nothing said is lost."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.gis.geos import Point as Position
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from shapely import Point

from geodata import statements
from geodata.models import Entry, ImportRun, OpeningHours, Organisation, Place, SamePair, Source
from geodata.statements import edited, read_rows, release
from geodata.texts import search_text
from importers import merging
from importers.records import PlaceRecord
from tests.importers.several import HERE, Told, library, told

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:.*function-scoped"),
]
RANKS = {"streets": 50, "register": 10, "sports": 20}
NAMES = ("Kallion kirjasto", "Töölön uimahalli")
SITES = ("", "https://a.fi", "https://b.fi")
HOURS = ("", "Mo-Fr 8-16", "Sa 10-12")
KEYS = ("x", "y")
EXAMPLES = int(os.environ.get("SERVICEMAP_EXAMPLES", "12"))

organisations = st.dictionaries(
    st.sampled_from(KEYS),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(SITES), st.sampled_from(HOURS)),
)
places = st.dictionaries(
    st.sampled_from(("p", "q")), st.tuples(st.sampled_from(NAMES), st.sampled_from(KEYS))
)


class Story(RuleBasedStateMachine):
    """What happens, and beside it a plain memory of who said what last."""

    def __init__(self, sources: dict[str, Told]) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.sources = sources
        self.said: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        self.last: dict[tuple[str, str, str], Any] = {}  # what a record said when it last came
        self.hands: dict[int, tuple[int, str]] = {}  # organisation → when, which website
        self.made: dict[int, int] = {}  # place made by hand → its organisation
        self.person = get_user_model().objects.create(username="staff")
        self.numbers = count(1)
        self.has_person_merged = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @rule(source=st.sampled_from(list(RANKS)), told=organisations, rooms=places)
    def a_source_is_imported(
        self, source: str, told: dict[str, Any], rooms: dict[str, Any]
    ) -> None:
        self.said[source] = told, rooms
        self.last |= {("organisation", source, key): each for key, each in told.items()}
        self.last |= {("place", source, key): each for key, each in rooms.items()}
        self.run(source)

    @rule(source=st.sampled_from(list(RANKS)))
    def the_same_again_changes_nothing(self, source: str) -> None:
        if source not in self.said:
            return
        before = rows()
        assert self.run(source).status == ImportRun.Status.UNCHANGED
        assert rows() == before

    @rule(which=st.integers(0, 9), site=st.sampled_from(("", "https://hand.fi", "https://a.fi")))
    def a_hand_edits(self, which: int, site: str) -> None:
        if not (entry := chosen(Organisation.objects.order_by("pk"), which)):
            return
        before = read_rows(Organisation, [entry.pk])[0].shown
        if (before.get("website") or "") != site:
            self.hands[entry.pk] = next(self.numbers), site
        entry.website = site
        entry.save()
        edited(Organisation, entry.pk, before, ["website"])

    @rule(which=st.integers(0, 9))
    def a_hand_is_taken_back(self, which: int) -> None:
        if not (entry := chosen(Organisation.objects.order_by("pk"), which)):
            return
        release(Organisation, entry.pk, ["website"])
        for pk in [entry.pk, *entry.merged.values_list("pk", flat=True)]:
            self.hands.pop(pk, None)

    @rule(which=st.integers(0, 9))
    def a_hand_makes_a_place(self, which: int) -> None:
        if not (entry := chosen(Organisation.objects.order_by("pk"), which)):
            return
        if entry.merged_into_id is None and not entry.merged.exists():
            made = Place.objects.create(
                source=Source.local(),
                source_id=f"{next(self.numbers)}",
                organisation=entry,
                kind="hall",
                point=Position(*HERE, srid=4326),
            )
            self.made[made.pk] = entry.pk

    @rule(which=st.integers(0, 9), by_person=st.booleans())
    def two_are_merged(self, which: int, by_person: bool) -> None:
        if pair := chosen(SamePair.objects.order_by("pk"), which):
            merging.merge(pair, self.person if by_person else None)
            self.has_person_merged |= by_person

    @rule(which=st.integers(0, 9))
    def two_are_parted(self, which: int) -> None:
        if pair := chosen(SamePair.objects.order_by("pk"), which):
            merging.part(pair, self.person)

    @invariant()
    def everything_is_shown_once_and_right(self) -> None:
        for model in (Organisation, Place):
            self.groups_are_sound(model)
        self.organisations_show_the_last_word()
        self.places_belong_where_they_should()

    def teardown_parted(self) -> None:
        """Part everything: each entry says what its source last said, and its own hand."""
        for pair in SamePair.objects.order_by("-pk"):
            merging.part(pair, self.person)
        assert not Organisation.objects.exclude(merged_into=None).exists()
        assert not Place.objects.exclude(merged_into=None).exists()
        self.everything_is_shown_once_and_right()
        for kept in Organisation.objects.values_list("provenance", flat=True):
            for each in kept.values():
                assert len(each.get("others", ())) <= 1

    @rule()
    def everything_is_parted(self) -> None:
        self.teardown_parted()

    def run(self, source: str) -> ImportRun:
        told, rooms = self.said[source]
        return self.sources[source].brings(
            *(
                library(key, name, website=site, opening_hours=hours)
                for key, (name, site, hours) in told.items()
            ),
            *(
                PlaceRecord(
                    source_id=key,
                    name={"fi": f"{name} {key}"},
                    kind="hall",
                    point=Point(*HERE),
                    organisation=owner,
                )
                for key, (name, owner) in rooms.items()
            ),
        )

    def groups_are_sound(self, model: type[Any]) -> None:
        entries = {each.pk: each for each in model.objects.select_related("source")}
        for group in groups(model):
            standing = [pk for pk in group if entries[pk].merged_into_id is None]
            assert len(standing) == 1
            assert {entries[pk].merged_into_id for pk in group} <= {None, *standing}
            if any(entries[pk].closed_at is None for pk in group):
                assert entries[standing[0]].closed_at is None
            if not self.has_person_merged:
                noun = str(model._meta.model_name)
                for pair in SamePair.objects.filter(noun=noun, status="apart"):
                    assert not {pair.one, pair.other} <= set(group)
        for entry in entries.values():
            assert entry.search_text == search_text(entry.name)

    def organisations_show_the_last_word(self) -> None:
        entries = {each.pk: each for each in Organisation.objects.select_related("source")}
        for group in groups(Organisation):
            for pk in group:
                entry = entries[pk]
                whole = group if entry.merged_into_id is None else [pk]
                told = self.told(entries, entry, whole)
                hands = [self.hands[each] for each in whole if each in self.hands]
                site = max(hands)[1] if hands else next((each[1] for each in told if each[1]), "")
                assert entry.website == site
                assert entry.name == {"fi": told[0][0]}
                hours = next((each[2] for each in told if each[2]), None)
                rules = OpeningHours.objects.filter(organisation=pk).values_list("rule", flat=True)
                assert list(rules) == ([hours] if hours else [])

    def places_belong_where_they_should(self) -> None:
        entries = {each.pk: each for each in Place.objects.select_related("source")}
        owners = {
            (each.source.key, each.source_id): each
            for each in Organisation.objects.select_related("source")
        }
        by_pk = {each.pk: each for each in owners.values()}
        for group in groups(Place):
            for pk in group:
                entry = entries[pk]
                if pk in self.made:
                    assert stand(by_pk[self.made[pk]]) == entry.organisation_id
                    continue
                if entry.closed_at is not None:
                    continue  # it keeps what it last had
                whole = group if entry.merged_into_id is None else [pk]
                for key, said in self.sayings(entries, entry, whole):
                    owner = owners.get((key, said[1]))
                    if owner is not None and (owner.closed_at is None):
                        assert entry.organisation_id == stand(owner)
                        break
                else:
                    assert entry.organisation_id is None

    def told(self, entries: Any, entry: Any, whole: list[int]) -> list[Any]:
        return [told for _key, told in self.sayings(entries, entry, whole)]

    def sayings(self, entries: Any, entry: Any, whole: list[int]) -> list[tuple[str, Any]]:
        """Return what open members said, and the entry itself, whom to believe first."""
        noun = str(type(entry)._meta.model_name)
        members = [entries[pk] for pk in whole]
        speaking = [each for each in members if each.closed_at is None or each == entry]
        speaking.sort(key=lambda e: (RANKS[e.source.key], e != entry, e.source.key, e.source_id))
        return [
            (each.source.key, self.last[noun, each.source.key, each.source_id]) for each in speaking
        ]


def chosen(found: Any, which: int) -> Any:
    number = found.count()
    return found[which % number] if number else None


def stand(entry: Entry) -> int:
    return int(entry.merged_into.pk if entry.merged_into else entry.pk)


def groups(model: type[Any]) -> list[list[int]]:
    """Return what hangs together by merged pairs, worked out in the simplest way."""
    found = [
        {pk} for pk in model.objects.filter(source__key__in=RANKS).values_list("pk", flat=True)
    ]
    found += [
        {pk} for pk in model.objects.exclude(source__key__in=RANKS).values_list("pk", flat=True)
    ]
    noun = str(model._meta.model_name)
    for pair in SamePair.objects.filter(noun=noun, status="merged"):
        one, other = (next(g for g in found if pk in g) for pk in (pair.one, pair.other))
        if one is not other:
            one |= other
            found.remove(other)
    return [sorted(each) for each in found]


def rows() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (Organisation, Place, OpeningHours, SamePair)
    ]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every hand acts at a second of its own."""
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    seconds: Iterator[int] = count()
    now = SimpleNamespace(now=lambda: start + dt.timedelta(seconds=next(seconds)))
    monkeypatch.setattr(statements, "timezone", now)


def test_any_order_of_imports_hands_and_decisions(
    clock: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = {key: told(key, rank, tmp_path, monkeypatch) for key, rank in RANKS.items()}
    run_state_machine_as_test(
        lambda: Story(sources),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=12,
            deadline=None,
            phases=(Phase.generate,),
            derandomize=EXAMPLES < 100,
            suppress_health_check=list(HealthCheck),
        ),
    )
