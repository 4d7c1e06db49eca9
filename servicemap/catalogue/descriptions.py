"""Tell the longer texts of an entry: in which language, in which others, and whether outdated."""

from __future__ import annotations

from typing import Any

from geodata.area import current_area
from geodata.provenance import Speaker, outdated
from geodata.statements import iso
from servicemap.catalogue.collection import Told
from servicemap.wording import chosen


def descriptions(entry: Any, language: str) -> Told:
    """Return the description, and the summary of what has one, for a reader of a language."""
    told: Told = {}
    if hasattr(entry, "summary"):
        told["summary"], told["summary_language"] = chosen(entry.summary, language)
    texts = getattr(entry, "description", None)
    if texts is None:
        return told
    text, spoken = chosen(texts, language)
    area = current_area()
    order = dict.fromkeys([*area.languages, *area.content_languages, *sorted(texts)])
    own = Speaker(entry.source.key, entry.source_id, iso(entry.created_at))
    older = outdated("description", texts, entry.provenance, own, area.languages)
    return told | {
        "description": text,
        "description_language": spoken,
        "description_languages": [each for each in order if each and texts.get(each)],
        "description_is_outdated": spoken in older,
    }
