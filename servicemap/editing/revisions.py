"""Lead a revision from draft to publication: every step locked, nothing twice, nothing lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap import confirming
from servicemap.editing import publishing
from servicemap.editing.checking import problems_with
from servicemap.editing.following import with_positions
from servicemap.editing.patches import (
    Conflict,
    Patch,
    applied,
    at,
    conflicts,
    mark,
    only_changes,
    tidy,
)
from servicemap.editing.sheets import GONE, NEW, sheet_of, where
from servicemap.models import Membership, Revision, Save, Standing
from servicemap.pictures import showing

State = Revision.State
TAKEN = dt.timedelta(minutes=15)  # how long a reviewer who does nothing keeps others away
P = ParamSpec("P")
R = TypeVar("R")


class EditingError(Exception):
    """A step that cannot be taken now; its words are for who tried, in the active language."""


class NotNow(EditingError):
    """The revision is no longer in the state that the step begins from."""


class TakenByAnother(EditingError):
    """Another reviewer is at it."""


class Unsound(EditingError):
    """What was written cannot be handed in; `problems` says by path what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(_("Something is missing or has to be put right."))
        self.problems = dict(problems)


class Conflicting(EditingError):
    """What is published has changed since; `conflicts` are the fields."""

    def __init__(self, found: list[Conflict]) -> None:
        super().__init__(_("What is published has changed since this was written."))
        self.conflicts = found


@dataclass(frozen=True)
class Saved:
    """A draft after a save; what somebody else had changed meanwhile was kept as they wrote it."""

    revision: Revision
    conflicts: list[Conflict]


