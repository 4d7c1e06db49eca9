"""An import is one straight line that ends in a record, or leaves everything as it was."""

import errno
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from geodata.models import ImportRun, Instance, Source, Station
from importers import lock
from importers import run as straight_line
from importers.errors import FetchError, ImportFailed, ImportRunning, InputError
from importers.lock import KEY
from importers.registry import REGISTRY
from tests.importers.invented import Invented, station

pytestmark = pytest.mark.django_db


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def last_run() -> ImportRun:
    run = ImportRun.objects.first()
    assert run is not None
    return run


def test_it_works(walking: Invented, network_dir: Path) -> None:
    run = walking.bring(station("s1"))
    assert run.status == "done"
    assert run.network_version == "version-1"
    assert run.finished_at is not None
    assert run.file_name == "invented.json"
    assert len(run.file_sha256) == 64
    assert Instance.current().network_version == "version-1"
    assert files(network_dir) == {"version-1.net"}


def test_the_same_file_is_not_read_again(walking: Invented) -> None:
    walking.bring(station("s1"))
    run = walking.run()
    assert run.status == "unchanged"
    assert walking.built == ["version-1"]
    assert Instance.current().revision == 1


def test_the_same_file_is_read_again_when_the_code_has_changed(
    walking: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    walking.bring(station("s1"))
    monkeypatch.setattr(straight_line, "code_version", lambda area: "another")
    run = walking.run()
    assert run.counts["station"]["unchanged"] == 1
    assert walking.built == ["version-1", "version-1"]


def test_the_same_file_is_read_again_when_its_network_is_lost(
    walking: Invented, network_dir: Path
) -> None:
    walking.bring(station("s1"))
    (network_dir / "version-1.net").unlink()
    walking.run()
    assert files(network_dir) == {"version-1.net"}


def test_the_same_file_is_read_again_when_its_network_is_cut_short(
    walking: Invented, network_dir: Path
) -> None:
    """The server says "import the data again"; doing so must help."""
    walking.bring(station("s1"))
    file = network_dir / "version-1.net"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    walking.run()
    assert file.read_bytes() == whole


def test_a_former_file_is_read_again_after_another(invented: Invented) -> None:
    invented.bring(station("s1", "Old"))
    invented.bring(station("s1", "New"))
    assert invented.bring(station("s1", "Old")).status == "done"
    assert Station.objects.get().name == {"fi": "Old"}


def test_the_current_network_and_the_one_before_are_kept(
    walking: Invented, network_dir: Path
) -> None:
    for edition in "1234":
        walking.edition = edition
        walking.bring(station("s1"))
    assert files(network_dir) == {"version-3.net", "version-4.net"}


def test_drafts_and_orphans_are_removed(walking: Invented, network_dir: Path) -> None:
    network_dir.mkdir()
    for name in ("orphan.net", "version-1.77.part", "notes.txt"):
        (network_dir / name).write_text("x", encoding="utf-8")
    walking.bring(station("s1"))
    assert files(network_dir) == {"version-1.net", "notes.txt"}


def test_a_dry_run_tells_counts_and_writes_nothing(walking: Invented, network_dir: Path) -> None:
    walking.records = [station("s1"), station("s2")]
    run = walking.run(dry_run=True)
    assert run.status == "dry-run"
    assert run.counts["station"]["new"] == 2
    assert files(network_dir) == set()
    for model in (Station, ImportRun, Source, Instance):
        assert not model._default_manager.exists()


def test_a_dry_run_is_refused_as_the_run_would_be(invented: Invented) -> None:
    invented.bring(station("s1"), station("s2"))
    invented.records = [station("s1")]
    with pytest.raises(ImportFailed, match="1 of 2 entries"):
        invented.run(dry_run=True)
    assert ImportRun.objects.count() == 1


def test_an_unknown_source_is_told() -> None:
    with pytest.raises(InputError, match=r"no source 'moon'\. Sources: .*curated, .*osm"):
        straight_line.run_import(straight_line.Order("moon"), print)


@pytest.mark.parametrize(
    ("raised", "expected", "said"),
    [
        (InputError("It ends early."), InputError, "It ends early."),
        (FetchError("Nobody answers."), FetchError, "Nobody answers."),
        (OSError(errno.ENOSPC, "No space left on device", "x.net"), ImportFailed, "disk is full"),
        (OSError(errno.EFBIG, "File too large"), ImportFailed, "disk is full"),
        (PermissionError(errno.EACCES, "Permission denied"), ImportFailed, "Permission denied"),
        (ZeroDivisionError("a bug"), ZeroDivisionError, "a bug"),
        (KeyboardInterrupt(), KeyboardInterrupt, "^$"),
    ],
)
def test_a_failure_leaves_everything_as_it_was(
    walking: Invented, raised: BaseException, expected: type[BaseException], said: str
) -> None:
    walking.bring(station("s1"))

    def records() -> Iterator[object]:
        yield station("s1", "Half way")
        raise raised

    walking.edition = "2"
    walking.records = records()  # type: ignore[assignment]
    with pytest.raises(expected, match=said):
        walking.run()
    assert Station.objects.get().name == {"fi": "s1"}
    assert Instance.current().network_version == "version-1"
    assert last_run().status == "failed"
    assert last_run().message
    assert _staging_tables() == 0


def test_a_full_disk_while_the_network_is_written(
    walking: Invented, network_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walking.bring(station("s1"))

    def build(path: Path, area: object, extract: object, directory: Path) -> None:
        (directory / "version-2.1.part").write_text("half", encoding="utf-8")
        raise OSError(errno.ENOSPC, "No space left on device", str(directory / "version-2.1.part"))

    monkeypatch.setattr(walking, "build_network", build)
    monkeypatch.setitem(REGISTRY, "invented", walking.module())
    with pytest.raises(ImportFailed, match=r"disk is full .*former data is still served"):
        walking.bring(station("s1", "New"))
    assert Station.objects.get().name == {"fi": "s1"}
    assert Instance.current().network_version == "version-1"


def test_a_database_without_room_is_told(
    invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DiskFull(psycopg2.OperationalError):
        pgcode = "53100"

    def full(*args: object) -> None:
        raise DiskFull("could not extend file")

    monkeypatch.setattr(straight_line, "sync", lambda *args, **more: _through_django(full))
    with pytest.raises(ImportFailed, match="disk of the database is full"):
        invented.bring(station("s1"))
    assert not Station.objects.exists()


def test_a_second_import_at_once_is_told(
    invented: Invented, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.2)
    chosen = connection.get_connection_params()
    other = psycopg2.connect(**{k: v for k, v in chosen.items() if k != "cursor_factory"})
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
        with pytest.raises(ImportRunning, match="Another import is running"):
            invented.bring(station("s1"))
        assert not ImportRun.objects.exists()
    finally:
        other.close()
    monkeypatch.undo()  # the other connection's end is noticed within a moment
    monkeypatch.setitem(REGISTRY, "invented", invented.module())
    assert invented.bring(station("s1")).status == "done"


def test_a_run_that_never_ended_is_marked(invented: Invented) -> None:
    invented.bring(station("s1"))
    ImportRun.objects.update(status="running", finished_at=None)
    invented.bring(station("s1"))
    assert list(ImportRun.objects.values_list("status", flat=True)) == ["unchanged", "failed"]


def _staging_tables() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'staging%'")
        return int(cursor.fetchone()[0])


def _through_django(call: object) -> None:
    with connection.wrap_database_errors:
        call()  # type: ignore[operator]
