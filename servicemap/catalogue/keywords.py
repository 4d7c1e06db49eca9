"""Name the keywords of entries, which have only their ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geodata.models import Keyword
from servicemap.catalogue.collection import Told
from servicemap.wording import chosen


def name_keywords(entries: Sequence[Any]) -> None:
    """Give entries the names of their keywords, in one query; what has none is its own name.

    An entry can have the keywords of another source, since that may be whom its page believes.
    """
    wanted = {key for entry in entries for key in entry.keywords}
    found: dict[Any, dict[str, str]] = {}
    if wanted:
        rows = Keyword.objects.open().filter(source_id__in=wanted)
        rows = rows.order_by("-source__rank", "-pk")  # whom to believe comes last
        for key, source, name in rows.values_list("source_id", "source", "name"):
            found[key] = found[key, source] = name
    for entry in entries:
        entry.keyword_names = {
            key: found.get((key, entry.source_pk), found.get(key, {})) for key in entry.keywords
        }


def keywords(entry: Any, language: str) -> list[Told]:
    """Return the keywords of an entry that was given their names."""
    return [
        {"id": key, "name": chosen(names, language)[0] or key}
        for key, names in entry.keyword_names.items()
    ]
