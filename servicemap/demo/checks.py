"""Refuse a production database in which the people of a demonstration are left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from servicemap.demo import people


def check_people(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Say who is left and how to remove them; checked before each migration."""
    if not (settings.PRODUCTION and databases):
        return []
    try:
        left = people.there()
    except DatabaseError:  # before the first migration
        return []
    if not left:
        return []
    return [
        Error(
            f"People of a demonstration are in this database: {', '.join(left)}.",
            hint="SERVICEMAP_PRODUCTION=0 ./dev manage demo --no-longer",
            id="servicemap.E001",
        )
    ]
