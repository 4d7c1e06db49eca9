"""Answer: where does the data come from, how old is it, and how did the last imports go?"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.area import Feed, current_area
from geodata.models import Source
from importers import derived
from importers.errors import InputError
from importers.registry import source_module
from importers.run import credit
from servicemap import exports, parameters, schedule
from servicemap.exports import Written
from servicemap.networks import Provenance, instance_now
from servicemap.problems import ParameterError
from servicemap.runs import Runs, by_reason, open_entries, problems_of, runs_by_source
from servicemap.schemas import columns
from servicemap.values import quoted

Told = dict[str, Any]
MOST_REASONS = 10
TROUBLED = ("failing", "stale")
PARAMETERS = (
    parameters.LIMIT,
    parameters.OFFSET,
    parameters.LANG,
    parameters.ROWS_FORMAT,
)
PROBLEM_PARAMETERS = (parameters.SOURCE, *PARAMETERS)


@dataclass(frozen=True)
class SourcesQuery:
    """Which of the sources, or which of the records that they refused, of `source` alone or all."""

    limit: int
    after: int
    format: str
    source: str | None = None

    @classmethod
    def from_params(cls, params: Mapping[str, Any], *, problems: bool = False) -> SourcesQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(params, PROBLEM_PARAMETERS if problems else PARAMETERS)
        parameters.LANG.of(given)
        return cls(
            limit=parameters.LIMIT.of(given) or parameters.ROWS,
            after=parameters.OFFSET.of(given) or 0,
            format=parameters.ROWS_FORMAT.of(given) or "json",
            source=parameters.SOURCE.of(given) if problems else None,
        )


@dataclass(frozen=True)
class RowsAnswer:
    """One page of rows; `count` counts all pages, `next` is the parameter for the following one."""

    query: SourcesQuery
    rows: tuple[Told, ...]
    count: int
    next: int | None
    provenance: Provenance

    def written(self, schema: str, next_address: str | None) -> Written:
        """Return it as JSON or CSV."""
        carried = self.provenance.as_json()
        if self.query.format == "csv":
            rows = ({**row, **carried} for row in self.rows)
            return Written(exports.as_csv(rows, columns(schema)), "csv")
        told = {"results": self.rows, "count": self.count, "next": next_address, **carried}
        return Written(json.dumps(told, ensure_ascii=False) + "\n", "json")


@dataclass(frozen=True)
class SourceState:
    """A source as it is told of: who it is, what it brought, and how it is doing."""

    key: str
    credit: Told  # name, licence, licence_url, attribution, url
    data_date: dt.date | None
    kinds: dict[str, int]
    runs: Runs
    every: dt.timedelta | None  # only where the worker imports it by itself
    live_every: dt.timedelta | None
    next_run: dt.datetime | None
    state: str
    problems: tuple[dict[str, str], ...] = ()

    @property
    def is_derived(self) -> bool:
        """Say whether it is no import: what is worked out here follows from what others bring."""
        return self.key == derived.KEY

    @property
    def is_troubled(self) -> bool:
        """Say whether somebody should look at it."""
        return self.state in TROUBLED

    @property
    def changes(self) -> Told:
        """Return what the last import that read a file did, kind by kind."""
        return self.runs.read.counts if self.runs.read else {}

    @property
    def reasons(self) -> list[Told]:
        return by_reason(self.problems, MOST_REASONS)

    def as_json(self) -> Told:
        last, success, read = self.runs.last, self.runs.success, self.runs.read
        return {
            "key": self.key,
            **self.credit,
            "kinds": self.kinds,
            "state": self.state,
            "data_date": self.data_date.isoformat() if self.data_date else None,
            "last_success": _time(success.started_at) if success else None,
            "last_attempt": _time(last.started_at) if last else None,
            "status": str(last.status) if last else None,
            "message": self.runs.message,
            "failures": self.runs.failures,
            "file_name": success.file_name if success else "",
            "changed_at": _time(read.started_at) if read else None,
            "changes": self.changes,
            "problems": len(self.problems),
            "reasons": self.reasons,
            "every_minutes": _minutes(self.every),
            "live_every_minutes": _minutes(self.live_every),
            "next_run": _time(self.next_run) if self.next_run else None,
        }


def answer(query: SourcesQuery) -> RowsAnswer:
    """Return one page of the sources, in the order of the area file."""
    return _page(query, [each.as_json() for each in states()])


def answer_problems(query: SourcesQuery) -> RowsAnswer:
    """Return one page of what the last imports refused; raises ParameterError for its source."""
    found = states()
    if query.source is not None:
        keys = [each.key for each in found]
        if query.source not in keys:
            raise ParameterError(
                parameters.SOURCE.name,
                _("There is no source %(source)s. Sources: %(sources)s.")
                % {"source": quoted(query.source), "sources": ", ".join(keys)},
            )
        found = [each for each in found if each.key == query.source]
    rows = [{"source": each.key, **problem} for each in found for problem in each.problems]
    return _page(query, rows)


def states(*, with_problems: bool = True) -> list[SourceState]:
    """Return every source that the area names or that has brought something."""
    now = timezone.now()
    area = current_area()
    known = {source.key: source for source in Source.objects.order_by("name")}
    runs, entries = runs_by_source(), open_entries() if with_problems else {}
    brought = [key for key, source in known.items() if source.pk in entries or source.pk in runs]
    found = []
    for key in dict.fromkeys((*area.feed_keys(), *brought)):
        source = known.get(key)
        feed = area.feed(key)
        own = runs.get(source.pk, Runs()) if source else Runs()
        every = feed.every if schedule.runs_by_itself(feed) else None
        found.append(
            SourceState(
                key=key,
                credit=_credit(source, feed),
                data_date=source.data_date if source else None,
                kinds=entries.get(source.pk, {}) if source else {},
                runs=own,
                every=every,
                live_every=feed.live_every if schedule.may_refresh(feed) else None,
                next_run=max(schedule.next_import(feed, now), now) if every else None,
                state="ok" if key == derived.KEY else own.state(every, now),
                problems=tuple(problems_of(own.read)) if with_problems and own.read else (),
            )
        )
    return found


def _page(query: SourcesQuery, rows: list[Told]) -> RowsAnswer:
    upto = query.after + query.limit
    instance = instance_now()
    told = Source.objects.exclude(attribution="").order_by("rank", "key")
    credits = told.values_list("attribution", flat=True)
    return RowsAnswer(
        query=query,
        rows=tuple(rows[query.after : upto]),
        count=len(rows),
        next=upto if upto < len(rows) else None,
        provenance=Provenance(
            network_version=instance.network_version,
            data_date=instance.data_date.isoformat() if instance.data_date else None,
            attribution="; ".join(dict.fromkeys(credits)),
        ),
    )


def _credit(source: Source | None, feed: Feed) -> Told:
    names = ("name", "licence", "licence_url", "attribution", "url")
    if source is not None:
        return {name: getattr(source, name) for name in names}
    try:
        told = credit(source_module(feed.module), feed)
    except InputError:  # a source that this release does not know
        told = {"name": feed.key}
    return {name: told.get(name, "") for name in names}


def _minutes(length: dt.timedelta | None) -> int | None:
    return None if length is None else int(length / dt.timedelta(minutes=1))


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="seconds")
