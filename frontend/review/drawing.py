"""Say what the map draws of a revision: where something was and would be, which areas."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from frontend.my.words import called
from servicemap.editing.patches import at
from servicemap.review import shapes
from servicemap.review.difference import Difference


def drawn(difference: Difference) -> dict[str, Any] | None:
    """Return the positions and the operating area, before and after; None when there are none."""
    targets = dict.fromkeys(["", *(part.target for part in difference.parts)])
    marks = [mark for target in targets if (mark := _mark(difference, target))]
    is_moved = any(mark["before"] != mark["after"] for mark in marks)
    if not (is_moved or "areas" in difference.by_path):
        return None
    return {"marks": marks, "areas": _areas(difference)}


def _mark(difference: Difference, target: str) -> dict[str, Any] | None:
    """Return where one entry was and would be."""
    path = f"{target}.point" if target else "point"
    before, after = at(difference.before, path), at(difference.after, path)
    if not (before or after):
        return None
    names = {"name": called(target, difference.after) or called(target, difference.before)}
    now = _("After: %(name)s") if before else _("New: %(name)s")
    return {
        "was": _("Before: %(name)s") % names,
        "is": names["name"] if before == after else now % names,
        "before": before,
        "after": after,
    }


def _areas(difference: Difference) -> list[dict[str, Any]]:
    """Return the operating area before and after; only what is, and only once if it is the same."""
    told = [("after", at(difference.after, "areas"))]
    if "areas" in difference.by_path:
        told.insert(0, ("before", at(difference.before, "areas")))
    names = {"before": _("Operating area before"), "after": _("Operating area")}
    found = [(when, shapes.covered(areas)) for when, areas in told if areas]
    return [
        {
            "name": "",
            "label": names[when],
            "was": when == "before",
            "text": "",
            "is_example": False,
            "geometry": json.loads(whole.geometry),
        }
        for when, whole in found
        if whole
    ]
