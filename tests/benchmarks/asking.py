"""Ask a server over several connections at once, another question each time."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

CONNECTIONS = 4
WARMING = 10  # the first answers open the database and the network
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Request:
    """What somebody asks who is signed in; with fields of a form it is a POST."""

    path: str
    session: str = ""
    form: Fields | None = None
    headers: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        token = "c" * 32  # the same in the cookie and in the form: whoever asks is who it says
        if self.session:
            self.headers["Cookie"] = f"sessionid={self.session}; csrftoken={token}"
        if self.form is not None:
            self.headers["Content-Type"] = "application/x-www-form-urlencoded"
            self.headers["X-CSRFToken"] = token

    @property
    def method(self) -> str:
        """Return GET or POST."""
        return "GET" if self.form is None else "POST"

    @property
    def expected(self) -> tuple[int, ...]:
        """Return which answers are good: who is signed in asks for nothing that is not there."""
        if self.form is not None:
            return (200, 302, 303)
        return (200,) if self.session else (200, 404)

    @property
    def body(self) -> str | None:
        """Return the form as it is sent."""
        return None if self.form is None else urlencode(self.form)


Question = Callable[[random.Random], str | Request]


def load(port: int, path: Question, requests: int) -> list[float]:
    """Return the milliseconds of every answer that the connections got, so many each."""
    times: list[float] = []

    def ask(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - only to vary the questions
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for turn in range(requests + WARMING):
            asked, answer = path(chance), None
            question = asked if isinstance(asked, Request) else Request(asked)
            # To the address with the name in it; what answers a form leads to another page.
            while answer is None or (answer.status == 302 and question.method == "GET"):
                start = time.perf_counter()
                connection.request(question.method, question.path, question.body, question.headers)
                answer = connection.getresponse()
                answer.read()
                if question.method == "GET":
                    question = replace(question, path=answer.headers.get("Location", question.path))
            leads_to = answer.headers.get("Location", "")
            if answer.status not in question.expected or "/account/" in leads_to:
                raise ValueError(f"{question.path}: status {answer.status} {leads_to}")
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
