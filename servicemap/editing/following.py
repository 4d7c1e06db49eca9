"""Let events lie where their places lie, whichever of them is changed."""

from __future__ import annotations

from servicemap.editing.patches import Patch, Sheet, applied, at
from servicemap.editing.sheets import where


def with_positions(sheet: Sheet, edits: Patch) -> Patch:
    """Return edits of a sheet with the positions that events take from their places.

    An event whose place is chosen lies there, and one that lay where its place was moves with it.
    One without a place keeps the position that it is given.
    """
    after = applied(sheet, edits)
    more: Patch = {}
    for path, place in after.items():
        if not (path.startswith("events.") and path.endswith(".place")):
            continue
        own, its = f"{where(path).target}.point", f"places.{place}.point"
        if own in edits or not {path, its} & set(edits):
            continue
        if path in edits or at(sheet, own) in (None, at(sheet, its)):
            more[own] = at(after, its)
    return {**edits, **more}
