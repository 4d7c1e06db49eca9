"""Check, before migrating, that the extensions are there or can be created."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections

EXTENSIONS = ("postgis", "pg_trgm", "unaccent")


def check_extensions(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Say what a database administrator has to do, instead of failing half way into a migration."""
    return [error for alias in databases or () for error in _missing(alias)]


def _missing(alias: str) -> list[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            """
            SELECT wanted, available.name IS NOT NULL, current_database(), current_user
            FROM unnest(%s) AS wanted
            LEFT JOIN pg_available_extensions AS available ON available.name = wanted
            LEFT JOIN pg_available_extension_versions AS version
                ON version.name = wanted AND version.version = available.default_version
            WHERE available.installed_version IS NULL
            AND NOT (
                available.name IS NOT NULL
                AND (
                    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
                    OR (version.trusted OR NOT version.superuser)
                    AND has_database_privilege(current_database(), 'CREATE')
                )
            )
            """,
            [list(EXTENSIONS)],
        )
        return [_error(*row) for row in cursor.fetchall()]


def _error(extension: str, available: bool, database: str, role: str) -> CheckMessage:
    if not available:
        return Error(
            f"The database server does not have the extension {extension}.",
            hint="Install it there (Debian: apt-get install postgresql-15-postgis-3 "
            "postgresql-contrib) or use a server that has it.",
            id="geodata.E001",
        )
    return Error(
        f"The database {database} lacks the extension {extension}, "
        f"and the role {role} may not create it.",
        hint=f"Let an administrator run, in {database}: CREATE EXTENSION {extension};",
        id="geodata.E002",
    )
