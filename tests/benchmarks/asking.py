"""Ask a server over several connections at once, another question each time."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable

CONNECTIONS = 4
WARMING = 10  # the first answers open the database and the network
Question = Callable[[random.Random], str]


def load(port: int, path: Question, requests: int) -> list[float]:
    """Return the milliseconds of every answer that the connections got, so many each."""
    times: list[float] = []

    def ask(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - only to vary the questions
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for turn in range(requests + WARMING):
            question, answer = path(chance), None
            while answer is None or answer.status == 302:  # to the address with the name in it
                start = time.perf_counter()
                connection.request("GET", question)
                answer = connection.getresponse()
                answer.read()
                question = answer.headers.get("Location", question)
            if answer.status not in (200, 404):
                raise ValueError(f"{question}: status {answer.status}")
            if turn >= WARMING:
                times.append((time.perf_counter() - start) * 1000)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(times) != CONNECTIONS * requests:
        raise ValueError("not every request was answered")
    return times
