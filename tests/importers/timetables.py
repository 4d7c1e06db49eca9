"""Pack a small made-up timetable, whole or with something wrong in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "gtfs"


def texts() -> dict[str, str]:
    """Return the files by name."""
    return {each.name: each.read_text(encoding="utf-8") for each in sorted(FIXTURES.iterdir())}


def packed(changes: Mapping[str, str | bytes | None] | None = None, folder: str = "") -> bytes:
    """Return the archive; a file that is changed to None is not in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({**texts()} | dict(changes or {})).items():
            if content is not None:
                archive.writestr(folder + name, content)
    return stream.getvalue()


def edited(name: str, old: str, new: str) -> dict[str, str]:
    """Return a file with one passage exchanged."""
    text = texts()[name]
    assert old in text
    return {name: text.replace(old, new)}
