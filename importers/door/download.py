"""Ask once for what an address holds, within limits of time and size.

By urllib3, which requests stands on: it connects to a number while it checks the certificate of a
name, and unpacks gzip piece by piece (before 2.6 a chunk at a time, however large it became).
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import getproxies, proxy_bypass

from urllib3 import BaseHTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers, parse_url

from importers.door.addresses import Target, check_address, shown
from importers.errors import FetchError

CHUNK = 1 << 16
REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5
ENCODINGS = ("", "identity", "gzip", "x-gzip")
PACKED = (".gz", ".tgz")  # a file that is packed itself: it stays as it is
TROUBLES = (OSError, HTTPError, ssl.SSLError)


class Refused(Exception):
    """The server gave an answer other than the content, or broke it off; it can be asked again."""

    def __init__(self, reason: str, status: int = 0, retry_after: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True)
class Question:
    """What is asked for, with how much patience; seconds and bytes."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout: float
    deadline: float  # on the monotonic clock
    largest: int


@dataclass(frozen=True)
class Answered:
    """What is to be remembered of an answer: whether it was new, and how to ask for a newer one."""

    is_new: bool
    etag: str = ""
    last_modified: str = ""


def download(question: Question, draft: Path) -> Answered:
    """Write the content to `draft`, whole.

    Raises Refused for what may be gone in a moment, FetchError for what will not.
    """
    target = check_address(question.url)
    seen = [target.url]
    while True:
        headers = _headers(question, target, is_first=len(seen) == 1)
        with _answer(question, target, headers) as answer:
            if answer.status not in REDIRECTS:
                return _take(question, answer, draft)
            location = answer.headers.get("Location", "")
        target = _followed(target, location)
        if target.url in seen:
            raise FetchError(f"{shown(question.url)} leads in a circle; it is not followed.")
        if len(seen) > MOST_REDIRECTS:
            raise FetchError(f"{shown(question.url)} leads on more than {MOST_REDIRECTS} times.")
        seen.append(target.url)


def _followed(target: Target, location: str) -> Target:
    if not location:
        raise FetchError(f"{shown(str(target.url))} leads on, but does not say where to.")
    try:
        return target.follow(location)
    except FetchError as error:
        raise FetchError(
            f"{shown(str(target.url))} leads to {shown(location)[:200]}: {error}"
        ) from None


def _headers(question: Question, target: Target, *, is_first: bool) -> dict[str, str]:
    """Say who asks; what else the caller has to say, such as a key, is for the first host alone."""
    is_packed = (target.url.path or "").endswith(PACKED)
    own = {"Host": target.url.netloc or target.host, "Connection": "close"}
    own["Accept-Encoding"] = "identity" if is_packed else "gzip"
    given = question.headers
    if not is_first and check_address(question.url).origin != target.origin:
        given = {"User-Agent": given["User-Agent"]}
    return own | dict(given)


def _take(question: Question, answer: BaseHTTPResponse, draft: Path) -> Answered:
    if answer.status == 304 and {"If-None-Match", "If-Modified-Since"} & set(question.headers):
        return Answered(is_new=False)
    if answer.status != 200:
        raise Refused(
            f"it answers {answer.status} {answer.reason or ''}".rstrip(),
            answer.status,
            answer.headers.get("Retry-After", ""),
        )
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ENCODINGS:
        raise FetchError(f"{shown(question.url)} answers in the encoding {encoding[:30]!r}.")
    too_much = f"{shown(question.url)} sends more than {question.largest} bytes."
    if (answer.length_remaining or 0) > question.largest:
        raise FetchError(too_much)
    size = 0
    with draft.open("wb") as copy:
        for chunk in answer.stream(CHUNK):
            size += len(chunk)
            if size > question.largest:
                raise FetchError(too_much)
            _check_time(question)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    _check_time(question)  # a connection that was cut at the end of its time looks like an end
    return Answered(
        is_new=True,
        etag=answer.headers.get("ETag", ""),
        last_modified=answer.headers.get("Last-Modified", ""),
    )


@contextmanager
def _answer(
    question: Question, target: Target, headers: Mapping[str, str]
) -> Iterator[BaseHTTPResponse]:
    """Ask, and hang up in the end; a server that drips is hung up on when the time is over."""
    _check_time(question)
    try:
        connection, asked = _connected(question, target)
        with _hanging_up(connection, question.deadline):
            connection.request("GET", asked, headers=headers, preload_content=False)
            with closing(connection.getresponse()) as answer:
                yield answer
    except FetchError:
        raise
    except TROUBLES as error:
        _check_time(question)
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise Refused(reason) from None


def _check_time(question: Question) -> None:
    if time.monotonic() >= question.deadline:
        raise FetchError(f"{shown(question.url)} takes too long to answer; it was given up.")


@contextmanager
def _hanging_up(connection: HTTPConnection, deadline: float) -> Iterator[None]:
    """Close the connection in the end, at the latest at the deadline, even while it is waited for.

    A timeout of the socket is for a single wait; a byte now and then would go on for ever.
    """
    line = connection.sock

    def hang_up() -> None:
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was closed in this very moment

    timer = threading.Timer(max(deadline - time.monotonic(), 0), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
        line.close()


def _connected(question: Question, target: Target) -> tuple[HTTPConnection, str]:
    """Return a connection to one of the checked numbers, or to the proxy, and what to ask there."""
    wait = min(question.timeout, max(question.deadline - time.monotonic(), 0.01))
    proxy = "" if proxy_bypass(target.host) else getproxies().get(target.scheme, "")
    if proxy:
        return _by_proxy(proxy, target, wait)
    trouble: Exception = OSError(f"{target.host} has no address")
    for number in target.numbers:
        connection = _connection(target, number, wait)
        try:
            connection.connect()
        except TROUBLES as error:
            connection.close()
            trouble = error
        else:
            return connection, target.url.request_uri
    raise trouble


def _connection(target: Target, number: str, wait: float) -> HTTPConnection:
    if target.scheme == "http":
        return HTTPConnection(number, target.port, timeout=wait)
    return HTTPSConnection(
        number,
        target.port,
        timeout=wait,
        ssl_context=ssl.create_default_context(),
        server_hostname=target.host,
    )


def _by_proxy(address: str, target: Target, wait: float) -> tuple[HTTPConnection, str]:
    """Ask through the proxy of the environment: there the proxy looks the name up again."""
    proxy = parse_url(address if "://" in address else f"http://{address}")
    at: Any = (str(proxy.host).strip("[]"), proxy.port or 3128)
    headers = make_headers(proxy_basic_auth=proxy.auth) if proxy.auth else {}
    if target.scheme == "http":
        connection = HTTPConnection(*at, timeout=wait)
        asked = str(target.url)
    else:
        connection = HTTPSConnection(*at, timeout=wait, ssl_context=ssl.create_default_context())
        connection.set_tunnel(target.host, target.port, headers, scheme="http")
        asked = target.url.request_uri
    connection.connect()
    return connection, asked
