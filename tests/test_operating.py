"""The commands of docs/operating.md: run here, or held against the files that they are about."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.test import Client
from django.urls import resolve

from geodata.checks import EXTENSIONS
from servicemap.urls import OPENID_URLS
from tests.people import person
from tests.servicemap import town as small
from tests.test_settings import KEY, manage

ROOT = Path(__file__).resolve().parent.parent
OPS = ROOT / "servicemap" / "ops"
TEXT = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
SERVICES = {"db", "web", "worker", "letters", "mail", "proxy"}
# What this machine must not or cannot do for a test.
NOT_RUN = {
    "useradd": "makes a user of the system",
    "sudo -u postgres createuser": "makes a role of another cluster",
    "sudo -u postgres createdb": "makes a database of another cluster",
    'sudo -u postgres psql -c "ALTER DATABASE servicemap SET jit = off"': "changes another cluster",
    "set -a; . /etc/servicemap.env; set +a": "reads a file of the machine",
    "cd /srv/servicemap": "goes to a folder of the machine",
    "git pull": "asks another machine",
}
PARSED_ONLY = {"import_data"}  # it needs an extract and takes minutes; its own tests run it


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in the order of the page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def lines() -> list[str]:
    return [line for block in blocks("sh") for line in block.splitlines()]


class Reader:
    """Follows the page from top to bottom as an operator would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.backups: list[Path] = []

    def follow(self, line: str) -> None:
        """Do what a line says, or check it; raises where it is wrong."""
        if any(line.startswith(known) for known in NOT_RUN):
            return
        for begin, check in CHECKS.items():
            if line.startswith(begin):
                check(self, line)
                return
        raise AssertionError(f"Nobody knows how to check: {line}")

    def dev(self, line: str) -> None:
        """A command of the service is run, with folders of this test's own."""
        _dev, name, *arguments = shlex.split(line)
        if name != "manage":
            assert re.search(rf"^  {name} ", (ROOT / "dev").read_text(), re.MULTILINE), line
            assert arguments == []
            return
        command, *arguments = arguments
        given = [self.own(each) for each in arguments]
        if command in PARSED_ONLY:
            app = get_commands()[command]
            load_command_class(str(app), command).create_parser("manage.py", command).parse_args(
                given
            )
            return
        if command == "restore" and "--force" not in given:
            call_command("flush", interactive=False, verbosity=0)
        call_command(command, *given)

    def own(self, argument: str) -> str:
        """Put what would be written outside into this test's folder."""
        if argument.startswith(("/var/backups/servicemap/", ".local/backups/")):
            return str(self.folder / Path(argument).name)
        return argument

    def compose(self, line: str) -> None:
        """Services and profiles are those of the file; commands in them are followed, too."""
        words = shlex.split(line)[1:]
        if words[0] == "--profile":
            assert f"profiles: [{words[1]}]" in (ROOT / "docker-compose.yml").read_text()
            words = words[2:]
        verb, *rest = [word for word in words if word not in ("-d", "--build", "--rm")]
        assert verb in ("up", "exec", "run", "start", "stop")
        if verb in ("exec", "run"):
            assert rest[0] in SERVICES
            self.follow(shlex.join(rest[1:]))
        else:
            assert set(rest) <= SERVICES

    def systemctl(self, line: str) -> None:
        """Units are among ours."""
        units = [word for word in shlex.split(line) if word.endswith((".service", ".timer"))]
        assert units or "daemon-reload" in line
        assert all((OPS / "systemd" / unit).is_file() for unit in units)

    def packages(self, line: str) -> None:
        """What is installed is what the lists say, and nothing is forgotten."""
        named = set(shlex.split(line)[4:])
        key = "runtime" if "tilemaker" in named else "cluster"
        listed = (OPS / f"{key}.apt").read_text().splitlines()
        more = {"git", "caddy"} if key == "cluster" else set()
        assert named == {each for each in listed if not each.startswith("#")} | more

    def extensions(self, line: str) -> None:
        """Those that the service asks for."""
        assert tuple(re.findall(r"CREATE EXTENSION (\w+)", line)) == EXTENSIONS

    def copies(self, line: str) -> None:
        """What is copied is there."""
        _cp, source, _target = shlex.split(line)
        assert list(ROOT.glob(source.removeprefix("/srv/servicemap/")))

    def asks(self, line: str) -> None:
        """The address answers."""
        address = urlsplit(shlex.split(line)[-1])
        path = f"{address.path}?{address.query}" if address.query else address.path
        assert Client().get(path).status_code == 200

    def shell(self, line: str) -> None:
        """A plain command is run as it stands."""
        assert len(subprocess.run(["bash", "-ec", line], capture_output=True).stdout) > 50


