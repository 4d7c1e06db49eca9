"""Lend the tests of the questions a small town with a real compiled network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from servicemap.visitors.counter import BUFFER, Buffer
from tests.servicemap import town as small


@pytest.fixture(scope="session")
def town_network(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder and the version of the town's network, compiled once."""
    directory = tmp_path_factory.mktemp("town")
    return directory, small.build_network(directory)


@pytest.fixture
def town(db: None, settings: Any, town_network: tuple[Path, str]) -> small.Town:
    """The town in the database, served from its compiled network."""
    directory, version = town_network
    settings.AREA = small.AREA
    settings.NETWORK_DIR = directory
    return small.settle(version)


@pytest.fixture
def counted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Buffer]:
    """Count what is asked for; the test writes it down when it wants to."""
    settings.COUNT_USE = True
    monkeypatch.setattr(Buffer, "keep", lambda buffer: None)
    BUFFER.forget()
    yield BUFFER
    BUFFER.forget()
