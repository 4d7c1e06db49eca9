"""A backup is whole and of one moment; what comes back is what was, or nothing is touched."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings as in_force
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg2 import sql

from geodata import topics
from geodata.checks import EXTENSIONS
from geodata.models import ImportRun, Instance
from servicemap.backup import making, manifest, postgres, restoring
from servicemap.editing import revisions
from servicemap.models import Membership, Picture, Revision, Upload
from tests.people import person
from tests.servicemap import town as small
from tests.servicemap.test_hot_swap import ROOT, database_url

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("alone")]
OTHER = "_restored"
ROLE = "servicemap_test_plain"
QUESTIONS = (
    *("/api/v1/organisations", "/api/v1/places", "/api/v1/events?since=2020-01-01"),
    *("/api/v1/last-mile?within=1000", "/api/v1/search?q=kirjasto", "/api/v1/stations"),
)


@pytest.fixture
def instance(settings: Any, tmp_path: Path) -> small.Town:
    """A town with everything that people and imports leave behind, committed."""
    settings.AREA = small.AREA
    for name, folder in (("NETWORK", "n"), ("UPLOAD", "u")):
        setattr(settings, f"{name}_DIR", tmp_path / "here" / folder)
    settings.MEDIA_ROOT = tmp_path / "here" / "m"
    for made in folders_now().values():
        made.mkdir(parents=True)
    topics.load()  # a test before may have emptied every table
    town = small.settle(small.build_network(settings.NETWORK_DIR))
    owner, reviewer = person("owner"), person("reviewer", staff=True)
    Membership.objects.create(organisation=town.library, person=owner, role="owner")
    for step in ("published", "draft"):
        draft = revisions.draft_of(town.library, owner)
        draft = revisions.save(draft, owner, {"telephone": f"1 {step}"}, 0).revision
        if step == "published":
            revisions.submit(draft, owner)
            revisions.approve(draft, reviewer, draft.version)
    (settings.MEDIA_ROOT / "ab").mkdir()
    (settings.MEDIA_ROOT / "ab" / "abcd.webp").write_bytes(b"RIFF\0picture")
    Picture.objects.create(
        organisation=town.library, digest="abcd", width=1, height=1, size=12, position=0
    )
    (settings.UPLOAD_DIR / "ef01").write_bytes(b"name;lon;lat\n")
    (settings.UPLOAD_DIR / "half.part").write_bytes(b"being written")
    Upload.objects.create(series="list", name="List", file_name="a.csv", stored_as="ef01", size=13)
    Session.objects.create(session_key="k" * 32, session_data="x", expire_date=timezone.now())
    return town


def folders_now() -> dict[str, Path]:
    return manifest.folders()


@pytest.fixture
def elsewhere(instance: small.Town, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Another instance of the same area, with tables and nothing in them, of a plain role."""
    name, user = connection.settings_dict["NAME"], connection.settings_dict["USER"]
    run = f'DROP DATABASE IF EXISTS "{name}{OTHER}" WITH (FORCE)'
    owned = psycopg2.connect(**{**connection.get_connection_params(), "dbname": "postgres"})
    owned.autocommit = True

    @contextmanager
    def moved() -> Iterator[None]:
        here, usual = folders_now(), {"NETWORK_DIR": "n", "MEDIA_ROOT": "m", "UPLOAD_DIR": "u"}
        connection.close()
        connection.settings_dict |= {"NAME": f"{name}{OTHER}", "USER": ROLE}
        for setting, folder in usual.items():
            setattr(in_force, setting, tmp_path / "there" / folder)
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict |= {"NAME": name, "USER": user}
            for setting, path in zip(("NETWORK_DIR", "MEDIA_ROOT", "UPLOAD_DIR"), here.values(),
                                     strict=True):  # fmt: skip
                setattr(in_force, setting, path)

    with owned.cursor() as cursor:
        cursor.execute(run)
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.rowcount:
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
        cursor.execute(f'CREATE DATABASE "{name}{OTHER}" OWNER {ROLE}')
    tables_like(name, f"{name}{OTHER}")
    yield moved
    connection.close()
    with owned.cursor() as cursor:
        cursor.execute(run)
    owned.close()


def tables_like(name: str, other: str) -> None:
    """Make the tables of one database in another, faster than all migrations do."""
    address = connection.get_connection_params()
    psql = f"psql -qX -h {address['host']} {other} -o /dev/null -U"
    extensions = ";".join(f"CREATE EXTENSION IF NOT EXISTS {each}" for each in EXTENSIONS)
    dump = f"{postgres.program('pg_dump')} -sOx -n public -h {address['host']}"
    command = (
        f"{psql} {address['user']} -c 'SET client_min_messages=error;{extensions}' && "
        f"{dump} -U {address['user']} {name} | grep -v 'SCHEMA public' | {psql} {ROLE}"
    )
    subprocess.run(["bash", "-c", command], check=True)