CHECKS: dict[str, Callable[[Reader, str], None]] = {
    "./dev ": Reader.dev,
    "docker-compose ": Reader.compose,
    "systemctl ": Reader.systemctl,
    "apt-get install -y --no-install-recommends ": Reader.packages,
    "sudo -u postgres psql -d servicemap -c ": Reader.extensions,
    "cp ": Reader.copies,
    "curl --fail ": Reader.asks,
    'python3 -c "import secrets': Reader.shell,
}


@pytest.mark.slow
@pytest.mark.usefixtures("alone")
def test_it_works(settings: Any, tmp_path: Path, mailoutbox: list[Any]) -> None:
    settings.AREA = small.AREA
    # The browser of other tests needs in this process what no instance may have.
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, "async.E001"]
    for setting in ("NETWORK_DIR", "MEDIA_ROOT", "UPLOAD_DIR"):
        setattr(settings, setting, tmp_path / setting)
    (tmp_path / "NETWORK_DIR").mkdir()
    small.settle(small.build_network(tmp_path / "NETWORK_DIR"))
    person("aino")
    reader = Reader(tmp_path)
    for line in lines():
        reader.follow(line)
    assert [each.to for each in mailoutbox] == [["you@example.org"]]
    assert len(lines()) > 30


def test_what_is_not_run_stands_on_the_page() -> None:
    for begin in NOT_RUN:
        assert any(line.startswith(begin) for line in lines()), begin


def test_the_settings_that_are_shown_are_understood() -> None:
    table = set(re.findall(r"^\| `([^`]+)`", TEXT, re.MULTILINE))
    of_compose = {"SITE", "POSTGRES_PASSWORD"}
    for block in blocks("ini"):
        told = dict(line.split("=", 1) for line in block.splitlines())
        assert set(told) <= table | of_compose
        assert not told.get("SECRET_KEY", "CHANGE-ME").removeprefix("CHANGE-ME").isalnum()
    [machine] = [block for block in blocks("ini") if "DATABASE_URL" in block]
    told = dict(line.split("=", 1) for line in machine.splitlines())
    refused = manage("check", **told)
    assert (refused.returncode, "SECRET_KEY" in refused.stderr) == (2, True)
    assert manage("check", **{**told, "SECRET_KEY": KEY}).returncode == 0


def test_every_address_of_ours_leads_somewhere() -> None:
    paths = re.findall(r"https://map\.example\.org(/[^\s`\"?]*)", TEXT)
    assert len(paths) >= 2
    for path in paths:
        is_oidc = path.startswith("/oidc/")  # there only where a provider is set
        resolve(path, OPENID_URLS if is_oidc else None)


def test_what_a_file_env_can_say_reaches_the_containers() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    for block in blocks("ini"):
        for line in block.splitlines():
            if "DATABASE_URL" not in line:
                assert f"${{{line.partition('=')[0]}:-" in compose, line


def test_the_units_are_sound(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("There is no systemd here.")
    for unit in (OPS / "systemd").iterdir():
        text = unit.read_text().replace("/srv/servicemap", str(ROOT))
        (tmp_path / unit.name).write_text(text)
    told = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stderr) == (0, "")
