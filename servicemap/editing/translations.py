"""Tell which texts of a draft are older than the original that they translate."""

from __future__ import annotations

from geodata.area import current_area
from geodata.provenance import Speaker, outdated
from geodata.statements import iso
from servicemap.editing.patches import Sheet, at
from servicemap.models import Revision


def older(revision: Revision, sheet: Sheet, name: str) -> frozenset[str]:
    """Return the languages whose text of a field of the organisation is older than the original.

    What the draft itself has written is as new as the original; what it has left as it was is older
    than an original that it has changed.
    """
    prefix = f"{name}."
    texts = {path.removeprefix(prefix): sheet[path] for path in sheet if path.startswith(prefix)}
    languages = current_area().languages
    original = next((each for each in languages if texts.get(each)), None)
    written = {path.removeprefix(prefix) for path in revision.patch if path.startswith(prefix)}
    if original in written:
        return frozenset(each for each in texts if each and each not in written)
    entry = revision.organisation
    if entry is None:
        return frozenset()
    own = Speaker(entry.source.key, entry.source_id, iso(entry.created_at))
    return outdated(name, texts, entry.provenance, own, languages) - written


def missing(sheet: Sheet, name: str) -> tuple[str, ...]:
    """Return the languages of the area in which a text is told in another, but not in them."""
    languages = current_area().languages
    there = [each for each in languages if at(sheet, f"{name}.{each}")]
    return tuple(each for each in languages if each not in there) if there else ()