def contents() -> dict[str, list[str]]:
    """Every row of every table, but for what is left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in postgres.LEFT_OUT:
                continue
            query = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
            cursor.execute(query)
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def files() -> dict[str, bytes]:
    """Every file, by its name."""
    return {
        f"{kind}/{path.relative_to(folder)}": path.read_bytes()
        for kind, folder in folders_now().items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def answers() -> list[Any]:
    told = [Client().get(question) for question in QUESTIONS]
    assert {each.status_code for each in told} == {200}
    return [each.json() for each in told]


def test_it_works(instance: small.Town, elsewhere: Any, tmp_path: Path, capsys: Any) -> None:
    call_command("backup", str(tmp_path / "kept"))
    assert f"{tmp_path / 'kept'}: 4 files, " in capsys.readouterr().out
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0
    tables, there, told = contents(), files(), answers()
    assert told[0]["features"][0]["properties"]["telephone"] == "1 published"
    with elsewhere():
        call_command("restore", str(tmp_path / "kept"))
        assert contents() == tables
        assert files() == {name: data for name, data in there.items() if "half" not in name}
        assert answers() == told
        assert not Session.objects.exists()
        # What comes next does not collide with what was.
        assert Revision.objects.create().pk > max(row.pk for row in Revision.objects.all()[1:])
        with pytest.raises(CommandError, match=r"This instance is not empty. With --force"):
            call_command("restore", str(tmp_path / "kept"))
        (in_force.MEDIA_ROOT / "ab" / "of-now.webp").write_bytes(b"new")
        (in_force.MEDIA_ROOT / "ab" / "abcd.webp").write_bytes(b"RIFF\0pictuRe")
        call_command("restore", str(tmp_path / "kept"), force=True)
        assert contents() == tables
        assert files() == {name: data for name, data in there.items() if "half" not in name}


def test_what_changes_meanwhile_is_in_the_next_backup(
    instance: small.Town, elsewhere: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, dump = contents(), postgres.dump

    def while_others_write(path: Path, snapshot: str) -> None:
        address = connection.get_connection_params()
        with psycopg2.connect(**address) as other, other.cursor() as cursor:
            cursor.execute("UPDATE geodata_instance SET network_version = 'next', revision = 9")
            cursor.execute("DELETE FROM servicemap_picture")
        other.close()
        (in_force.MEDIA_ROOT / "ab" / "abcd.webp").unlink()
        (in_force.MEDIA_ROOT / "later.webp").write_bytes(b"later")
        dump(path, snapshot)

    monkeypatch.setattr(postgres, "dump", while_others_write)
    making.back_up(tmp_path / "kept")
    with elsewhere():
        restoring.restore(tmp_path / "kept")
        assert contents() == tables
        assert Instance.current().network_version == instance.version
        assert files()["media/ab/abcd.webp"] == b"RIFF\0picture"
        assert len(answers()) == len(QUESTIONS)


@pytest.fixture
def kept(instance: small.Town, tmp_path: Path) -> Path:
    making.back_up(tmp_path / "kept")
    return tmp_path / "kept"


def changed(folder: Path, **told: Any) -> None:
    path = folder / manifest.NAME
    path.write_text(json.dumps({**json.loads(path.read_text()), **told}))


def cut_short(folder: Path) -> None:
    path = folder / manifest.DUMP
    path.write_bytes(path.read_bytes()[:-1])


def told_twice(folder: Path) -> None:
    path = folder / "media/ab/abcd.webp"
    path.write_bytes(path.read_bytes()[::-1])


def linked(folder: Path) -> None:
    (folder / "uploads/ef01").unlink()
    (folder / "uploads/ef01").symlink_to("/etc/passwd")


def outside(folder: Path) -> None:
    seal = {"bytes": 1, "sha256": ""}
    told = json.loads((folder / manifest.NAME).read_text())["files"]
    changed(folder, files={**told, "media/../../../etc/passwd": seal})


DAMAGES: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / manifest.NAME).unlink(), "is no backup, or not a whole one"),
    (lambda folder: (folder / manifest.NAME).write_text("{"), "manifest.json cannot be read"),
    (lambda folder: changed(folder, files=[]), "manifest.json cannot be read"),
    (lambda folder: changed(folder, files={}), "names other files than a backup has"),
    (outside, "names other files than a backup has"),
    (lambda folder: changed(folder, format=2), "its form 2 is not known"),
    (lambda folder: changed(folder, area="oulu"), "is of the area oulu, this instance is of town"),
    (
        lambda folder: changed(folder, migrations=["geodata.9999_later"], release="9.0"),
        r"by a newer release \(9.0\), which has geodata.9999_later: upgrade this checkout",
    ),
    (lambda folder: changed(folder, postgresql=99), "of PostgreSQL 99, the server here is"),
    (cut_short, "database.dump is damaged: it has [0-9]+ bytes"),
    (told_twice, "abcd.webp is damaged"),
    (linked, "ef01 is a link, which no backup has"),
    (lambda folder: (folder / "uploads/ef01").unlink(), "ef01 cannot be read: No such file"),
]


def test_what_is_no_good_backup_touches_nothing(kept: Path, tmp_path: Path) -> None:
    tables, there = contents(), files()
    for number, (damage, words) in enumerate(DAMAGES):
        bad = tmp_path / f"bad{number}"
        subprocess.run(["cp", "-r", str(kept), str(bad)], check=True)
        damage(bad)
        with pytest.raises(CommandError, match=words):
            call_command("restore", str(bad), force=True)
    with pytest.raises(CommandError, match="nowhere is no backup"):
        call_command("restore", str(tmp_path / "nowhere"), force=True)
    assert (contents(), files()) == (tables, there)


def test_a_dump_that_psql_refuses_changes_no_table(kept: Path) -> None:
    """The digest is right, and still it cannot be loaded: half of it is gone."""
    (kept / manifest.DUMP).write_bytes((kept / manifest.DUMP).read_bytes()[:-50_000])
    seal = manifest.Seal.of(kept / manifest.DUMP)
    told = json.loads((kept / manifest.NAME).read_text())["files"]
    changed(kept, files={**told, manifest.DUMP: {"bytes": seal.bytes, "sha256": seal.sha256}})
    tables = contents()
    with pytest.raises(CommandError, match=r"pg_restore failed|psql failed"):
        call_command("restore", str(kept), force=True)
    assert contents() == tables


def test_nobody_else_may_be_at_it(kept: Path) -> None:
    other = psycopg2.connect(**connection.get_connection_params())
    with pytest.raises(CommandError, match="Stop the server and its workers first: there are 1"):
        call_command("restore", str(kept), force=True)
    other.close()


def test_a_backup_that_cannot_be_written_leaves_nothing(
    instance: small.Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(CommandError, match="full is there already; name a folder that is new"):
        call_command("backup", str(tmp_path / "full"))

    def no_room(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "abcd.webp")

    monkeypatch.setattr(shutil, "copyfile", no_room)
    with pytest.raises(CommandError, match="cannot be written: No space left on device"):
        call_command("backup", str(tmp_path / "kept"))
    monkeypatch.undo()
    monkeypatch.setattr(postgres, "INSTALLED", tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CommandError, match=r"needs pg_dump of PostgreSQL [0-9]+ or newer: apt-get"):
        call_command("backup", str(tmp_path / "kept"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "here"]
    monkeypatch.undo()
    (in_force.NETWORK_DIR / f"{instance.version}.net").unlink()
    with pytest.raises(CommandError, match="is missing, and the database names it: import again"):
        call_command("backup", str(tmp_path / "kept"))


KILLED = """
import django, os, signal, sys
django.setup()
from pathlib import Path
from django.conf import settings
from servicemap.backup import making, postgres, restoring
from tests.servicemap import town
settings.AREA = town.AREA
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[1] == "backup":
    postgres.dump = die
    making.back_up(Path(sys.argv[2]))
