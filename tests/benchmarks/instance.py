"""Lend an instance of its own to what is measured: a database, folders, a server."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).parents[2]
DATABASE = "servicemap_bench"


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of an instance that keeps everything in a folder."""
    areas = ROOT / "geodata" / "areas"
    shutil.copy(areas / "espoo.toml", folder / "bench.toml")
    shutil.copy(areas / "espoo.geojson", folder / "espoo.geojson")
    (folder / "examples").mkdir(exist_ok=True)
    shutil.copy(areas / "examples" / "espoo.toml", folder / "examples" / "espoo.toml")
    changed = {
        "DJANGO_SETTINGS_MODULE": "servicemap.settings",
        "SERVICEMAP_AREA_FILE": str(folder / "bench.toml"),
        "SERVICEMAP_NETWORK_DIR": str(folder / "networks"),
    }
    return {**os.environ, **changed}


def manage(own: dict[str, str], *arguments: str) -> str:
    """Run one of the service's commands there; return what it said."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, check=True, env=own, stdout=subprocess.PIPE, cwd=ROOT, text=True)
    return done.stdout


@contextmanager
def database() -> Iterator[None]:
    """Lend an empty database of the project's own cluster, and drop it afterwards."""
    name = sql.Identifier(DATABASE)
    connection = psycopg2.connect(host=os.environ["PGHOST"], user="postgres", dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(name))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.close()


@contextmanager
def server(own: dict[str, str]) -> Iterator[int]:
    """Serve with two workers on a free port, as `./dev serve` does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "servicemap.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "warning"]
    server = subprocess.Popen(command, env=own, cwd=ROOT)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        if server.poll() is not None:
            raise RuntimeError("the server stopped at once")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status in (200, 503):  # 503: it has no walking network
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the server did not answer in 10 seconds")
