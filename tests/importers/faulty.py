"""Serve, on this machine, what a service may answer on a good day and on bad ones."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]
"""Writes a whole answer."""


@dataclass(frozen=True)
class Asked:
    """One question as the server heard it."""

    path: str
    headers: Mapping[str, str]


@dataclass
class Served:
    """What the server answers, by path with its query; a path has several answers in turn.

    The last answer of a path stays for ever; "*" is for every other path, else it is a 404.
    """

    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def take(self, path: str) -> Reply:
        replies = self.replies.get(path) or self.replies.get("*") or [status(404)]
        return replies.pop(0) if len(replies) > 1 else replies[0]

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.asked]


class Server(ThreadingHTTPServer):
    """A server with its answers: `server.serve("/a", text("…"), …)`."""

    daemon_threads = True
    served: Served
    stopped: threading.Event

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def serve(self, path: str, *replies: Reply) -> str:
        """Answer `path` with these, one after the other; returns its address."""
        self.served.replies[path] = list(replies)
        return self.url + path

    @property
    def asked(self) -> list[Asked]:
        return self.served.asked

    @property
    def paths(self) -> list[str]:
        return self.served.paths


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(Asked(self.path, dict(self.headers.items())))
        try:
            self.server.served.take(self.path)(self)
        except ConnectionError:
            self.close_connection = True  # whoever asked has gone

    def begin(self, status: int, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Keep quiet."""


@contextmanager
def running() -> Iterator[Server]:
    """Run a server until the block ends."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.served, server.stopped = Served(), threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
            thread.join()


def body(
    content: bytes | str, headers: Mapping[str, str] | None = None, *, code: int = 200
) -> Reply:
    """Answer with this content, whole."""
    sent = content.encode() if isinstance(content, str) else content

    def reply(handler: Handler) -> None:
        handler.begin(code, {"Content-Length": str(len(sent))} | dict(headers or {}))
        handler.wfile.write(sent)

    return reply


def document(value: Any, headers: Mapping[str, str] | None = None) -> Reply:
    """Answer with a JSON document."""
    told = {"Content-Type": "application/json"} | dict(headers or {})
    return body(json.dumps(value, ensure_ascii=False), told)


def status(code: int, headers: Mapping[str, str] | None = None) -> Reply:
    """Answer with a status alone, such as 500, or 429 with Retry-After."""
    return body(b"", headers, code=code)


def html(code: int = 200) -> Reply:
    """Show a page for people, as services in trouble do, and say that all is well."""
    page = "<!DOCTYPE html><title>Service unavailable</title><h1>Back soon</h1>"
    return body(page, {"Content-Type": "text/html"}, code=code)


def redirect(target: str, code: int = 302) -> Reply:
    return status(code, {"Location": target})


def cut_short(content: bytes | str, *, told: bool = True) -> Reply:
    """Send half of the content; `told` is whether its whole length was announced."""
    sent = content.encode() if isinstance(content, str) else content

    def reply(handler: Handler) -> None:
        handler.begin(200, {"Content-Length": str(len(sent))} if told else {})
        handler.wfile.write(sent[: len(sent) // 2])

    return reply


def break_off(handler: Handler) -> None:
    """Hang up without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


def endless(handler: Handler) -> None:
    """Send without ever stopping, as fast as it is taken."""
    handler.begin(200)
    while not handler.server.stopped.is_set():
        handler.wfile.write(b" " * 65_536)


def announced(size: int) -> Reply:
    """Announce an answer of `size` bytes, and send it."""

    def reply(handler: Handler) -> None:
        handler.begin(200, {"Content-Length": str(size)})
        for _ in range(size // 65_536):
            handler.wfile.write(b" " * 65_536)

    return reply


def drip(pause: float = 0.05) -> Reply:
    """Send one byte at a time, so that no single wait is long."""

    def reply(handler: Handler) -> None:
        handler.begin(200)
        while not handler.server.stopped.is_set():
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(pause)

    return reply


def drip_headers(pause: float = 0.05) -> Reply:
    """Never come to the end of the headers."""

    def reply(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
        while not handler.server.stopped.is_set():
            handler.wfile.write(b"X")
            handler.wfile.flush()
            time.sleep(pause)

    return reply


def silence(handler: Handler) -> None:
    """Take the question, and say nothing."""
    handler.server.stopped.wait()


def gzipped(content: bytes | str, headers: Mapping[str, str] | None = None) -> Reply:
    sent = content.encode() if isinstance(content, str) else content
    return body(gzip.compress(sent), {"Content-Encoding": "gzip"} | dict(headers or {}))


def gzip_bomb(size: int) -> Reply:
    """Send a small answer that unpacks to `size` zeros."""
    return gzipped(bytes(size))


def if_changed(content: bytes | str, etag: str) -> Reply:
    """Answer 304 to whoever has this content already."""

    def reply(handler: Handler) -> None:
        if handler.headers["If-None-Match"] == etag:
            handler.begin(304, {"ETag": etag})
        else:
            body(content, {"ETag": etag})(handler)

    return reply
