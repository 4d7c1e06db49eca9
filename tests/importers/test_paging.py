"""Pages are fetched one by one; whichever cannot be had is named by its number."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from importers import paging
from importers.errors import FetchError
from importers.fetch import Limits
from importers.paging import fetch_pages
from tests.importers import faulty
from tests.importers.faulty import Server

QUICK = Limits(timeout=1.0, tries=3, pause=0.01, largest=1000, fresh=60)


def pages(server: Server, count: int) -> str:
    """Serve `count` pages that lead from one to the next; return the first one's address."""
    for number in range(1, count + 1):
        following = f"{server.url}/items?page={number + 1}" if number < count else None
        document = {"data": [number], "next": following}
        server.serve(f"/items?page={number}", faulty.document(document))
    return f"{server.url}/items?page=1"


def collect(url: str, cache: Path, limits: Limits = QUICK) -> Iterator[Any]:
    def following(document: Any) -> Any:
        return document["next"]

    for document in fetch_pages(url, cache, next_url=following, limits=limits):
        yield document["data"]


def test_it_works(server: Server, tmp_path: Path) -> None:
    assert list(collect(pages(server, 3), tmp_path)) == [[1], [2], [3]]
    assert server.paths == [f"/items?page={number}" for number in (1, 2, 3)]


def test_a_page_is_asked_for_only_when_it_is_wanted(server: Server, tmp_path: Path) -> None:
    assert next(collect(pages(server, 3), tmp_path)) == [1]
    assert server.paths == ["/items?page=1"]


def test_an_address_may_be_relative(server: Server, tmp_path: Path) -> None:
    first = server.serve("/v1/items", faulty.document({"data": 1, "next": "?page=2"}))
    server.serve("/v1/items?page=2", faulty.document({"data": 2, "next": ""}))
    assert list(collect(first, tmp_path)) == [1, 2]


@pytest.mark.parametrize(
    "fault",
    [
        faulty.html(),
        faulty.body(b""),
        faulty.body('{"data": [7], "next"'),
        faulty.cut_short('{"data": [7], "next": null}'),
        faulty.cut_short('{"data": [7], "next": null}', told=False),
        faulty.status(500),
        faulty.status(429, {"Retry-After": "0"}),
        faulty.break_off,
    ],
)
def test_a_page_that_is_damaged_once_is_asked_for_again(
    server: Server, tmp_path: Path, fault: faulty.Reply
) -> None:
    first = pages(server, 7)
    server.serve("/items?page=7", fault, faulty.document({"data": [7], "next": None}))
    assert list(collect(first, tmp_path)) == [[number] for number in range(1, 8)]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (faulty.html(), "the answer is HTML or XML, not JSON, in 3 tries"),
        (faulty.body(b""), "the answer is empty, in 3 tries"),
        (faulty.body("down"), "the answer is not JSON, in 3 tries"),
        (faulty.body('{"data": [7], "ne'), "JSON that ends too early or is damaged"),
        (faulty.body("[" * 900), "JSON that ends too early or is damaged"),
        (faulty.status(500), "in 3 tries: it answers 500"),
        (faulty.status(404), "it answers 404"),
        (faulty.break_off, "could not be fetched in 3 tries"),
        (faulty.endless, "more than 1000 bytes"),
    ],
)
def test_a_service_that_goes_down_at_page_7_is_told(
    server: Server, tmp_path: Path, fault: faulty.Reply, said: str
) -> None:
    first = pages(server, 9)
    server.serve("/items?page=7", fault)
    found = collect(first, tmp_path)
    assert [next(found) for _ in range(6)] == [[number] for number in range(1, 7)]
    with pytest.raises(FetchError) as caught:
        next(found)
    assert str(caught.value).startswith(f"page 7 of {first}: ")
    assert said in str(caught.value)


def test_the_next_run_goes_on_with_what_is_in_the_cache(server: Server, tmp_path: Path) -> None:
    first = pages(server, 3)
    server.serve("/items?page=3", *[faulty.html()] * 3, faulty.document({"data": 3, "next": None}))
    with pytest.raises(FetchError, match="page 3 of"):
        list(collect(first, tmp_path))
    before = len(server.asked)
    assert list(collect(first, tmp_path)) == [[1], [2], 3]
    assert server.paths[before:] == ["/items?page=3"]


@pytest.mark.parametrize(
    ("following", "said"),
    [
        ("http://127.0.0.2/items?page=3", "is on another host, http://127.0.0.2"),
        ("//127.0.0.2/items", "is on another host"),
        ("http://127.0.0.1:1/items", "is on another host"),
        ("ftp://127.0.0.1/items", "is on another host"),
        ("file:///etc/passwd", "is on another host"),
        ("http://[::1", "is no address"),
        ("http://127.0.0.1:99999/", "is no address"),
        ("?page=1", "is one that was there before"),
        ("?page=2", "is one that was there before"),
        (3, "which is no address"),
    ],
)
def test_what_follows_stays_with_the_service(
    server: Server, tmp_path: Path, following: Any, said: str
) -> None:
    first = pages(server, 2)
    server.serve("/items?page=2", faulty.document({"data": [2], "next": following}))
    with pytest.raises(FetchError, match=r"^page 2 of .*: its next page") as caught:
        list(collect(first, tmp_path))
    assert said in str(caught.value)
    assert server.paths == ["/items?page=1", "/items?page=2"]


@pytest.mark.parametrize(
    ("here", "there", "followed"),
    [
        ("https://a.fi/x", "http://a.fi/x?page=2", "https://a.fi/x?page=2"),
        ("https://a.fi/x", "http://a.fi:80/x?page=2", "https://a.fi/x?page=2"),
        ("https://a.fi/x", "https://A.fi/x?page=2", "https://A.fi/x?page=2"),
        ("https://a.fi/x/", "y", "https://a.fi/x/y"),
    ],
)
def test_https_stays_https(here: str, there: str, followed: str) -> None:
    assert paging._followed(here, there, "page 1") == followed


def test_https_is_not_asked_of_a_port_that_speaks_http() -> None:
    with pytest.raises(FetchError, match="another host"):
        paging._followed("https://a.fi/x", "http://a.fi:8080/x", "page 1")


def test_there_is_an_end(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MOST_PAGES", 4)
    with pytest.raises(FetchError, match="has more than 4 pages"):
        list(collect(pages(server, 5), tmp_path))
    assert len(server.asked) == 4


def test_pages_are_asked_for_with_a_pause(server: Server, tmp_path: Path) -> None:
    first = pages(server, 4)
    start = time.monotonic()
    list(collect(first, tmp_path, Limits(gap=0.05)))
    assert time.monotonic() - start >= 0.15


def test_a_page_may_begin_with_a_byte_order_mark(server: Server, tmp_path: Path) -> None:
    content = json.dumps({"data": "ä", "next": None}, ensure_ascii=False).encode("utf-8-sig")
    assert list(collect(server.serve("/a", faulty.body(content)), tmp_path)) == ["ä"]