script = postgres._script
def half(path):
    yield next(script(path))
    die()
postgres._script = half
restoring.restore(Path(sys.argv[2]), force=True)
"""


def test_one_that_was_killed_half_way_is_as_if_it_had_not_begun(
    instance: small.Town, tmp_path: Path
) -> None:
    def killed(command: str) -> int:
        connection.close()
        own = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "servicemap.settings",
            "DATABASE_URL": database_url(),
            "SERVICEMAP_NETWORK_DIR": str(in_force.NETWORK_DIR),
            "SERVICEMAP_MEDIA_DIR": str(in_force.MEDIA_ROOT),
            "SERVICEMAP_UPLOAD_DIR": str(in_force.UPLOAD_DIR),
        }
        run = [sys.executable, "-c", KILLED, command, str(tmp_path / "kept")]
        return subprocess.run(run, cwd=ROOT, env=own).returncode

    assert killed("backup") == -signal.SIGKILL
    assert [path.name for path in tmp_path.glob("kept*")] == ["kept.part"]
    with pytest.raises(CommandError, match="is no backup, or not a whole one"):
        call_command("restore", str(tmp_path / "kept.part"), force=True)

    making.back_up(tmp_path / "kept")
    assert [path.name for path in tmp_path.glob("kept*")] == ["kept"]
    ImportRun.objects.create(source=instance.library.source, started_at=timezone.now())
    tables = contents()
    assert killed("restore") == -signal.SIGKILL
    assert contents() == tables
