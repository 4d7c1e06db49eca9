"""Find the database: the one that DATABASE_URL names, or the project's own cluster."""

from pathlib import Path
from typing import Any

import dj_database_url

from servicemap import env

ENGINE = "django.contrib.gis.db.backends.postgis"
SCHEMES = ("postgres://", "postgresql://", "postgis://")
RIGHT_URL = "postgis://USER:PASSWORD@HOST:5432/NAME"


def from_environment(local: Path, area: str) -> dict[str, Any]:
    """Django's description of the database; `local` holds the project's own cluster."""
    url = env.text("DATABASE_URL")
    found = external(url) if url else embedded(local, area)
    found["CONN_MAX_AGE"] = env.integer("CONN_MAX_AGE", 600)
    found["CONN_HEALTH_CHECKS"] = True
    # PostgreSQL's just-in-time compiler adds seconds to searches (1,707 instead of 182 ms).
    # What was meant by a mistyped name: a third of its letters in a row are enough; of a word
    # with two slips about a sixth is left. Questions are short and many: one core each.
    found["OPTIONS"] = {
        **found.get("OPTIONS", {}),
        "options": "-c jit=off -c pg_trgm.word_similarity_threshold=0.3"
        " -c pg_trgm.similarity_threshold=0.15 -c max_parallel_workers_per_gather=0",
    }
    found["TEST"] = {
        "NAME": env.word(
            "SERVICEMAP_TEST_DB",
            f"test_{database_name(area)}",
            env.DATABASE_NAME,
            "at most 63 small letters, digits and underscores, beginning with a letter",
        )
    }
    return found


def external(url: str) -> dict[str, Any]:
    """The database of a URL; its password is never repeated in a message."""
    if not url.startswith(SCHEMES):
        raise env.SettingError("DATABASE_URL", "it is no address of a PostGIS database", RIGHT_URL)
    try:
        found = dict(dj_database_url.parse(url, engine=ENGINE))
    except ValueError as error:
        raise env.SettingError("DATABASE_URL", "it cannot be read", RIGHT_URL) from error
    if not found.get("NAME"):
        raise env.SettingError("DATABASE_URL", "it names no database", RIGHT_URL)
    return found


def embedded(local: Path, area: str) -> dict[str, Any]:
    """The project's own cluster: one database per area, on the socket that `./dev db` tells."""
    told = local / "pg" / "socket"
    socket = told.read_text().strip() if told.is_file() else str(local / "pg" / "run")
    return {"ENGINE": ENGINE, "HOST": socket, "USER": "postgres", "NAME": database_name(area)}


def database_name(area: str) -> str:
    """The name of an area's database: `helsinki-centre` has `servicemap_helsinki_centre`."""
    return "servicemap_" + area.replace("-", "_")
