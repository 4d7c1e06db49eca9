"""The door to the network is patient, limited, and leads only outside."""

import os
import socket
import ssl
import subprocess
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from importers import fetch as door
from importers.door import addresses
from importers.errors import FetchError
from importers.fetch import Limits, fetch, forget
from tests.importers import faulty
from tests.importers.faulty import Server

QUICK = Limits(timeout=1.0, tries=3, pause=0.01, largest=1000, fresh=60)
STALE = Limits(timeout=1.0, tries=3, pause=0.01, largest=1000, fresh=0)
BRIEF = Limits(timeout=1.0, total=0.4, tries=3, pause=0.01, largest=1000)
DATA = faulty.body("data")


def files(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def test_it_works(server: Server, tmp_path: Path) -> None:
    path = fetch(server.serve("/a", DATA), tmp_path, QUICK)
    assert path.read_bytes() == b"data"
    assert files(tmp_path) == [path]
    assert server.paths == ["/a"]
    assert server.asked[0].headers == {
        "Host": server.url.removeprefix("http://"),
        "Connection": "close",
        "Accept-Encoding": "gzip",
        "User-Agent": (
            "servicemap-importer/1 (open-source city map; one polite request at a time)"
        ),
    }


def test_operators_can_be_written_to(server: Server, tmp_path: Path, settings: Settings) -> None:
    settings.CONTACT = "map@example.org"
    fetch(server.serve("/a", DATA), tmp_path, QUICK)
    assert server.asked[0].headers["User-Agent"].endswith("at a time; map@example.org)")


def test_a_fresh_copy_is_used_and_an_old_one_is_not(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", DATA)
    for _ in range(2):
        fetch(url, tmp_path, QUICK)
    assert len(server.asked) == 1
    fetch(url, tmp_path, Limits(fresh=0))
    assert len(server.asked) == 2


# --- What is not new is not fetched again -----------------------------------------------------


def test_an_old_copy_is_kept_when_nothing_is_newer(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", faulty.if_changed("data", '"1"'))
    path = fetch(url, tmp_path, QUICK)
    os.utime(path, (1, 1))
    assert fetch(url, tmp_path, QUICK).read_bytes() == b"data"
    assert server.asked[1].headers["If-None-Match"] == '"1"'
    fetch(url, tmp_path, QUICK)
    assert len(server.asked) == 2, "a copy that was confirmed is fresh again"


def test_a_newer_one_takes_the_place_of_the_copy(server: Server, tmp_path: Path) -> None:
    newer = faulty.if_changed("new", '"2"')
    url = server.serve("/a", faulty.if_changed("data", '"1"'), newer, newer)
    assert [fetch(url, tmp_path, STALE).read_bytes() for _ in range(3)] == [b"data", b"new", b"new"]
    assert [each.headers.get("If-None-Match") for each in server.asked] == [None, '"1"', '"2"']


def test_a_date_does_as_well(server: Server, tmp_path: Path) -> None:
    date = "Sun, 22 Nov 2026 10:00:00 GMT"
    url = server.serve("/a", faulty.body("data", {"Last-Modified": date}), faulty.status(304))
    assert [fetch(url, tmp_path, STALE).read_bytes() for _ in range(2)] == [b"data"] * 2
    assert server.asked[1].headers["If-Modified-Since"] == date


def test_a_failure_leaves_the_copy_as_it_was(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", faulty.if_changed("data", '"1"'), faulty.status(500))
    path = fetch(url, tmp_path, STALE)
    with pytest.raises(FetchError, match="500"):
        fetch(url, tmp_path, STALE)
    assert path.read_bytes() == b"data"
    assert len(files(tmp_path)) == 2  # the copy and what it is recognised by


def test_nothing_new_of_what_is_not_there_is_a_fault(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="it answers 304"):
        fetch(server.serve("/a", faulty.status(304)), tmp_path, QUICK)


def test_a_forgotten_copy_is_asked_for_as_if_it_had_never_been_there(
    server: Server, tmp_path: Path
) -> None:
    url = server.serve("/a", faulty.if_changed("data", '"1"'))
    fetch(url, tmp_path, QUICK)
    forget(url, tmp_path)
    fetch(url, tmp_path, QUICK)
    assert "If-None-Match" not in server.asked[1].headers


@pytest.mark.parametrize("damage", ["", "[1]", "{", '"a"'])
def test_a_damaged_note_of_the_copy_is_ignored(server: Server, tmp_path: Path, damage: str) -> None:
    url = server.serve("/a", faulty.if_changed("data", '"1"'))
    path = fetch(url, tmp_path, QUICK)
    path.with_name(door.VALIDATORS).write_text(damage)
    assert fetch(url, tmp_path, STALE).read_bytes() == b"data"


def test_what_a_killed_process_left_behind_is_removed(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", DATA)
    path = fetch(url, tmp_path, STALE)
    old, new = path.with_name("a.1.part"), path.with_name("a.2.part")
    for each in (old, new):
        each.write_bytes(b"half")
    os.utime(old, (1, 1))
    fetch(url, tmp_path, STALE)
    assert (old.exists(), new.exists()) == (False, True)


# --- Patience ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_trouble_is_waited_for(server: Server, tmp_path: Path, status: int) -> None:
    url = server.serve("/a", faulty.status(status), faulty.status(status), DATA)
    assert fetch(url, tmp_path, QUICK).read_bytes() == b"data"
    assert len(server.asked) == 3


def test_a_server_is_given_the_pause_it_asks_for(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    url = server.serve("/a", faulty.status(503, {"Retry-After": "7"}), faulty.status(503), DATA)
    fetch(url, tmp_path, QUICK)
    assert [pause for pause in pauses if pause > 1] == [7.0, 14.0]


def test_a_server_may_name_the_moment(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    fetch(server.serve("/a", faulty.status(429, {"Retry-After": moment}), DATA), tmp_path, QUICK)
    assert 25 < max(pauses) < 31


@pytest.mark.parametrize("asked", ["soon", "-5", ""])
def test_a_pause_that_makes_no_sense_is_the_usual_one(
    server: Server, tmp_path: Path, asked: str
) -> None:
    url = server.serve("/a", faulty.status(429, {"Retry-After": asked}), DATA)
    assert fetch(url, tmp_path, QUICK).read_bytes() == b"data"


def test_a_server_that_asks_for_much_patience_is_left_alone(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", faulty.status(429, {"Retry-After": "3600"}))
    with pytest.raises(FetchError, match=r"429 .*asks to come back in 3600 seconds"):
        fetch(url, tmp_path, QUICK)
    assert len(server.asked) == 1


def test_a_lasting_trouble_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="in 3 tries: it answers 503"):
        fetch(server.serve("/a", faulty.status(503)), tmp_path, QUICK)
    assert files(tmp_path) == []


def test_a_clear_no_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="it answers 404"):
        fetch(f"{server.url}/none", tmp_path, QUICK)
    assert len(server.asked) == 1


@pytest.mark.parametrize("fault", [faulty.cut_short("data data"), faulty.break_off])
def test_a_connection_that_breaks_off_is_tried_again(
    server: Server, tmp_path: Path, fault: faulty.Reply
) -> None:
    assert fetch(server.serve("/a", fault, DATA), tmp_path, QUICK).read_bytes() == b"data"


def test_a_server_that_is_not_there_is_told(server: Server, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match=r"could not be fetched in 3 tries: .*refused"):
        fetch(f"http://127.0.0.1:{port}/", tmp_path, QUICK)


def test_a_host_is_not_pressed(server: Server, tmp_path: Path) -> None:
    start = time.monotonic()
    for name in ("a", "b", "c"):
        fetch(server.serve(f"/{name}", DATA), tmp_path, Limits(gap=0.1))
    assert time.monotonic() - start >= 0.2


# --- Limits -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "flood",
    [
        faulty.body(b"x" * 1001),
        faulty.announced(2_000_000_000),
        faulty.endless,
        faulty.gzip_bomb(10_000_000),
    ],
)
def test_too_much_is_cut_off(server: Server, tmp_path: Path, flood: faulty.Reply) -> None:
    url = server.serve("/a", flood)
    start = time.monotonic()
    tracemalloc.start()
    with pytest.raises(FetchError, match="more than 1000 bytes"):
        fetch(url, tmp_path, QUICK)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (most < 2_000_000, time.monotonic() - start < 1) == (True, True)
    assert files(tmp_path) == []
    assert len(server.asked) == 1, "it would be too much the next time as well"


@pytest.mark.parametrize("slow", [faulty.drip(0.02), faulty.drip_headers(0.02), faulty.silence])
def test_a_slow_drip_ends(server: Server, tmp_path: Path, slow: faulty.Reply) -> None:
    start = time.monotonic()
    with pytest.raises(FetchError, match="takes too long to answer; it was given up"):
        fetch(server.serve("/a", slow), tmp_path, BRIEF)
    assert time.monotonic() - start < 1
    assert files(tmp_path) == []


def test_pauses_count_as_time(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", faulty.status(503, {"Retry-After": "30"}))
    start = time.monotonic()
    with pytest.raises(FetchError, match="takes too long"):
        fetch(url, tmp_path, BRIEF)
    assert time.monotonic() - start < 1


def test_what_is_packed_for_the_way_is_unpacked(server: Server, tmp_path: Path) -> None:
    path = fetch(server.serve("/a", faulty.gzipped("data" * 100)), tmp_path, QUICK)
    assert path.read_bytes() == b"data" * 100


def test_a_file_that_is_packed_itself_stays_so(server: Server, tmp_path: Path) -> None:
    fetch(server.serve("/a.json.gz", DATA), tmp_path, QUICK)
    assert server.asked[0].headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "rot13"])
def test_an_encoding_that_was_not_asked_for_is_told(
    server: Server, tmp_path: Path, encoding: str
) -> None:
    url = server.serve("/a", faulty.body("data", {"Content-Encoding": encoding}))
    with pytest.raises(FetchError, match="answers in the encoding"):
        fetch(url, tmp_path, QUICK)


def test_what_is_not_packed_as_it_says_is_told(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", faulty.body("data", {"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match=r"could not be fetched in 3 tries: .*gzip"):
        fetch(url, tmp_path, QUICK)


# --- Where it leads ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("http://169.254.169.254/latest", "169.254.169.254 is not on the public internet"),
        ("//10.0.0.1/", "10.0.0.1 is not on the public internet"),
        ("file:///etc/passwd", "is not an http or https address"),
        ("http://localhost:1/", "localhost is not on the public internet"),
        ("http://[::1", "is no address"),
        ("", "does not say where to"),
    ],
)
def test_a_redirect_leads_nowhere_that_is_closed(
    server: Server, tmp_path: Path, target: str, said: str
) -> None:
    url = server.serve("/a", faulty.redirect(target))
    with pytest.raises(FetchError) as caught:
        fetch(url, tmp_path, QUICK)
    assert str(caught.value).startswith(f"{url} leads ")
    assert said in str(caught.value)
    assert len(server.asked) == 1
    assert files(tmp_path) == []


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(server: Server, tmp_path: Path, code: int) -> None:
    server.serve("/b", DATA)
    path = fetch(server.serve("/a", faulty.redirect("/b", code)), tmp_path, QUICK)
    assert path.read_bytes() == b"data"


def test_a_circle_is_not(server: Server, tmp_path: Path) -> None:
    server.serve("/b", faulty.redirect("/a"))
    url = server.serve("/a", faulty.redirect("/b"))
    with pytest.raises(FetchError, match="/a leads in a circle; it is not followed"):
        fetch(url, tmp_path, QUICK)
    assert server.paths == ["/a", "/b"]


def test_an_endless_chain_is_not(server: Server, tmp_path: Path) -> None:
    for number in range(9):
        server.serve(f"/{number}", faulty.redirect(f"/{number + 1}"))
    with pytest.raises(FetchError, match="leads on more than 5 times"):
        fetch(f"{server.url}/0", tmp_path, QUICK)
    assert len(server.asked) == 6


def test_https_does_not_become_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "_numbers", lambda _: ["93.184.215.14"])
    secure = addresses.check_address("https://a.example/")
    assert secure.follow("/b").url.url == "https://a.example/b"
    with pytest.raises(FetchError, match="from https to http"):
        secure.follow("http://a.example/b")


def test_a_key_is_sent_to_the_host_that_it_is_for_alone(server: Server, tmp_path: Path) -> None:
    with faulty.running() as other:
        server.serve("/b", faulty.redirect(other.serve("/c", DATA)))
        url = server.serve("/a", faulty.redirect("/b"))
        fetch(url, tmp_path, QUICK, headers={"Subscription-Key": "open sesame"})
        asked = [*server.asked, *other.asked]
    assert [each.headers.get("Subscription-Key") for each in asked] == [
        "open sesame",
        "open sesame",
        None,
    ]


def test_what_is_asked_with_another_key_is_another_copy(server: Server, tmp_path: Path) -> None:
    url = server.serve("/a", DATA)
    copies = {fetch(url, tmp_path, QUICK, headers={"Accept": each}) for each in ("a", "b", "a")}
    assert (len(copies), len(server.asked)) == (2, 2)


def test_a_key_in_an_address_is_not_told(server: Server, tmp_path: Path) -> None:
    url = f"{server.url}/none?subscription-key=sesame&page=2"
    with pytest.raises(FetchError) as caught:
        fetch(url, tmp_path, QUICK)
    assert "/none?subscription-key=…&page=2: it answers 404" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://example.org/a", "not an http or https address"),
        ("file:///etc/passwd", "not an http or https address"),
        ("//evil.example", "not an http or https address"),
        ("javascript:alert(1)", "not an http or https address"),
        ("http://", "not an http or https address"),
        ("", "not an http or https address"),
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
    monkeypatch.setattr(addresses, "_numbers", lambda _: ["93.184.215.14", "10.1.2.3"])
    with pytest.raises(FetchError, match="not on the public internet"):
        addresses.check_address("http://two-faced.example/")


def test_a_name_is_looked_up_once_and_what_was_checked_is_asked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads outside when it is checked cannot lead inside when it is asked."""
    looked_up: list[str] = []

    def numbers(host: str) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr(addresses, "_numbers", numbers)
    monkeypatch.setattr(addresses, "_is_public", lambda _: True)
    server.serve("/a", DATA)
    fetch(f"http://rebinding.example:{server.server_port}/a", tmp_path, QUICK)
    assert set(looked_up) == {"rebinding.example"}
    assert server.asked[0].headers["Host"] == f"rebinding.example:{server.server_port}"


def certificate(name: str, folder: Path) -> Path:
    """Make a certificate of one's own with its key, in one file."""
    path = folder / "city.pem"
    asked = f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -subj /CN={name} -addext subjectAltName=DNS:{name} -keyout {path} -out {folder}/cert"
    subprocess.run(asked.split(), check=True, capture_output=True)
    path.write_text(path.read_text() + (folder / "cert").read_text())
    return path


@pytest.mark.parametrize(
    ("host", "said"), [("city.example", ""), ("evil.example", "mismatch.*evil.example")]
)
def test_a_certificate_is_of_the_name_although_a_number_is_asked(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, said: str
) -> None:
    own = certificate("city.example", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    monkeypatch.setattr(addresses, "_numbers", lambda _: ["127.0.0.1"])
    monkeypatch.setattr(addresses, "_is_public", lambda _: True)
    server.serve("/a", DATA)
    url = f"https://{host}:{server.server_port}/a"
    if said:
        with pytest.raises(FetchError, match=said):
            fetch(url, tmp_path / "cache", QUICK)
    else:
        assert fetch(url, tmp_path / "cache", QUICK).read_bytes() == b"data"


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
        ("224.0.0.1", False),
        ("185.85.0.29", True),
        ("2a00:1450::1", True),
    ],
)
def test_private_addresses_are_known(address: str, is_public: bool) -> None:
    assert addresses._is_public(address) is is_public


def test_a_proxy_of_the_environment_is_used(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addresses, "_numbers", lambda _: ["93.184.215.14"])
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.delenv("no_proxy", raising=False)
    server.serve("http://city.example/a", DATA)
    assert fetch("http://city.example/a", tmp_path, QUICK).read_bytes() == b"data"


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
    server.serve("*", DATA)
    assert fetch(server.url + path, tmp_path, QUICK).name == name
