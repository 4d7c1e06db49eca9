"""Read the version of this checkout from its changelog."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


@lru_cache(maxsize=1)
def release() -> str:
    """Return the version that the first heading of the changelog names."""
    found = re.search(r"^## v?(\d\S*)", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{CHANGELOG.name} has no heading with a version such as “## 0.1.0”")
    return found[1]
