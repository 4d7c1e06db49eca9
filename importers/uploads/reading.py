"""Be the source of uploads: read a file by the plan of its feed, and report row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from geodata.area import Area, Feed
from importers.errors import InputError
from importers.records import Problem, Record
from importers.sources import Fetched, Parse, Wanted
from importers.uploads.addresses import AddressBook, read_book
from importers.uploads.columns import NOUNS
from importers.uploads.formats import read
from importers.uploads.outcomes import Maker, Outcome
from importers.uploads.plan import Plan

KINDS = NOUNS
Book = Callable[[], AddressBook]


def find_upload(wanted: Wanted) -> Fetched:
    """Return the file that was uploaded; raises InputError."""
    path = wanted.given_file()
    if path is None:
        raise InputError("An upload is a file: give it with --file.")
    return Fetched(path)


def configured(feed: Feed) -> Parse:
    """Return what reads the files of an upload's feed; raises InputError for wrong options."""

    def parse(stream: BinaryIO, area: Area) -> Iterator[Record | Problem]:
        for outcome in outcomes(stream, Plan.of(feed.options, area), area):
            if outcome.record is not None:
                yield outcome.record
            yield from problems(outcome, str(feed.options["noun"]))

    return parse


def outcomes(stream: BinaryIO, plan: Plan, area: Area, book: Book = read_book) -> Iterator[Outcome]:
    """Yield what becomes of every row of a file; raises InputError."""
    table = read(plan.format, stream)
    maker = Maker(plan, area, book, table.crs)
    yield from maker.outcomes(table.rows)


def problems(outcome: Outcome, noun: str) -> Iterator[Problem]:
    """Yield what is wrong with a row, told by its number in the file."""
    for reason in outcome.reasons:
        yield Problem(noun, outcome.source_id, f"row {outcome.number}: {reason}")
