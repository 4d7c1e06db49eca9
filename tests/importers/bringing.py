"""Import files of a source into an area that a test chooses, and say what is open afterwards."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from geodata.area import Area, Feed, load_area
from geodata.coordinates import Box
from geodata.models import ImportRun
from importers.records import Problem, Record
from importers.registry import source_module
from importers.run import Order, run_import

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
ESPOO = load_area(ROOT / "geodata" / "areas" / "espoo.toml")
CAPITAL_REGION = replace(ESPOO, box=Box(24.4, 59.9, 25.4, 60.5))
FINLAND = replace(ESPOO, box=Box(19.0, 59.0, 32.0, 71.0))


def feed(source: str, options: Mapping[str, Any] | None = None) -> Feed:
    return Feed(source, source, options=options or {})


def parsed(
    source: str,
    content: bytes | str | object,
    options: Mapping[str, Any] | None = None,
    area: Area = ESPOO,
) -> list[Record | Problem]:
    """Read a text, or a document that is written as JSON, without a database."""
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content)
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(source_module(source).parser(feed(source, options))(stream, area))


def bring(
    source: str, path: Path, options: Mapping[str, Any] | None = None, *, force: bool = True
) -> ImportRun:
    """Import a file; `force` so that tests may take away more than a fifth."""
    own = feed(source, options) if options is not None else None
    return run_import(Order(source, file=path, feed=own, force=force), lambda line: None)


def counted(run: ImportRun, noun: str) -> dict[str, int]:
    """Return what an import did to a noun, without what it did not do."""
    return {name: number for name, number in run.counts[noun].items() if number}
