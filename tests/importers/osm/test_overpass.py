"""Overpass is asked piece by piece, patiently; what it cannot give is told with what to do."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import osmnx
import pytest

from geodata.area import Area
from geodata.coordinates import Box
from importers.errors import FetchError
from importers.osm import parse
from importers.osm.elements import read_elements
from importers.osm.overpass import fetch
from importers.osm.overpass_server import OverpassBusy, OverpassServer, OverpassUnreachable
from importers.osm.rules import read_rules, read_table

Answer = tuple[int, str]
STATUS = "Connected as: 1\nCurrent time: 2026-01-31T10:00:00Z\nAnnounced endpoint: none\n"
STATUS += "Rate limit: 2\n2 slots available now.\nCurrently running queries:\n"
BENCH = {"type": "node", "id": 1, "lon": 25.01, "lat": 60.01, "tags": {"amenity": "bench"}}
CAFE = {"type": "node", "id": 2, "lon": 25.03, "lat": 60.01, "tags": {"amenity": "cafe"}}


def answer(*elements: dict[str, Any], date: str = "2026-01-31", **more: str) -> Answer:
    head = {"timestamp_osm_base": f"{date}T10:00:00Z"}
    return 200, json.dumps({"version": 0.6, "osm3s": head, "elements": elements, **more})


class Overpass:
    """A small server on this machine that gives its answers in turn, the last one for ever."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [answer(BENCH)]
        self.questions: list[str] = []
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_port}/api"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        overpass = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply(200, STATUS)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                overpass.questions.append(parse_qs(body)["data"][0])
                first, *rest = overpass.answers
                overpass.answers = rest or [first]
                self.reply(*first)

            def reply(self, status: int, text: str) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def overpass() -> Iterator[Overpass]:
    server = Overpass()
    yield server
    server.close()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def server(overpass: Overpass, slept: list[float]) -> OverpassServer:
    return OverpassServer(overpass.url, slept.append)


def small(area: Area) -> Area:
    """One piece is enough."""
    return replace(area, box=Box(25.0, 60.0, 25.02, 60.02))


def wide(area: Area) -> Area:
    """Seven kilometres are two pieces."""
    return replace(area, box=Box(25.0, 60.0, 25.13, 60.02))


def test_it_works(
    overpass: Overpass, server: OverpassServer, tiny_area: Area, tmp_path: Path
) -> None:
    told: list[str] = []
    path = fetch(small(tiny_area), tmp_path, told.append, server=server)
    with path.open("rb") as stream:
        records = list(parse(stream, tiny_area))
    assert [(record.noun, record.source_id) for record in records if hasattr(record, "noun")] == [
        ("amenity", "node/1")
    ]
    assert told == ["Overpass: piece 1 of 1.", f"Overpass: 1 elements in {path.name}."]
    assert len(overpass.questions) == 1
    assert overpass.questions[0].startswith("[out:json][timeout:180];((node['highway'](poly:'60.")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_pieces_overlap_and_are_joined_once(
    overpass: Overpass, server: OverpassServer, tiny_area: Area, tmp_path: Path
) -> None:
    overpass.answers = [answer(BENCH, CAFE), answer(CAFE, date="2026-01-30")]
    path = fetch(wide(tiny_area), tmp_path, lambda _: None, server=server)
    data = read_elements(path)
    assert sorted(data.nodes) == [1, 2]
    assert str(data.data_date) == "2026-01-30"
    assert len(overpass.questions) == 2
    assert path.read_text().count('"cafe"') == 1


def test_a_fresh_download_is_used_again_and_an_old_one_is_not(
    overpass: Overpass, server: OverpassServer, tiny_area: Area, tmp_path: Path
) -> None:
    path = fetch(small(tiny_area), tmp_path, lambda _: None, server=server)
    assert fetch(small(tiny_area), tmp_path, lambda _: None, server=server) == path
    assert len(overpass.questions) == 1
    yesterday = time.time() - 25 * 3600
    os.utime(path, (yesterday, yesterday))
    fetch(small(tiny_area), tmp_path, lambda _: None, server=server)
    assert len(overpass.questions) == 2