def step(
    *states: str,
) -> Callable[[Callable[Concatenate[Revision, P], R]], Callable[Concatenate[Revision, P], R]]:
    """Take a step in a transaction of its own, on the locked revision, from these states only."""

    def made(
        take: Callable[Concatenate[Revision, P], R],
    ) -> Callable[Concatenate[Revision, P], R]:
        @wraps(take)
        def taken(revision: Revision, /, *args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                locked = Revision.objects.select_for_update().get(pk=revision.pk)
                if locked.state not in states:
                    raise NotNow(_STATES[locked.state]())
                if locked.organisation_id:
                    organisations = Organisation.objects.select_for_update()
                    locked.organisation = organisations.get(pk=locked.organisation_id)
                return take(locked, *args, **kwargs)

        return taken

    return made


def draft_of(organisation: Organisation | None, author: User) -> Revision:
    """Return the open revision of an organisation, or begin one."""
    if organisation is None:
        return Revision.objects.create(author=author)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        found = Revision.objects.filter(organisation=organisation, state__in=Revision.OPEN).first()
        return found or Revision.objects.create(
            organisation=organisation, author=author, patch=coming_back(organisation)
        )


def coming_back(organisation: Organisation | None) -> Patch:
    """Return what has to be said so that an organisation that was closed is shown again.

    One that was archived comes back by itself when something of it is published.
    """
    if organisation is None or organisation.closed_at is None or organisation.merged_into_id:
        return {}
    archived = Standing.objects.filter(organisation=organisation, archived_at__isnull=False)
    return {} if archived.exists() else {GONE: False}


def published_sheet(revision: Revision) -> dict[str, Any]:
    """Return what is published of the revision's organisation."""
    return sheet_of(revision.organisation) if revision.organisation else {}


def sheet(revision: Revision) -> dict[str, Any]:
    """Return what the organisation would tell with the revision on it."""
    return applied(published_sheet(revision), revision.patch)


@step(State.DRAFT, State.RETURNED)
def save(revision: Revision, author: User, edits: Patch, seen: int | Mapping[str, str]) -> Saved:
    """Save what somebody changed who was looking at version `seen` of the draft.

    Instead of a version it can be told by the marks of what they were looking at, path by path.
    Where another has changed the same field since to something else, theirs stays and the conflict
    is told; all other edits are saved. Raises KeyError for a path that leads nowhere, or to what is
    another organisation's.
    """
    for path in edits:
        where(path)
    showing.check_own(revision, edits)
    published = published_sheet(revision)
    _check_belonging(revision, published, edits)
    if isinstance(seen, int):
        before = _patch_at(revision, seen)
        seen = {path: mark(_said(before, published, path)) for path in edits}
    found = [
        Conflict(path, tidy(value), theirs)
        for path, value in sorted(edits.items())
        if mark(theirs := _said(revision.patch, published, path))
        not in (seen.get(path, mark(None)), mark(value))
    ]
    mine = {path: tidy(value) for path, value in edits.items()}
    for conflict in found:
        del mine[conflict.path]
    mine = with_positions(applied(published, revision.patch), mine)
    patch = {**revision.patch, **mine}
    revision.base = {
        path: revision.base.get(path, at(published, path))
        if path in revision.patch
        else at(published, path)
        for path in patch
    }
    revision.patch = only_changes(patch, revision.base)
    revision.base = {path: revision.base[path] for path in revision.patch}
    revision.version += 1
    revision.changed_at = timezone.now()
    revision.save()
    Save.objects.create(
        revision=revision, version=revision.version, patch=revision.patch, author=author
    )
    return Saved(revision, found)


@step(State.DRAFT, State.RETURNED)
def submit(
    revision: Revision, author: User, version: int | None = None, *, over: bool = False
) -> Revision:
    """Hand a draft to the city; what a trusted organisation hands in is published at once.

    With `version`, only what its author has seen. Raises Unsound, and Conflicting of what is to be
    published at once, unless `over` what changed since.
    """
    if version is not None:
        _as_seen(revision, version)
    if not revision.patch:
        raise EditingError(_("Nothing has been changed."))
    revision.patch |= coming_back(revision.organisation)
    problems = problems_with(sheet(revision), revision.patch)
    if problems:
        raise Unsound(problems)
    revision.author = author
    revision.submitted_at = timezone.now()
    revision.comments = {}
    revision.state = State.SUBMITTED
    standing = Standing.objects.filter(organisation=revision.organisation_id).first()
    if standing and standing.is_trusted:
        revision.was_trusted = True
        _publish(revision, over=over)
    revision.save()
    return revision


@step(State.SUBMITTED)
def recall(revision: Revision) -> Revision:
    """Take a revision back to go on writing it."""
    return _moved(revision, State.DRAFT)


@step(State.DRAFT, State.RETURNED, State.SUBMITTED)
def withdraw(revision: Revision) -> Revision:
    """Give a revision up; what is published stays as it is."""
    return _moved(revision, State.WITHDRAWN)


@step(State.SUBMITTED)
def take(revision: Revision, reviewer: User) -> Revision:
    """Begin to review, so that no other does the same; raises TakenByAnother."""
    _mine(revision, reviewer)
    revision.reviewer, revision.taken_at = reviewer, timezone.now()
    revision.save(update_fields=["reviewer", "taken_at"])
    return revision


@step(State.SUBMITTED)
def approve(revision: Revision, reviewer: User, version: int, *, over: bool = False) -> Revision:
    """Publish what the reviewer has seen; raises Conflicting unless `over` what changed since."""
    _mine(revision, reviewer)
    _as_seen(revision, version)
    revision.reviewer = reviewer
    _publish(revision, over=over)
    revision.save()
    return revision


@step(State.SUBMITTED)
def send_back(
    revision: Revision, reviewer: User, version: int, comments: Mapping[str, str]
) -> Revision:
    """Return it with comments, by path; "" is for the whole."""
    return _decided(revision, reviewer, version, State.RETURNED, comments)


@step(State.SUBMITTED)
def reject(revision: Revision, reviewer: User, version: int, reason: str) -> Revision:
    """Refuse it for a reason, which its people read."""
    return _decided(revision, reviewer, version, State.REJECTED, {"": reason})


@step(State.PUBLISHED)
def undo(revision: Revision, reviewer: User, *, over: bool = False) -> Revision:
    """Put back what a revision replaced, as a revision of its own; raises Conflicting.

    A field of which a source had spoken until then is the source's again; what was made is closed.
    """
    if revision.undone_by.exists():
        raise NotNow(_("This has been undone already."))
    organisation = revision.organisation
    if organisation is None:
        raise NotNow(_("Its organisation is gone."))
    now = sheet_of(organisation)
    back = _backwards(revision)
    found = [] if over else conflicts(back, _known_by_id(revision), now)
    if found:
        raise Conflicting(found)
    undoing = Revision(
        organisation=organisation,
        author=reviewer,
        reviewer=reviewer,
        undoes=revision,
        patch=back,
        base={path: at(now, path) for path in back},
        submitted_at=timezone.now(),
    )
    _publish(undoing, over=True)
    undoing.save()
    publishing.speak_again(organisation, revision.released)
    return undoing


def _publish(revision: Revision, *, over: bool) -> None:
    now = published_sheet(revision)
    found = [] if over else conflicts(revision.patch, revision.base, now)
    if found:
        raise Conflicting(found)
    # What a source has come to say itself meanwhile stays the source's.
    changes = only_changes(revision.patch, now)
    # What is gone is not in the sheet, and may be meant to come back.
    changes |= {path: value for path, value in revision.patch.items() if where(path).name == GONE}
    done = publishing.publish(revision.organisation, changes)
    if revision.organisation is None and revision.author:
        owner = {"person": revision.author, "role": Membership.Role.OWNER}
        Membership.objects.create(organisation=done.organisation, **owner)
    revision.organisation = done.organisation
    revision.before = {path: _before(now, path, value) for path, value in changes.items()}
    revision.made, revision.released = done.made, done.released
    if revision.undoes is None:
        confirming.confirm(done.organisation)
    revision.state = State.PUBLISHED
    revision.decided_at = timezone.now()


def _backwards(revision: Revision) -> Patch:
    """Return the patch that takes a published one back."""
    back: Patch = {}
    for path, value in revision.before.items():
        if where(path).target not in revision.made:
            back[path] = value
    for target, pk in revision.made.items():
        group = target.partition(".")[0]
        back[f"{group}.{pk}.{GONE}" if group else GONE] = True
    return back


def _before(now: Mapping[str, Any], path: str, value: Any) -> Any:
    """Return what a change replaces; what it brings back was gone, and so not in the sheet."""
    return True if where(path).name == GONE and value is False else at(now, path)


def _known_by_id(revision: Revision) -> dict[str, Any]:
    """Return what a revision wrote, as the sheet has it since; of what it made nothing.

    What was brought back is there, and not said to be.
    """
    return {
        path: (value or None) if where(path).name == GONE else value
        for path, value in revision.patch.items()
        if where(path).target not in revision.made
    }


def _check_belonging(revision: Revision, published: Mapping[str, Any], edits: Patch) -> None:
    """Raise KeyError for a place or an event that is not the organisation's, or is no more.

    What is no more can be brought back.
    """
    theirs = {where(path).target for path in published}
    for path in edits:
        found = where(path)
        if not found.group or found.key.startswith(NEW) or found.target in theirs:
            continue
        rows: Any = found.part.model._default_manager
        was = rows.filter(pk=found.key, organisation=revision.organisation_id, merged_into=None)
        if found.name != GONE or revision.organisation_id is None or not was.exists():
            raise KeyError(path)


def _patch_at(revision: Revision, version: int) -> Patch:
    found = revision.saves.filter(version=version).values_list("patch", flat=True).first()
    return found or {}


def _said(patch: Patch, published: Mapping[str, Any], path: str) -> Any:
    return tidy(patch[path]) if path in patch else at(published, path)


def _moved(revision: Revision, state: State) -> Revision:
    revision.state = state
    revision.reviewer = revision.taken_at = None
    revision.changed_at = timezone.now()
    revision.save()
    return revision


def _decided(
    revision: Revision,
    reviewer: User,
    version: int,
    state: State,
    comments: Mapping[str, str],
) -> Revision:
    _mine(revision, reviewer)
    _as_seen(revision, version)
    told = {path: words.strip() for path, words in comments.items() if words.strip()}
    if not told:
        raise EditingError(_("Say why, so that its people know what to change."))
    revision.comments, revision.state = told, state
    revision.reviewer, revision.taken_at = reviewer, None
    revision.decided_at = revision.changed_at = timezone.now()
    revision.save()
    return revision


def _mine(revision: Revision, reviewer: User) -> None:
    is_held = revision.taken_at and revision.taken_at > timezone.now() - TAKEN
    if is_held and revision.reviewer_id not in (None, reviewer.pk):
        raise TakenByAnother(_("Another reviewer is looking at this just now."))


def _as_seen(revision: Revision, version: int) -> None:
    if revision.version != version:
        raise NotNow(_("This has been changed since you opened it; look at it again."))


_STATES: dict[str, Callable[[], str]] = {
    State.DRAFT: lambda: _("This is still being written."),
    State.SUBMITTED: lambda: _("This waits for the city; take it back to change it."),
    State.RETURNED: lambda: _("This was returned to its people."),
    State.PUBLISHED: lambda: _("This has been published already."),
    State.REJECTED: lambda: _("This was rejected."),
    State.WITHDRAWN: lambda: _("This was given up."),
}
