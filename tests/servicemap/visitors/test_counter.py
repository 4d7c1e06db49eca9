"""What was counted is written down: by several processes at once, each key once for each time."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from geodata.models import Organisation, Source
from servicemap.models import Use
from servicemap.visitors import counter
from servicemap.visitors.counter import Buffer, Key
from tests.servicemap.visitors.counting import ENTRIES, ROUNDS

ROOT = Path(__file__).resolve().parents[3]
WEEK = dt.date(2026, 11, 16)
OPENED = Key("organisation", 1, WEEK, "opened")


@pytest.fixture
def source(db: None) -> Source:
    source = Source.objects.create(key="osm", name="OpenStreetMap", licence="", attribution="")
    Organisation.objects.create(pk=1, source=source, source_id="1", name={"fi": "Seura"})
    return source


@pytest.fixture
def buffer(counted: Buffer) -> Buffer:
    return Buffer()


def rows() -> list[tuple[str, int, str, str, int]]:
    found = Use.objects.order_by("noun", "entry", "what", "words")
    return list(found.values_list("noun", "entry", "what", "words", "count"))


@pytest.mark.usefixtures("source")
def test_it_works(buffer: Buffer) -> None:
    buffer.add([OPENED, OPENED._replace(what="found", words="seura")])
    buffer.add([OPENED])
    assert rows() == []
    buffer.write()
    buffer.write()
    assert rows() == [
        ("organisation", 1, "found", "seura", 1),
        ("organisation", 1, "opened", "", 2),
    ]
    buffer.add([OPENED])
    buffer.write()
    assert rows()[1] == ("organisation", 1, "opened", "", 3)


@pytest.mark.usefixtures("source")
def test_nothing_is_counted_of_what_is_not_there(buffer: Buffer) -> None:
    buffer.add([OPENED._replace(entry=2), OPENED._replace(noun="place"), OPENED])
    buffer.write()
    assert rows() == [("organisation", 1, "opened", "", 1)]


@pytest.mark.usefixtures("source")
def test_what_cannot_be_written_waits_for_the_next_time(
    buffer: Buffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer.add([OPENED])
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", _no_database)
        buffer.write()
        buffer.add([OPENED])
    buffer.write()
    assert rows() == [("organisation", 1, "opened", "", 2)]


@pytest.mark.usefixtures("source")
def test_a_stranger_cannot_fill_the_memory(buffer: Buffer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counter, "MOST", 2)
    buffer.add([OPENED, *(OPENED._replace(words=str(number)) for number in range(9)), OPENED])
    buffer.write()
    assert rows() == [("organisation", 1, "opened", "", 2), ("organisation", 1, "opened", "0", 1)]


@pytest.mark.usefixtures("source")
def test_a_child_process_writes_its_own_alone(buffer: Buffer) -> None:
    buffer.add([OPENED])
    buffer.forget()  # what a fork calls in the child
    buffer.write()
    assert rows() == []


@pytest.mark.django_db(transaction=True)
def test_two_processes_lose_nothing_and_lock_nobody_out() -> None:
    source = Source.objects.create(key="osm", name="OpenStreetMap", licence="", attribution="")
    Organisation.objects.bulk_create(
        Organisation(pk=id, source=source, source_id=str(id), name={})
        for id in range(1, ENTRIES + 1)
    )
    database = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-m", "tests.servicemap.visitors.counting", database]
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "servicemap.settings"}
    running = [
        subprocess.Popen(
            [*command, str(seed)], cwd=ROOT, env=given, stderr=subprocess.PIPE, text=True
        )
        for seed in (1, 2)
    ]
    said = [process.communicate(timeout=60)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert "cannot be written" not in "".join(said)
    counts = Use.objects.order_by("entry").values_list("entry", "count")
    assert list(counts) == [(id, 2 * (ROUNDS + 1)) for id in range(1, ENTRIES + 1)]


def _no_database() -> None:
    raise DatabaseError("gone")
