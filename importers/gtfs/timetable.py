"""Count departures per hour at every station, chunk by chunk, whatever the order of the rows.

A departure is counted at the hour of the clock at which it happens on the typical day: 25:10 of the
day before is in the hour 1. What has no time of its own leaves with the hour of the stop before.
The last stop of a trip, and one where nobody may get on, are no departures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from importers.gtfs.archive import Archive
from importers.gtfs.calendar import BACK, DAY_TYPES
from importers.gtfs.notes import Notes
from importers.gtfs.tables import CHUNK, chunks, has_columns, rows
from importers.gtfs.trips import Trips

if TYPE_CHECKING:
    import pandas as pd

FILE, FREQUENCIES = "stop_times.txt", "frequencies.txt"
NEEDED = {"trip_id", "stop_id"}
SEQUENCE = "stop_sequence"
TIMES = {"departure_time", "arrival_time"}
HOUR, LATEST = 3600, BACK * 24 * 3600
NO_TIME, BAD_TIME = -1, -2
NOBODY_GETS_ON = "1"
MOST_FREQUENT = 10  # seconds between two trips
Numbers = NDArray[np.int64]


class Timetable:
    """Departures `counts[day type, group, hour]` and the routes that stop at each group."""

    def __init__(self, trips: Trips, groups: dict[str, int], size: int, notes: Notes) -> None:
        """`groups` has the number of the group for every known stop, -1 for one left out."""
        self.trips, self.groups, self.size, self.notes = trips, groups, size, notes
        self.counts: Numbers = np.zeros((len(DAY_TYPES), size * 24), np.int64)
        self.pairs: set[int] = set()  # group * number of routes + route
        self._by_frequency = np.zeros(len(trips.ids), bool)
        self._kept: list[Numbers] = []
        # Of every trip what is known of its last row so far: the highest stop_sequence.
        self._last: Numbers = np.full((4, len(trips.ids)), -1, np.int64)
        self._rows = 0
        self._known_times: dict[str, int] = {"": NO_TIME}

    def read(self, archive: Archive) -> None:
        """Read all rows; memory does not grow with their number."""
        if FILE not in archive:
            self.notes.add(FILE, "file is missing: routes and departures are not known")
            return
        repeats = list(self._frequencies(archive))
        columns = NEEDED | TIMES | {SEQUENCE, "pickup_type"}
        for chunk in chunks(archive, FILE, columns, self.notes, CHUNK):
            if not has_columns(chunk.columns, NEEDED, FILE, self.notes):
                return
            self._count(self._numbers(chunk))
        _, group, time, counted = self._last
        ends = (counted > 0) & ~self._by_frequency
        self._add(np.flatnonzero(ends), group[ends], time[ends], -1)
        self._repeat(repeats)

    def departures(self, group: int) -> dict[str, list[int]]:
        """Return departures per hour by day type; none where no calendar tells the days."""
        if self.trips.runs is None or not self.trips.days:
            return {}
        hours = slice(group * 24, group * 24 + 24)
        found = np.maximum(self.counts[:, hours], 0)
        return {name: found[n].tolist() for n, name in enumerate(DAY_TYPES)}

    def routes(self) -> dict[int, list[int]]:
        """Return group → numbers of the routes that stop there."""
        found: dict[int, list[int]] = {}
        for pair in sorted(self.pairs):
            group, route = divmod(pair, max(len(self.trips.routes), 1))
            found.setdefault(group, []).append(route)
        return found

    def _numbers(self, chunk: pd.DataFrame) -> Numbers:
        """Return trip, sequence, group, time and whether one may get on, sorted by the first two.

        Texts are looked up once for each that differs, which is what makes this fast.
        """
        trips = self.trips.ids.get_indexer(chunk["trip_id"].cat.categories)
        stops = [self.groups.get(key.strip(), -2) for key in chunk["stop_id"].cat.categories]
        trip, group = _spread(trips, chunk["trip_id"]), _spread(stops, chunk["stop_id"])
        sequence = self._sequences(chunk)
        time = self._times(chunk)
        may: Numbers = np.ones(len(chunk), np.int64)
        if "pickup_type" in chunk:
            allowed = [
                each.strip() != NOBODY_GETS_ON for each in chunk["pickup_type"].cat.categories
            ]
            may = _spread(allowed, chunk["pickup_type"])
        self._note(trip == -1, "rows name a trip that trips.txt does not have", chunk["trip_id"])
        self._note(group == -2, "rows name a stop that stops.txt does not have", chunk["stop_id"])
        self._note(sequence < 0, "rows have no stop_sequence", chunk["trip_id"])
        self._note(time == BAD_TIME, "rows have a time that is none", chunk["trip_id"])
        table = np.stack([trip, sequence, group, time, may])
        table = table[:, (trip >= 0) & (sequence >= 0) & (group > -2)]
        same = table[0, 1:] == table[0, :-1]
        turned = same & (table[1, 1:] < table[1, :-1])
        self.notes.add(FILE, "rows are not in the order of their trip", number=int(turned.sum()))
        table = table[:, np.lexsort((table[1], table[0]))]
        twice = np.r_[False, (table[:2, 1:] == table[:2, :-1]).all(axis=0)]
        self.notes.add(FILE, "rows say a stop_sequence of a trip again", number=int(twice.sum()))
        found: Numbers = table[:, ~twice]
        return found

    def _sequences(self, chunk: pd.DataFrame) -> Numbers:
        """Return what orders the rows of a trip; the order of the file where nothing else does."""
        self._rows += len(chunk)
        if has_columns(chunk.columns, {SEQUENCE}, FILE, self.notes):
            return _spread(map(_whole, chunk[SEQUENCE].cat.categories), chunk[SEQUENCE])
        return np.arange(self._rows - len(chunk), self._rows)

    def _times(self, chunk: pd.DataFrame) -> Numbers:
        time: Numbers = np.full(len(chunk), NO_TIME, np.int64)
        for name in ("arrival_time", "departure_time"):
            if name in chunk:
                known = [self._time(text) for text in chunk[name].cat.categories]
                found = _spread(known, chunk[name])
                time = np.where(found == NO_TIME, time, found)
        return time

    def _time(self, text: str) -> int:
        if text not in self._known_times:
            if len(self._known_times) > LATEST:
                self._known_times = {"": NO_TIME}
            self._known_times[text] = seconds(text)
        return self._known_times[text]

    def _count(self, table: Numbers) -> None:
        trip, sequence, group, time, may = table
        if not len(trip):
            return
        begins = np.r_[True, trip[1:] != trip[:-1]]
        time = self._filled(trip, np.where(time < 0, NO_TIME, time), begins)
        back = ~begins & (time >= 0) & (time < np.r_[NO_TIME, time[:-1]])
        self.notes.add(FILE, "rows go back in time on their trip", number=int(back.sum()))
        ends = np.r_[begins[1:], True]
        counted = (may > 0) & (group >= 0) & (time >= 0) & (time < LATEST)
        self._remember(trip[ends], sequence[ends], group[ends], time[ends], counted[ends])
        here = group >= 0
        route = self.trips.route_of[trip]
        pairs = group * max(len(self.trips.routes), 1) + route
        self.pairs.update(np.unique(pairs[here & (route >= 0)]).tolist())
        repeated = self._by_frequency[trip]
        if repeated.any():
            self._kept.append(np.stack([trip, sequence, group, time, counted])[:, repeated])
        once = counted & ~repeated
        self._add(trip[once], group[once], time[once], 1)

    def _filled(self, trip: Numbers, time: Numbers, begins: NDArray[np.bool_]) -> Numbers:
        """Give rows without a time that of the stop before, also of the chunk before."""
        here = np.arange(len(time))
        known = np.maximum.accumulate(np.where(time >= 0, here, -1))
        first = np.maximum.accumulate(np.where(begins, here, -1))
        inside = known >= first
        found = np.where(inside, time[np.maximum(known, 0)], self._last[2][trip])
        self.notes.add(
            FILE, "rows come before the first time of their trip", number=int((found < 0).sum())
        )
        return found

    def _remember(
        self, trip: Numbers, sequence: Numbers, group: Numbers, time: Numbers, counted: Any
    ) -> None:
        later = sequence > self._last[0][trip]
        for number, values in enumerate((sequence, group, time, counted)):
            self._last[number][trip[later]] = values[later]

    def _add(self, trip: Numbers, group: Numbers, time: Numbers, times: int) -> None:
        runs = self.trips.runs
        if runs is None or not len(trip):
            return
        cells, back = group * 24 + time % (24 * HOUR) // HOUR, time // (24 * HOUR)
        for kind in range(len(DAY_TYPES)):
            chosen = cells[runs[trip, kind, back]]
            self.counts[kind] += times * np.bincount(chosen, minlength=self.size * 24)

    def _frequencies(self, archive: Archive) -> Any:
        """Yield trip, first and last second and the seconds between, of what runs repeatedly."""
        columns = {"trip_id", "start_time", "end_time", "headway_secs"}
        for row in rows(archive, FREQUENCIES, columns, self.notes):
            trip = int(self.trips.ids.get_indexer([row["trip_id"]])[0])
            start, end = seconds(row["start_time"]), seconds(row["end_time"])
            gap = _whole(row["headway_secs"])
            if trip < 0 or start < 0 or end < start or gap < MOST_FREQUENT:
                self.notes.add(FREQUENCIES, "rows cannot be understood", row["trip_id"])
                continue
            self._by_frequency[trip] = True
            yield trip, start, end, gap

    def _repeat(self, repeats: list[tuple[int, int, int, int]]) -> None:
        if not self._kept:
            return
        kept = np.concatenate(self._kept, axis=1)
        kept = kept[:, np.lexsort((kept[1], kept[0]))]
        for trip, start, end, gap in repeats:
            low, high = np.searchsorted(kept[0], [trip, trip + 1])
            _, _, group, time, counted = kept[:, low:high]
            if not (time >= 0).any():
                continue
            passed = time - time[time >= 0][0]
            goes = counted.astype(bool)
            goes[-1] = False  # the last stop is no departure
            first = np.arange(start, end, gap)
            times = (first[:, None] + passed[goes][None, :]).ravel()
            where = np.tile(group[goes], len(first))
            fits = (times >= 0) & (times < LATEST)
            self._add(np.full(int(fits.sum()), trip), where[fits], times[fits], 1)

    def _note(self, wrong: NDArray[np.bool_], reason: str, shown: pd.Series[Any]) -> None:
        number = int(wrong.sum())
        if number:
            self.notes.add(FILE, reason, shown.iloc[int(np.argmax(wrong))], number)


def seconds(text: str) -> int:
    """Read a time such as 25:10:00, which may pass midnight; NO_TIME or BAD_TIME for none."""
    text = text.strip()
    if not text:
        return NO_TIME
    parts = text.split(":")
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isdigit() for part in parts):
        return BAD_TIME
    hours, minutes, rest = (*map(int, parts), 0)[:3]
    found = hours * HOUR + minutes * 60 + rest
    return found if minutes < 60 and rest < 60 and found < LATEST else BAD_TIME


def _spread(values: Any, column: pd.Series[Any]) -> Numbers:
    """Give every row the number of its text."""
    known = np.fromiter(values, np.int64)
    found: Numbers = known[column.cat.codes.to_numpy()]
    return found


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