REMARK = answer(BENCH, remark="runtime error: Query timed out at line 1")
PAGE = (200, "<html><body>The server is probably too busy.</body></html>")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ((429, "Too Many Requests"), "the server is busy (status 429)"),
        ((504, "Gateway Timeout"), "the server is busy (status 504)"),
        (REMARK, "the answer is not complete: runtime error: Query timed out"),
        (PAGE, "the answer is not JSON"),
    ],
)
def test_a_fault_is_waited_out(
    overpass: Overpass,
    server: OverpassServer,
    slept: list[float],
    tiny_area: Area,
    tmp_path: Path,
    fault: Answer,
    reason: str,
) -> None:
    overpass.answers = [fault, fault, answer(BENCH)]
    told: list[str] = []
    path = fetch(small(tiny_area), tmp_path, told.append, server=server)
    assert slept == [15, 45]
    assert reason in told[1]
    assert told[1].endswith("trying again in 15 seconds.")
    assert read_elements(path).nodes.keys() == {1}


def test_a_server_that_stays_busy_ends_with_advice_and_keeps_its_pieces(
    overpass: Overpass,
    server: OverpassServer,
    slept: list[float],
    tiny_area: Area,
    tmp_path: Path,
) -> None:
    overpass.answers = [answer(BENCH), (504, "")]
    with pytest.raises(OverpassBusy, match=r"did not answer in 4 attempts .*status 504.*--file"):
        fetch(wide(tiny_area), tmp_path, lambda _: None, server=server)
    assert slept == [15, 45, 120]
    asked = len(overpass.questions)
    overpass.answers = [answer(CAFE)]
    path = fetch(wide(tiny_area), tmp_path, lambda _: None, server=server)
    assert len(overpass.questions) == asked + 1
    assert sorted(read_elements(path).nodes) == [1, 2]


def test_a_refusal_is_told_at_once(
    overpass: Overpass, server: OverpassServer, tiny_area: Area, tmp_path: Path
) -> None:
    overpass.answers = [(400, "Bad Request")]
    with pytest.raises(OverpassUnreachable, match=r"refused the question \(status 400\)"):
        fetch(small(tiny_area), tmp_path, lambda _: None, server=server)
    assert len(overpass.questions) == 1


def test_an_unreachable_server_is_told_at_once_with_what_to_do(
    tiny_area: Area, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/api"
    with pytest.raises(OverpassUnreachable) as caught:
        fetch(tiny_area, tmp_path, lambda _: None, server=OverpassServer(url))
    assert isinstance(caught.value, FetchError)
    assert str(caught.value) == (
        f"Overpass at {url} cannot be reached (ConnectionError). Instead, pass --file with an "
        "extract of the area in .osm.pbf form (Geofabrik and BBBike offer them for download), or "
        "set SERVICEMAP_DATA_DIR to the folder with the extract that the area file names."
    )
    assert list(tmp_path.iterdir()) == []


def test_settings_and_look_ups_are_put_back(
    overpass: Overpass, server: OverpassServer, tiny_area: Area, tmp_path: Path
) -> None:
    before = {name: getattr(osmnx.settings, name) for name in dir(osmnx.settings)}
    look_up = socket.getaddrinfo
    fetch(small(tiny_area), tmp_path, lambda _: None, server=server)
    assert {name: getattr(osmnx.settings, name) for name in dir(osmnx.settings)} == before
    assert socket.getaddrinfo is look_up


TABLES = [
    ("stations.toml", "station"),
    ("stations.toml", "entrance"),
    ("hubs.toml", "component"),
    ("organisations.toml", "organisation"),
    ("amenities.toml", "amenity"),
    ("names.toml", "place_name"),
]


@pytest.mark.parametrize(("file", "table"), TABLES)
def test_every_row_of_the_tag_tables_is_asked_for(file: str, table: str) -> None:
    asked = read_table("overpass.toml")["tags"]
    for row in read_rules(file, table).rows:
        whole = [
            key
            for key, values in row.tags.items()
            if asked.get(key) is True or (key in asked and values <= set(asked[key]))
        ]
        assert whole, f"{file}: {row.tags} would not be in a download"


def test_every_kind_of_route_is_asked_for() -> None:
    asked = read_table("overpass.toml")["tags"]["route"]
    assert set(asked) == set(read_table("trails.toml")["routes"])
