"""Lend the importer tests an invented source, a folder of networks and a server with faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from importers.door import addresses
from importers.registry import REGISTRY
from tests.importers import faulty
from tests.importers.invented import Invented


@pytest.fixture
def network_dir(tmp_path: Path, settings: Settings) -> Path:
    settings.NETWORK_DIR = tmp_path / "networks"
    return tmp_path / "networks"


@pytest.fixture
def invented(tmp_path: Path, network_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Invented:
    source = Invented(tmp_path)
    monkeypatch.setitem(REGISTRY, "invented", source.module())
    return source


@pytest.fixture
def walking(invented: Invented, monkeypatch: pytest.MonkeyPatch) -> Invented:
    """The invented source with a walking network."""
    invented.has_network = True
    monkeypatch.setitem(REGISTRY, "invented", invented.module())
    return invented


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[faulty.Server]:
    """A server on this machine, which may be asked although it is not on the public internet."""
    monkeypatch.setattr(addresses, "PRIVATE_HOSTS", {"127.0.0.1"})
    with faulty.running() as server:
        yield server
