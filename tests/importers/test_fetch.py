"""The door to the network is patient, limited, and leads only outside."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from importers import fetch as door
from importers.errors import FetchError
from importers.fetch import Limits, fetch

QUICK = Limits(timeout=1.0, tries=3, pause=0.01, largest=1000, fresh=60)
Answer = tuple[int, dict[str, str], bytes]


class Server(ThreadingHTTPServer):
    """Answers what a test put into `answers`, in their order; the last one for ever."""

    answers: list[Answer]
    asked: list[tuple[str, str]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        answers = self.server.answers
        status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(door, "PRIVATE_HOSTS", {"127.0.0.1"})
    with Server(("127.0.0.1", 0), Handler) as server:
        server.answers, server.asked = [(200, {}, b"data")], []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def files(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def test_it_works(server: Server, tmp_path: Path) -> None:
    path = fetch(f"{server.url}/a", tmp_path, QUICK)
    assert path.read_bytes() == b"data"
    assert files(tmp_path) == [path]
    assert server.asked == [("/a", door.USER_AGENT)]


def test_a_fresh_copy_is_used_and_an_old_one_is_not(server: Server, tmp_path: Path) -> None:
    for _ in range(2):
        fetch(f"{server.url}/a", tmp_path, QUICK)
    assert len(server.asked) == 1
    fetch(f"{server.url}/a", tmp_path, Limits(fresh=0))
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_trouble_is_waited_for(server: Server, tmp_path: Path, status: int) -> None:
    server.answers = [(status, {}, b""), (status, {}, b""), (200, {}, b"data")]
    assert fetch(server.url, tmp_path, QUICK).read_bytes() == b"data"
    assert len(server.asked) == 3


def test_a_server_is_given_the_pause_it_asks_for(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    server.answers = [(503, {"Retry-After": "7"}, b""), (503, {}, b""), (200, {}, b"data")]
    fetch(server.url, tmp_path, QUICK)
    assert [pause for pause in pauses if pause > 1] == [7.0, 14.0]


def test_a_lasting_trouble_is_told(server: Server, tmp_path: Path) -> None:
    server.answers = [(503, {}, b"")]
    with pytest.raises(FetchError, match="in 3 tries: it answers 503"):
        fetch(server.url, tmp_path, QUICK)
    assert files(tmp_path) == []


def test_a_clear_no_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    server.answers = [(404, {}, b"")]
    with pytest.raises(FetchError, match="it answers 404"):
        fetch(server.url, tmp_path, QUICK)
    assert len(server.asked) == 1


def test_a_connection_that_breaks_off_is_tried_again(server: Server, tmp_path: Path) -> None:
    server.answers = [(200, {"Content-Length": "9"}, b"half"), (200, {}, b"data")]
    assert fetch(server.url, tmp_path, QUICK).read_bytes() == b"data"


def test_too_much_is_cut_off(server: Server, tmp_path: Path) -> None:
    server.answers = [(200, {}, b"x" * 1001)]
    with pytest.raises(FetchError, match="more than 1000 bytes"):
        fetch(server.url, tmp_path, QUICK)
    assert files(tmp_path) == []


def test_a_server_that_is_not_there_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"could not be fetched in 3 tries: .*refused"):
        fetch("http://127.0.0.1:9/", tmp_path, QUICK)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "file:///etc/passwd", "http://localhost:1/"]
)
def test_a_redirect_leads_nowhere_that_is_closed(
    server: Server, tmp_path: Path, target: str
) -> None:
    server.answers = [(302, {"Location": target}, b"")]
    with pytest.raises(FetchError):
        fetch(server.url, tmp_path, QUICK)
    assert len(server.asked) == 1
    assert files(tmp_path) == []


def test_a_redirect_is_followed(server: Server, tmp_path: Path) -> None:
    server.answers = [(302, {"Location": "/b"}, b""), (200, {}, b"data")]
    assert fetch(f"{server.url}/a", tmp_path, QUICK).read_bytes() == b"data"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/a", "not an http or https address"),
        ("file:///etc/passwd", "not an http or https address"),
        ("//evil.example", "not an http or https address"),
        ("javascript:alert(1)", "not an http or https address"),
        ("http://", "not an http or https address"),
        ("http://[::1", "no address"),
        ("http://example.org:99999/", "no address"),
        ("http://name:word@example.org/", "name or password"),
        ("http://127.0.0.1/", "not on the public internet"),
        ("http://localhost/", "not on the public internet"),
        ("http://[::1]/", "not on the public internet"),
    ],
)
def test_what_is_not_outside_is_refused(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(FetchError, match=said):
        fetch(url, tmp_path, QUICK)


def test_a_host_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_addresses", lambda _: ["93.184.215.14", "10.1.2.3"])
    with pytest.raises(FetchError, match="not on the public internet"):
        door.check_address("http://two-faced.example/")


@pytest.mark.parametrize(
    ("address", "is_public"),
    [
        ("169.254.169.254", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - not bound to, refused
        ("::ffff:127.0.0.1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("185.85.0.29", True),
        ("2a00:1450::1", True),
    ],
)
def test_private_addresses_are_known(address: str, is_public: bool) -> None:
    assert door._is_public(address) is is_public


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/data/espoo.osm.pbf?day=1", "espoo.osm.pbf"),
        ("/", "file"),
        ("/%2e%2e/..%2fetc", "_2fetc"),
        ("/.bashrc", "bashrc"),
        ("/" + "a" * 300, "a" * 80),
    ],
)
def test_a_file_keeps_the_name_that_people_know_it_by(
    server: Server, tmp_path: Path, path: str, name: str
) -> None:
    assert fetch(server.url + path, tmp_path, QUICK).name == name
