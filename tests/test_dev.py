"""./dev refuses what it does not know, asks before it installs, and keeps its database alive."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIECES = [ROOT / "dev", ROOT / ".ci" / "run", *sorted((ROOT / "servicemap" / "ops").glob("*.sh"))]
IS_ROOT = os.geteuid() == 0
Answer = subprocess.CompletedProcess[str]


def environment(**more: str) -> dict[str, str]:
    """A plain environment: nothing that an operator or this test run has chosen."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", **more}


def dev(tree: Path, *arguments: str, user: str = "", **more: str) -> Answer:
    command = ["setpriv", f"--reuid={user}", "--clear-groups"] if user else []
    return subprocess.run(
        [*command, str(tree / "dev"), *arguments],
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


def copy_checkout(tree: Path) -> Path:
    """A checkout of ./dev and its pieces alone, which is all that a database needs."""
    (tree / "servicemap").mkdir(parents=True)
    shutil.copy(ROOT / "dev", tree)
    shutil.copytree(ROOT / "servicemap" / "ops", tree / "servicemap" / "ops")
    return tree


@pytest.fixture
def tree() -> Iterator[Path]:
    """A fresh checkout that other users may read too; its database is stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="servicemap-test-"))
    folder.chmod(0o755)
    yield copy_checkout(folder / "checkout")
    dev(folder / "checkout", "db", "stop")
    shutil.rmtree(folder)


def socket_of(tree: Path) -> str:
    return (tree / ".local" / "pg" / "socket").read_text().strip()


def ask(tree: Path, query: str) -> str:
    answer = subprocess.run(
        ["psql", "-qtA", "-U", "postgres", "-h", socket_of(tree), "-c", query, "postgres"],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return answer.stdout.strip()


def server_process(tree: Path) -> int:
    return int((tree / ".local" / "pg" / "data" / "postmaster.pid").read_text().split()[0])


def test_it_works() -> None:
    answer = dev(ROOT, "help")
    assert answer.returncode == 0
    assert answer.stdout.startswith("Usage: ./dev COMMAND")


@pytest.mark.parametrize("piece", PIECES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_shell_pieces_have_no_known_fault(piece: Path) -> None:
    assert shutil.which("shellcheck"), "There is no shellcheck: ./dev test installs it."
    answer = subprocess.run(["shellcheck", "-x", str(piece)], capture_output=True, text=True)
    assert answer.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dmeo"], "there is no command dmeo"),
        (["demo", "--areas", "espoo"], "--areas is not known"),
        (["demo", "--area"], "--area: which one?"),
        (["demo", "--area", "atlantis"], "There is no area atlantis. There are: "),
        (["demo", "--osm", "/no/such.pbf"], "There is no readable file /no/such.pbf"),
    ],
)
def test_a_wrong_call_is_told_with_the_usage(arguments: list[str], words: str) -> None:
    answer = dev(ROOT, *arguments)
    assert answer.returncode == 2
    assert words in answer.stderr
    assert "Usage: ./dev COMMAND" in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "080"])
def test_a_wrong_port_is_refused(port: str) -> None:
    answer = dev(ROOT, "serve", PORT=port)
    assert answer.returncode == 2
    assert f"PORT: {port} is no port number (1 to 65535)." in answer.stderr


def test_who_may_not_install_gets_the_line_to_ask_for_and_nothing_else(tree: Path) -> None:
    bare = tree / "bare"
    bare.mkdir()
    for name in ("dpkg-query", "sudo"):  # as on a machine with no package and no right
        (bare / name).write_text("#!/bin/sh\nexit 1\n")
        (bare / name).chmod(0o755)
    before = sorted(tree.rglob("*"))
    if IS_ROOT:
        shutil.chown(tree, "nobody")
    path = f"{bare}:{os.environ['PATH']}"
    answer = dev(tree, "db", user="nobody" if IS_ROOT else "", PATH=path)
    assert answer.returncode == 1
    assert answer.stderr == (
        "apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3\n"
    )
    assert answer.stdout == ""
    assert sorted(tree.rglob("*")) == before


@pytest.mark.slow
def test_the_database_survives_a_killed_server(tree: Path) -> None:
    assert dev(tree, "db").returncode == 0
    ask(tree, "create table kept as select 42 as answer")
    os.kill(server_process(tree), signal.SIGKILL)
    again = dev(tree, "db")
    assert again.returncode == 0, again.stderr
    assert ask(tree, "select answer from kept") == "42"
    assert ask(tree, "show jit") == "off"
    assert ask(tree, "show listen_addresses") == ""


@pytest.mark.slow
def test_a_dead_servers_number_may_belong_to_somebody_else(tree: Path) -> None:
    assert dev(tree, "db").returncode == 0
    told = tree / ".local" / "pg" / "data" / "postmaster.pid"
    left = told.read_text().splitlines()
    assert dev(tree, "db", "stop").returncode == 0
    told.write_text("\n".join([str(os.getpid()), *left[1:]]) + "\n")
    assert dev(tree, "db").returncode == 0
    assert server_process(tree) != os.getpid()


@pytest.mark.slow
def test_racing_callers_start_one_server(tree: Path) -> None:
    racing = [
        subprocess.Popen([str(tree / "dev"), "db"], env=environment(), stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    for caller in racing:
        caller.communicate(timeout=120)
    assert [caller.returncode for caller in racing] == [0, 0, 0]
    assert ask(tree, "select count(*) from pg_database where datname like 'servicemap%'") == "1"


@pytest.mark.slow
def test_each_area_has_a_database_of_its_own(tree: Path) -> None:
    assert dev(tree, "db", SERVICEMAP_AREA="espoo").returncode == 0
    assert dev(tree, "db", SERVICEMAP_AREA="helsinki-centre").returncode == 0
    names = ask(tree, "select datname from pg_database where datname like 'servicemap%' order by 1")
    assert names.split() == ["servicemap_espoo", "servicemap_helsinki_centre"]


@pytest.mark.slow
def test_a_path_too_long_for_a_socket_works(tree: Path) -> None:
    deep = copy_checkout(tree / ("d" * 60) / ("e" * 60))
    try:
        assert dev(deep, "db").returncode == 0
        assert socket_of(deep).startswith("/tmp/servicemap-")
        assert ask(deep, "select 1") == "1"
    finally:
        dev(deep, "db", "stop")
        shutil.rmtree(socket_of(deep), ignore_errors=True)


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT, reason="only root can be two users")
def test_another_user_is_told_whose_the_database_is(tree: Path) -> None:
    assert dev(tree, "db").returncode == 0
    other = dev(tree, "db", user="nobody")
    assert other.returncode == 1
    assert other.stderr == (
        f"What ./dev made in {tree}/.local, the database too, belongs to root.\n"
        "Run ./dev as root, or use a clone of your own.\n"
    )


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT, reason="only root can become a plain user")
def test_a_plain_user_has_a_database_which_root_leaves_alone(tree: Path) -> None:
    shutil.chown(tree, "nobody")
    assert dev(tree, "db", user="nobody").returncode == 0
    assert ask(tree, "select 1") == "1"
    assert "belongs to nobody" in dev(tree, "db").stderr
    assert dev(tree, "db", "stop", user="nobody").returncode == 0


def answers(port: int) -> bool:
    """Whether a server answers, be it only to say that nothing was imported yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def not_too_long(port: int) -> bool:
    """Whether 10,000 letters in a search are read, each of them percent-encoded."""
    try:
        address = f"http://127.0.0.1:{port}/api/v1/search?q={'%C3%A4' * 10_000}"
        with urllib.request.urlopen(address, timeout=20):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return error.code == 503  # nothing was imported yet


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
def test_a_signal_stops_everything_that_was_started(stop: signal.Signals) -> None:
    port = free_port()
    more = {"PORT": str(port)}
    if url := os.environ.get("DATABASE_URL"):
        more["DATABASE_URL"] = url
    serving = subprocess.Popen(
        [str(ROOT / "dev"), "serve"], env=environment(**more), start_new_session=True
    )
    try:
        deadline = time.monotonic() + 60
        while not answers(port):
            assert serving.poll() is None, "It ended by itself."
            assert time.monotonic() < deadline, "It does not answer."
            time.sleep(0.2)
        assert not_too_long(port)
        # Only ./dev is told: what it started must learn of it from there.
        serving.send_signal(stop)
        assert serving.wait(30) == 128 + stop
        with pytest.raises(ProcessLookupError):
            os.killpg(serving.pid, 0)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(serving.pid, signal.SIGKILL)
        serving.wait()


WORKER = """#!/bin/bash
trap '[ -e deaf ] || exit 0' TERM
echo $$ $SERVICEMAP_FETCH "$@" >told.$$; mv told.$$ "told${*: -1}"
while :; do read -rt 1 <> <(:) || true; done
"""


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A shell that has started two workers, as a demo does."""
    worker = tmp_path / "python"
    worker.write_text(WORKER)
    worker.chmod(0o755)
    pieces = "".join(f". {ROOT}/servicemap/ops/{name}.sh; " for name in ("say", "serve"))
    waiting = "echo ready; read -r; stop_worker"
    shell = subprocess.Popen(
        ["bash", "-c", f"set -eu; PYTHON={worker}; {pieces} start_worker; {waiting}"],
        env=environment(),
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while len(list(tmp_path.glob("told-*"))) < 2:
        assert time.monotonic() < deadline, "The worker does not begin."
        time.sleep(0.05)
    yield shell
    with contextlib.suppress(ProcessLookupError):
        os.killpg(shell.pid, signal.SIGKILL)
    shell.communicate()


@pytest.mark.parametrize(
    ("wanted", "told"), [("0", "manage.py import_data examples --withdraw\n"), ("1", "")]
)
def test_a_demo_without_examples_takes_back_those_of_an_earlier_one(
    tmp_path: Path, wanted: str, told: str
) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    pieces = "".join(f". {ROOT}/servicemap/ops/{name}.sh; " for name in ("say", "serve"))
    answer = subprocess.run(
        ["bash", "-c", f"set -eu; PYTHON={python}; {pieces} leave_out_examples"],
        env=environment(SERVICEMAP_EXAMPLES=wanted),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line for line in answer.stdout.splitlines(True) if "manage.py" in line] == (
        [told] if told else []
    )


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_a_demos_worker_takes_local_files_and_ends_with_it(
    beside: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    (tmp_path / "deaf").touch()
    pids = []
    for kind in ("--begin", "--at-once"):
        pid, *told = (tmp_path / f"told{kind}").read_text().split()
        assert told == ["0", "manage.py", "worker", kind]
        pids.append(int(pid))
    beside.communicate(b"\n", timeout=30)
    assert beside.returncode == 0
    assert not any(map(is_running, pids))


def test_a_demos_worker_ends_with_a_demo_that_is_killed(
    beside: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    pids = [int(told.read_text().split()[0]) for told in tmp_path.glob("told-*")]
    beside.kill()
    beside.wait()
    deadline = time.monotonic() + 10
    while any(map(is_running, pids)):
        assert time.monotonic() < deadline, "The worker goes on alone."
        time.sleep(0.05)


def test_the_locks_name_packages_and_nothing_of_a_registry_or_machine() -> None:
    line = re.compile(r"[a-z0-9.-]+==[^ /:]+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert [lock.stem for lock in locks] == ["base", "bench", "dev", "node", "tools"]
    wrong = [
        text for lock in locks for text in lock.read_text().splitlines() if not line.fullmatch(text)
    ]
    assert wrong == []


def test_what_runs_the_service_is_not_what_only_measures_it() -> None:
    assert "pandana" not in (ROOT / "requirements" / "base.txt").read_text()
