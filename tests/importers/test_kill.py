"""An import that is killed, whenever, leaves what was there; the next one mends the rest."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from geodata.models import ImportRun, Instance, Station
from tests.importers.invented import Invented, station

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
BEFORE = [
    "while reading",
    "while the network is written",
    "when the network is written",
    "before the commit",
]


def kill(folder: Path, moment: str) -> None:
    """Import in another process, which kills itself at that moment."""
    database = str(connection.settings_dict["NAME"])
    done = subprocess.run(
        [sys.executable, "-m", "tests.importers.victim", database, str(folder), moment],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def names() -> list[str]:
    return [each.name["fi"] for each in Station.objects.open().order_by("source_id")]


def staging_tables() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'staging%'")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("moment", BEFORE)
def test_before_the_commit_the_former_data_is_served(
    walking: Invented, tmp_path: Path, network_dir: Path, moment: str
) -> None:
    walking.bring(station("s1", "Old"), station("s2", "Old"))
    kill(tmp_path, moment)

    assert names() == ["Old", "Old"]
    served = Instance.current()
    assert (served.network_version, served.revision) == ("version-1", 1)
    assert (network_dir / "version-1.net").is_file()

    walking.edition = "3"
    run = walking.bring(station("s1", "Newer"), station("s2", "Old"))
    assert run.status == "done"
    assert names() == ["Newer", "Old"]
    assert sorted(path.name for path in network_dir.iterdir()) == ["version-1.net", "version-3.net"]
    assert staging_tables() == 0
    assert ImportRun.objects.filter(status="failed", message="It was interrupted.").count() == 1


def test_after_the_commit_the_new_data_is_served(
    walking: Invented, tmp_path: Path, network_dir: Path
) -> None:
    walking.bring(station("s1", "Old"), station("s2", "Old"))
    (network_dir / "orphan.net").write_text("left over", encoding="utf-8")
    kill(tmp_path, "after the commit")

    assert names() == ["New", "New"]
    assert Instance.current().network_version == "version-2"
    assert (network_dir / "version-2.net").is_file()
    assert not ImportRun.objects.filter(status="running").exists()

    walking.edition = "3"
    assert walking.bring(station("s1", "New"), station("s2", "New")).status == "done"
    assert sorted(path.name for path in network_dir.iterdir()) == ["version-2.net", "version-3.net"]
