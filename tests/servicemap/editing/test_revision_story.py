"""Whatever people, reviewers and imports do, in any order, only what was let through is shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
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

from geodata.models import Organisation
from geodata.statements import read_rows
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
    """One organisation, and beside it a plain memory of what may be shown of it."""

    def __init__(self, source: Told) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.source = source
        self.imported: dict[str, str] = {}  # what the source says
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

    @rule(said=EDITS)
    def the_source_is_imported(self, said: dict[str, str]) -> None:
        texts: dict[str, Any] = (
            {"description": {"fi": said["description.fi"]}} if "description.fi" in said else {}
        )
        plain = {name: said[name] for name in ("website", "telephone") if name in said}
        self.source.brings(library("1", "Kallion kirjasto", **plain, **texts))
        self.imported = {name: value for name, value in said.items() if value}

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
        sheet = sheet_of(Organisation.objects.get())
        return {name: sheet[name] for name in FIELDS if name in sheet}

    @invariant()
    def only_what_was_let_through_is_shown(self) -> None:
        expected = {**self.imported, **self.by_hand}
        assert self.shown() == {name: value for name, value in expected.items() if value}

    @invariant()
    def it_is_known_who_said_it(self) -> None:
        for row in read_rows(Organisation, Organisation.objects.values_list("pk", flat=True)):
            hands = {name for name, kept in row.kept.items() if kept["source"] == "local"}
            assert hands == set(self.by_hand)

    @invariant()
    def there_is_one_open_revision_at_most(self) -> None:
        assert Revision.objects.filter(state__in=Revision.OPEN).count() <= 1


@pytest.mark.slow
def test_any_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = told("register", 10, tmp_path, monkeypatch)
    run_state_machine_as_test(
        lambda: Story(source),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.generate,),
            derandomize=EXAMPLES < 100,
            suppress_health_check=list(HealthCheck),
        ),
    )
