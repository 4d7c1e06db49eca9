"""Write the database into a file and read it back, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from psycopg2.extensions import make_dsn

from servicemap.backup.manifest import BackupError

INSTALLED = Path("/usr/lib/postgresql")
# Who is signed in and how often somebody tried: nobody needs it back, and it opens doors. What
# PostGIS knows of coordinate systems comes with it.
LEFT_OUT = ("django_session", "servicemap_cache", "spatial_ref_sys")
# Extensions and what they brought are there already.
EMPTIED = """
SET client_min_messages = warning;
SET lock_timeout = '20s';
DO $$ DECLARE name text; BEGIN
  FOR name IN
    SELECT c.oid::regclass::text FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS
      (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE'; END LOOP;
END $$;
"""


def server_version() -> int:
    """Return the major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def dump(path: Path, snapshot: str) -> None:
    """Write all tables as one transaction sees them; raises BackupError."""
    command = [
        *(program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"),
        *("--schema=public", f"--snapshot={snapshot}", f"--file={path}", f"--dbname={_address()}"),
        *(f"--exclude-table-data=public.{table}" for table in LEFT_OUT),
    ]
    done = subprocess.run(command, env=_environment(), stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise _failed("pg_dump", done.returncode, done.stderr)


def load(path: Path) -> None:
    """Put the tables of a file in the place of those there are, all or none; raises BackupError.

    It is one transaction: whoever kills this, or psql, leaves the tables as they were.
    """
    command = [program("psql"), "--no-psqlrc", "--quiet", "--output=/dev/null"]
    command += ["--set=ON_ERROR_STOP=1", f"--dbname={_address()}"]
    with subprocess.Popen(
        command, env=_environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as psql:
        assert psql.stdin  # noqa: S101 - a pipe, as asked for
        try:
            psql.stdin.write(f"BEGIN;\n{EMPTIED}".encode())
            for part in _script(path):
                psql.stdin.write(part)
            psql.stdin.write(b"COMMIT;\n")
        except BrokenPipeError:
            pass  # psql has ended, and says why
        except BaseException:
            psql.kill()
            psql.communicate()
            raise
        told = psql.communicate()[1].decode(errors="replace")
    if psql.returncode:
        raise _failed("psql", psql.returncode, told)


def _script(path: Path) -> Iterator[bytes]:
    """Yield the statements that make what a file holds; raises BackupError when it is damaged."""
    restore = program("pg_restore")
    options = ["--no-owner", "--no-privileges", "--no-comments"]
    listed = subprocess.run([restore, "--list", str(path)], capture_output=True, text=True)
    if listed.returncode:
        raise _failed("pg_restore", listed.returncode, listed.stderr)
    wanted = "".join(
        f"{line}\n" for line in listed.stdout.splitlines() if " SCHEMA - public " not in line
    )
    command = [restore, *options, "--use-list=/dev/stdin", "--file=-", str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin and running.stdout and running.stderr  # noqa: S101 - as asked for
        running.stdin.write(wanted.encode())
        running.stdin.close()
        while part := running.stdout.read(1 << 16):
            yield part
        told = running.stderr.read().decode(errors="replace")
    if running.returncode:
        raise _failed("pg_restore", running.returncode, told)


def program(name: str) -> str:
    """Return a program of PostgreSQL that knows the server; the nearest version to it."""
    needed = server_version()
    found = [(int(path.parts[-3]), str(path)) for path in INSTALLED.glob(f"[0-9]*/bin/{name}")]
    if plain := shutil.which(name):
        told = subprocess.run([plain, "--version"], capture_output=True, text=True).stdout
        if version := re.search(r"\) (\d+)", told):
            found.append((int(version[1]), plain))
    fitting = sorted(each for each in found if each[0] >= needed)
    if not fitting:
        raise BackupError(
            f"This needs {name} of PostgreSQL {needed} or newer: "
            f"apt-get install postgresql-client-{needed}."
        )
    return fitting[0][1]


def _address() -> str:
    """Return where the database is, as PostgreSQL's programs read it, without the password."""
    given = {**connection.get_connection_params(), "password": None, "cursor_factory": None}
    return str(make_dsn(**{name: value for name, value in given.items() if value is not None}))


def _environment() -> dict[str, str]:
    password = connection.settings_dict["PASSWORD"]
    return {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _failed(name: str, status: int, told: str) -> BackupError:
    last = " ".join(told.strip().splitlines()[-2:])
    return BackupError(f"{name} failed ({last or f'status {status}'}).")
