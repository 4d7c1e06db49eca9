"""Whatever people, reviewers and imports do, in any order, only what was let through is shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from shapely import Point

from geodata.models import Organisation, SamePair
from geodata.statements import read_rows
from importers import merging
from servicemap.editing import revisions
from servicemap.editing.revisions import Conflicting, EditingError, NotNow
from servicemap.editing.sheets import sheet_of
from servicemap.models import Revision, Standing
from tests.importers.several import Told, library, told

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:.*function-scoped")]
EXAMPLES = int(os.environ.get("SERVICEMAP_EXAMPLES", "15"))
FIELDS = {
    "website": st.sampled_from(["", "https://a.fi", "https://b.fi"]),
    "telephone": st.sampled_from(["", "1", "2"]),
    "description.fi": st.sampled_from(["", "Kirjoja", "Musiikkia"]),
}
EDITS = st.fixed_dictionaries({}, optional=FIELDS).filter(bool)


class Story(RuleBasedStateMachine):
    """One organisation, and beside it a plain memory of what may be shown of it.

    Another source tells of the same one; people merge the two entries and part them again.
    """

    def __init__(self, source: Told, rival: Told) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.source, self.rival = source, rival
        self.imported: dict[str, str] = {}  # what the source says
        self.told_by_rival: dict[str, str] = {}  # what the other one says, of lower rank
        self.is_merged = False
        self.by_hand: dict[
            str, str
        ] = {}  # what was let through, "" where it says that there is none
        self.published: list[tuple[Revision, dict[str, Any], dict[str, str | None]]] = []
        self.aino = User.objects.create_user("aino")
        self.rita = User.objects.create_user("rita")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def it_comes_in(self) -> None:
        self.source.brings(library("1"))
        self.organisation = Organisation.objects.get()
        self.rival.brings(library("a", "Muualla", point=Point(24.99, 60.25)))
        other = Organisation.objects.get(source__key="rival")
        self.pair = SamePair.objects.create(
            noun="organisation", one=self.organisation.pk, other=other.pk, score=0.5
        )

    @rule(said=EDITS)
    def the_source_is_imported(self, said: dict[str, str]) -> None:
        self.source.brings(library("1", "Kallion kirjasto", **columns(said)))
        self.imported = {name: value for name, value in said.items() if value}

    @rule(said=EDITS)
    def the_other_source_is_imported(self, said: dict[str, str]) -> None:
        self.rival.brings(library("a", "Muualla", point=Point(24.99, 60.25), **columns(said)))
        self.told_by_rival = {name: value for name, value in said.items() if value}

    @rule(same=st.booleans())
    def the_two_are_merged_or_parted(self, same: bool) -> None:
        self.pair.refresh_from_db()
        act = merging.merge if same else merging.part
        act(self.pair, self.rita)
        self.is_merged = same

    @rule(edits=EDITS, behind=st.integers(0, 2))
    def somebody_writes(self, edits: dict[str, str], behind: int) -> None:
        draft = revisions.draft_of(self.organisation, self.aino)
        before = dict(draft.patch)
        try:
            answer = revisions.save(draft, self.aino, edits, max(draft.version - behind, 0))
        except NotNow:
            assert draft.state == "submitted"
            return
        lost = {conflict.path for conflict in answer.conflicts}
        now = revisions.sheet(answer.revision)
        for name, value in edits.items():
            theirs = before.get(name)
            assert (now.get(name) or "") == ((theirs or "") if name in lost else value)

    @rule()
    def it_is_handed_in(self) -> None:
        for draft in Revision.objects.filter(state__in=["draft", "returned"]):
            is_trusted = Standing.objects.filter(is_trusted=True).exists()
            shown = self.shown()
            try:
                done = revisions.submit(draft, self.aino)
            except (EditingError, Conflicting):
                continue
            if is_trusted:
                self.let_through(done, shown)

    @rule(over=st.booleans())
    def it_is_approved(self, over: bool) -> None:
        for waiting in Revision.objects.filter(state="submitted"):
            shown = self.shown()
            try:
                done = revisions.approve(waiting, self.rita, waiting.version, over=over)
            except Conflicting:
                assert not over
                continue
            self.let_through(done, shown)

    @rule(back=st.booleans())
    def it_is_refused(self, back: bool) -> None:
        for waiting in Revision.objects.filter(state="submitted"):
            if back:
                revisions.send_back(waiting, self.rita, waiting.version, {"": "Why?"})
            else:
                revisions.reject(waiting, self.rita, waiting.version, "No.")

    @rule(is_trusted=st.booleans())
    def the_city_trusts(self, is_trusted: bool) -> None:
        Standing.objects.update_or_create(
            organisation=self.organisation, defaults={"is_trusted": is_trusted}
        )

    @precondition(lambda self: self.published)
    @rule()
    def the_last_is_undone(self) -> None:
        revision, before, hands = self.published[-1]
        try:
            revisions.undo(revision, self.rita)
        except Conflicting as refused:
            for conflict in refused.conflicts:
                assert self.shown().get(conflict.path, "") not in (
                    revision.patch[conflict.path] or "",
                    before.get(conflict.path, ""),
                )
            return
        self.published.pop()
        for name in revision.before:
            if hands[name] is None:
                self.by_hand.pop(name, None)
            else:
                self.by_hand[name] = hands[name] or ""

    def let_through(self, revision: Revision, shown: dict[str, str]) -> None:
        changed = {
            name: value or ""
            for name, value in revision.patch.items()
            if (value or "") != shown.get(name, "")
        }
        hands = {name: self.by_hand.get(name) for name in changed}
        self.published.append((revision, shown, hands))
        self.by_hand |= changed

    def shown(self) -> dict[str, str]:
        sheet = sheet_of(Organisation.objects.get(pk=self.organisation.pk))
        return {name: sheet[name] for name in FIELDS if name in sheet}

    def expected(self) -> dict[str, str]:
        rival = self.told_by_rival if self.is_merged else {}
        found = {**rival, **self.imported, **self.by_hand}
        return {name: value for name, value in found.items() if value}

    @invariant()
    def only_what_was_let_through_is_shown(self) -> None:
        assert self.shown() == self.expected()

    @invariant()
    def everybody_is_told_the_same(self) -> None:
        told_of = Client().get(f"/api/v1/organisations/{self.organisation.pk}?lang=fi").json()
        properties = told_of["properties"]
        found = {name: properties.get(name.partition(".")[0]) for name in FIELDS}
        assert {name: value for name, value in found.items() if value} == self.expected()

    @invariant()
    def the_other_entry_is_nobodys(self) -> None:
        other = Organisation.objects.get(pk=self.pair.other)
        assert (other.merged_into_id == self.organisation.pk) is self.is_merged
        assert other.website == self.told_by_rival.get("website", "")

    @invariant()
    def it_is_known_who_said_it(self) -> None:
        [row] = read_rows(Organisation, [self.organisation.pk])
        hands = {name for name, kept in row.kept.items() if kept["source"] == "local"}
        assert hands == set(self.by_hand)

    @invariant()
    def there_is_one_open_revision_at_most(self) -> None:
        assert Revision.objects.filter(state__in=Revision.OPEN).count() <= 1


def columns(said: dict[str, str]) -> dict[str, Any]:
    """Return what a record of a source says."""
    plain: dict[str, Any] = {name: said[name] for name in ("website", "telephone") if name in said}
    if "description.fi" in said:
        plain["description"] = {"fi": said["description.fi"]}
    return plain


@pytest.mark.slow
def test_any_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = told("register", 10, tmp_path, monkeypatch)
    rival = told("rival", 20, tmp_path, monkeypatch)
    run_state_machine_as_test(
        lambda: Story(source, rival),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.generate,),
            derandomize=EXAMPLES < 100,
            suppress_health_check=list(HealthCheck),
        ),
    )
