"""Measure what organisations and reviewers do: 100,000 organisations, 5,000 in the queue."""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.asking import CONNECTIONS, WARMING, Request, load
from tests.benchmarks.forms import fields_of
from tests.benchmarks.instance import DATABASE, ROOT, database, environment, manage, server
from tests.benchmarks.residents import fill
from tests.benchmarks.timing import Report

ORGANISATIONS, QUEUE = 100_000, 5_000
REQUESTS = 40  # by each connection
TURNS = CONNECTIONS * (REQUESTS + WARMING)
DRAFTS = TURNS  # each is saved once, then submitted
WORDS = "Uusi kuvaus: kokoonnumme nyt myös lauantaisin, ja kaikki ovat tervetulleita. "


@dataclass(frozen=True)
class Asked:
    """What is done with each draft or revision in turn, and the most milliseconds for 19 of 20."""

    what: str
    request: Callable[[Any], Request]
    over: list[Any]
    p95: float


def measure_editing(report: Report, extract: Path) -> None:
    """Measure each in an instance of its own."""
    with tempfile.TemporaryDirectory() as name, database():
        own = environment(Path(name))
        fill(report, own, extract, ORGANISATIONS)
        manage(own, "createcachetable")
        command = [sys.executable, "-m", "tests.benchmarks.drafts", str(QUEUE), str(DRAFTS)]
        told = subprocess.run(
            command, check=True, env=own, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        with server(own) as port:
            ask_all(report, port, json.loads(told.stdout))


def ask_all(report: Report, port: int, there: dict[str, Any]) -> None:
    """Ask each question of a server, and tell what it took the reader and the processors."""
    for asked in questions(port, there):
        turns = (asked.over * (TURNS // len(asked.over) + 1))[:TURNS]
        requests = iter([asked.request(each) for each in turns])
        before = dict(processor_seconds())
        times = load(port, partial(_next, requests), REQUESTS)
        after = dict(processor_seconds())
        spent = sum(seconds - before.get(process, 0) for process, seconds in after.items())
        report.add("editing", f"{asked.what}: median", statistics.median(times), "ms")
        slow = statistics.quantiles(times, n=20)[-1]
        report.add("editing", f"{asked.what}: p95", slow, "ms", asked.p95)
        report.add("editing", f"{asked.what}: of the processors", 1000 * spent / TURNS, "ms")


def _next(requests: Iterator[Request], _chance: random.Random) -> Request:
    return next(requests)


def questions(port: int, there: dict[str, Any]) -> Iterator[Asked]:
    """Return what is asked, in an order in which it can be done."""
    drafts, reviewer = there["drafts"], there["reviewer"]
    queue = there["queue"][:TURNS]

    def step(key: str, draft: Any, **changed: str) -> list[tuple[str, str]]:
        number, session = draft
        found = fields_of(port, Request(f"/en/my/drafts/{number}/{key}", session))
        return [(name, value + changed.get(name, "")) for name, value in found]

    def save(draft: Any) -> Request:
        form = step("about", draft, **{"name.fi": " ry", "description.fi": WORDS * 5})
        return Request(f"/en/my/drafts/{draft[0]}/save", draft[1], form)

    def see(draft: Any) -> Request:
        return Request(f"/en/my/drafts/{draft[0]}/check", draft[1])

    def submit(draft: Any) -> Request:
        form = [*step("check", draft), ("do", "submit")]
        return Request(f"/en/my/drafts/{draft[0]}/check", draft[1], form)

    yield Asked("saving a draft", save, drafts, 80)
    yield Asked("duplicate candidates, before submitting", see, drafts, 150)
    yield Asked("submitting", submit, drafts, 150)
    yield Asked("opening the queue", lambda _: Request("/en/review/", reviewer), [0], 120)
    yield Asked(
        "a difference", lambda n: Request(f"/en/review/revisions/{n}", reviewer), queue, 150
    )


def processor_seconds() -> Iterator[tuple[str, float]]:
    """Yield what each process of the server and of its database has computed so far."""
    tick = os.sysconf("SC_CLK_TCK")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            if b"servicemap.wsgi" in command or DATABASE.encode() in command:
                numbers = (process / "stat").read_text().rpartition(")")[2].split()
                yield process.name, (int(numbers[11]) + int(numbers[12])) / tick
        except OSError:  # it has ended meanwhile
            continue
