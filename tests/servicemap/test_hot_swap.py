"""A running server takes up a new network between two questions, without a restart."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import F

from geodata.models import Instance
from tests.servicemap import town as small

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]
FIGURES = {"before": 500.4, "after": 349.0}  # by the shortcut


def database_url() -> str:
    """Write the address of the test database, socket or not."""
    told = {name: quote(str(value), safe="") for name, value in connection.settings_dict.items()}
    secret = f":{told['PASSWORD']}" if told["PASSWORD"] else ""
    port = f":{told['PORT']}" if told["PORT"] else ""
    return f"postgis://{told['USER']}{secret}@{told['HOST']}{port}/{told['NAME']}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Two workers that serve the test database; the address of the last mile."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "SERVICEMAP_NETWORK_DIR": str(tmp_path),
        "SERVICEMAP_LOCAL_DIR": str(tmp_path / "local"),
        "SERVICEMAP_PRODUCTION": "0",
    }
    (tmp_path / "local").mkdir()
    command = [sys.executable, "-m", "gunicorn", "servicemap.wsgi", "--workers", "2", "--threads",
               "2", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}/api/v1/last-mile?from=station:1&to=trail:1&within=1000"
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_for(url: str) -> None:
    """Wait until the server answers at all."""
    for _ in range(150):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer")


def ask(url: str) -> tuple[str, float]:
    """Return the version that answered and its metres."""
    with urllib.request.urlopen(url, timeout=20) as response:
        answer: dict[str, Any] = json.load(response)
    return answer["network_version"], answer["features"][0]["properties"]["metres"]


def test_it_works(tmp_path: Path, server: str) -> None:
    before = small.build_network(tmp_path)
    small.settle(before)
    with ThreadPoolExecutor(4) as askers:
        assert set(askers.map(ask, [server] * 24)) == {(before, FIGURES["before"])}

        after = small.build_network(tmp_path, with_shortcut=True)
        meanwhile = [askers.submit(ask, server) for _ in range(60)]
        Instance.objects.update(network_version=after, revision=F("revision") + 1)
        both = {(before, FIGURES["before"]), (after, FIGURES["after"])}
        assert {asked.result() for asked in meanwhile} <= both

        # Every worker has taken it up, and nobody needs the former file any more.
        (tmp_path / f"{before}.net").unlink()
        assert set(askers.map(ask, [server] * 24)) == {(after, FIGURES["after"])}
