"""Work out when events happen: one row for each of their times, kept in step with the events."""

# ruff: noqa: S608 - only our own names of tables are put into statements
from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from geodata.area import current_area
from geodata.models import Event, EventException, Occurrence
from geodata.recurrence import Recurrence, RecurrenceError, local, moment_of

logger = logging.getLogger(__name__)
AHEAD = dt.timedelta(days=370)  # that a recurrence is worked out
BEHIND = dt.timedelta(days=30)
MOST = 400  # times of one event: every day from `BEHIND` to `AHEAD`
BATCH = 1_000


def expand(ids: Iterable[int], *, now: dt.datetime | None = None) -> None:
    """Make the times of these events anew; what is closed or merged has none.

    A series whose parts are events of their own has none either: its parts have them.
    """
    wanted = list(ids)
    now = now or timezone.now()
    Occurrence.objects.filter(event__in=wanted).delete()
    _insert_plain(wanted)
    recurring = _recurring().filter(pk__in=wanted).order_by("pk")
    for start in range(0, len(wanted), BATCH):
        some = list(recurring[start : start + BATCH])
        if not some:
            break
        Occurrence.objects.bulk_create(_times_of_all(some, now), batch_size=BATCH)


def with_series(ids: Iterable[int]) -> list[int]:
    """Return these events and the series they are parts of, whose times depend on them."""
    wanted = set(ids)
    series = Event.objects.filter(pk__in=wanted, series__isnull=False)
    return sorted(wanted | set(series.values_list("series", flat=True)))


def moving() -> list[int]:
    """Return the events whose times are worked out further every day.

    Where nothing was worked out yet, since the events are older than this, those are all.
    """
    rows = _recurring() if Occurrence.objects.exists() else Event.objects.open()
    return list(rows.order_by("pk").values_list("pk", flat=True))


def spans(ids: Iterable[int], now: dt.datetime) -> dict[int, tuple[dt.datetime, dt.datetime]]:
    """Return of each event when it next begins, or began last, and when its last time is over."""
    over = Coalesce("ends_at", "starts_at")
    rows = Occurrence.objects.filter(event__in=ids).annotate(over=over).values("event")
    rows = rows.annotate(
        next=Min("starts_at", filter=Q(over__gte=now)), begun=Max("starts_at"), last=Max("over")
    )
    return {
        event: (following or begun, last)
        for event, following, begun, last in rows.values_list("event", "next", "begun", "last")
    }


def _recurring() -> QuerySet[Event]:
    """Return the open events whose times have to be worked out."""
    parts = Event.objects.open().filter(series=OuterRef("pk"))
    exceptions = EventException.objects.filter(event=OuterRef("pk"))
    rows: QuerySet[Event] = Event.objects.open().filter(
        ~Q(recurrence="") | Exists(exceptions), ~Exists(parts)
    )
    return rows.only("starts_at", "ends_at", "all_day", "status", "recurrence")


def _insert_plain(ids: list[int]) -> None:
    """Write the one time of each event that happens once."""
    event, times = Event._meta.db_table, Occurrence._meta.db_table
    exceptions = EventException._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {times} (event_id, starts_at, ends_at, status) "
            "SELECT id, starts_at, CASE WHEN ends_at > starts_at THEN ends_at END, status "
            f"FROM {event} e WHERE id = ANY(%s) AND recurrence = '' "
            "AND closed_at IS NULL AND merged_into_id IS NULL "
            f"AND NOT EXISTS (SELECT FROM {exceptions} x WHERE x.event_id = e.id) "
            f"AND NOT EXISTS (SELECT FROM {event} part WHERE part.series_id = e.id "
            "AND part.closed_at IS NULL AND part.merged_into_id IS NULL)",
            [ids],
        )


def _times_of_all(events: list[Event], now: dt.datetime) -> Iterator[Occurrence]:
    exceptions: dict[int, dict[dt.date, EventException]] = defaultdict(dict)
    for each in EventException.objects.filter(event__in=events):
        exceptions[each.event_id][each.date] = each
    for event in events:
        yield from times_of(event, exceptions[event.pk], now)


def times_of(
    event: Event, exceptions: Mapping[dt.date, EventException], now: dt.datetime
) -> list[Occurrence]:
    """Return when an event happens, in the order of its rule; it need not be in the database."""
    zone = ZoneInfo(current_area().time_zone)
    times: dict[dt.datetime, Occurrence] = {}
    for clock in _clocks(event, zone, now):
        made = _occurrence(event, clock, exceptions.get(clock.date()), zone)
        times.setdefault(made.starts_at, made)
    return list(times.values())


def _clocks(event: Event, zone: ZoneInfo, now: dt.datetime) -> list[dt.datetime]:
    """Return by the clock when an event begins: at least its first time."""
    start = local(event.starts_at, zone)
    if not event.recurrence:
        return [start]
    try:
        rule = Recurrence.parse(event.recurrence, zone)
        times = rule.between(start, local(now - BEHIND, zone), local(now + AHEAD, zone))
    except (RecurrenceError, OverflowError) as error:
        logger.warning("The recurrence of event %s cannot be read: %s", event.pk, error)
        return [start]
    if times.within:
        return times.within[:MOST]
    return [times.before or start]


def _occurrence(
    event: Event, clock: dt.datetime, exception: EventException | None, zone: ZoneInfo
) -> Occurrence:
    """Make one time; it lasts as long as the first one by the clock, whatever is done to that."""
    starts_at, status, moved_from = moment_of(clock, zone), event.status, None
    if exception is not None and exception.moved_to is not None:
        moved_from, starts_at = starts_at, exception.moved_to
        clock = local(starts_at, zone)
    elif exception is not None and exception.cancelled:
        status = Event.Status.CANCELLED
    ends_at = None
    if event.ends_at is not None and event.ends_at > event.starts_at:
        lasts = local(event.ends_at, zone) - local(event.starts_at, zone)
        ends_at = max(moment_of(clock + lasts, zone), starts_at)
    return Occurrence(
        event=event, starts_at=starts_at, ends_at=ends_at, status=status, moved_from=moved_from
    )
