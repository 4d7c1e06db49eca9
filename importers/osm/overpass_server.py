"""Talk to an Overpass server through osmnx, patiently and within limits."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from geodata.coordinates import Box
from importers.errors import FetchError
from importers.osm.rules import read_table

ADVICE = (
    "Instead, pass --file with an extract of the area in .osm.pbf form (Geofabrik and BBBike offer "
    "them for download), or set SERVICEMAP_DATA_DIR to the folder with the extract that the area "
    "file names."
)
BUSY = (429, 502, 503, 504)
PUBLIC_SERVER = "https://overpass-api.de/api"
# A runtime remark stands at the end of an answer that came with status 200, but is not complete.
REMARK_BYTES = 4096


class OverpassUnreachable(FetchError):
    """The server is not there, or refuses; the message says what to do."""


class OverpassBusy(FetchError):
    """The server is there, but did not answer wholly however often it was asked."""


class _TryLater(Exception):
    """The server could not answer this time."""


@dataclass
class OverpassServer:
    """One Overpass server; `sleep` is what waits between attempts."""

    url: str = PUBLIC_SERVER
    sleep: Callable[[float], None] = time.sleep
    table: dict[str, Any] = field(default_factory=lambda: read_table("overpass.toml"))

    def say_hello(self) -> None:
        """Raise OverpassUnreachable unless the server answers; osmnx would wait a minute first."""
        try:
            requests.get(f"{self.url}/status", timeout=self.table["hello_seconds"])
        except requests.RequestException as error:
            what = f"Overpass at {self.url} cannot be reached ({type(error).__name__})."
            raise OverpassUnreachable(f"{what} {ADVICE}") from error

    def download(
        self, box: Box, tags: dict[str, Any], folder: Path, progress: Callable[[str], None]
    ) -> None:
        """Put the raw answer for a box (west, south, east, north) into a file in `folder`."""
        reason = ""
        for pause in (*self.table["pauses"], None):
            try:
                self._ask(box, tags, folder)
            except _TryLater as error:
                reason = str(error)
                if pause is not None:
                    progress(f"Overpass: {reason}; trying again in {pause} seconds.")
                    self.sleep(pause)
            else:
                return
        attempts = len(self.table["pauses"]) + 1
        what = f"Overpass at {self.url} did not answer in {attempts} attempts ({reason})."
        raise OverpassBusy(f"{what} Try again later: the pieces fetched so far are kept. {ADVICE}")

    def _ask(self, box: Box, tags: dict[str, Any], folder: Path) -> None:
        # osmnx and its pandas take 1.6 seconds to load, which only a download shall pay.
        import osmnx

        folder.mkdir(parents=True, exist_ok=True)
        with self._settings(osmnx.settings, folder):
            try:
                osmnx.features_from_bbox((box.west, box.south, box.east, box.north), tags)
            except InterruptedError:
                return  # How osmnx says that it has cached the answers and does no more.
            except requests.ConnectionError as error:
                raise _TryLater("the connection broke") from error
            except requests.Timeout as error:
                raise _TryLater("no answer in time") from error
            except ValueError as error:
                # InsufficientResponseError: the page of a busy server comes with status 200.
                raise _TryLater("the answer is not JSON") from error

    @contextmanager
    def _settings(self, settings: Any, folder: Path) -> Iterator[None]:
        """Lend osmnx our settings; it also bends name look-ups, which is undone as well."""
        ours = {
            "cache_folder": folder,
            "cache_only_mode": True,
            "use_cache": True,
            "doh_url_template": None,
            "max_query_area_size": 1e12,  # Boxes come cut already, so that progress can be told.
            "overpass_url": self.url,
            "requests_timeout": self.table["answer_seconds"],
            "requests_kwargs": {"hooks": {"response": _check}},
        }
        former = {name: getattr(settings, name) for name in ours}
        look_up = socket.getaddrinfo
        try:
            for name, value in ours.items():
                setattr(settings, name, value)
            yield
        finally:
            socket.getaddrinfo = look_up
            for name, value in former.items():
                setattr(settings, name, value)


def _check(response: requests.Response, *_: object, **__: object) -> None:
    """Look at every response before osmnx does: it would retry for ever, and pass over remarks."""
    if response.request.method != "POST":
        return
    if response.status_code in BUSY:
        raise _TryLater(f"the server is busy (status {response.status_code})")
    if response.status_code != requests.codes.ok:
        what = f"Overpass refused the question (status {response.status_code})."
        raise OverpassUnreachable(f"{what} {ADVICE}")
    end = response.content[-REMARK_BYTES:]
    if b'"remark"' in end:
        remark = end.partition(b'"remark"')[2].decode("utf-8", "replace").strip(' :"}\r\n')
        raise _TryLater(f"the answer is not complete: {remark[:200]}")
