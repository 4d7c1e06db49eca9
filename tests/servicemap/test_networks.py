"""The network is opened once, swapped without a restart, and missed with a clear sentence."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from geodata.models import Instance
from servicemap import networks
from servicemap.problems import NotReady
from tests.servicemap.town import Town


def test_it_works(town: Town) -> None:
    assert networks.current_network().version == town.version


def test_it_is_opened_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(networks, "_opened", None)
    monkeypatch.setattr(networks, "open_network", opened.append)
    monkeypatch.setattr(networks, "current_version", lambda: town.version)
    threads = [threading.Thread(target=networks.current_network) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    monkeypatch.setattr(networks, "_opened", None)


def test_a_new_version_is_served_at_once(
    client: Client, town: Town, town_network: tuple[Path, str], settings: Any, tmp_path: Path
) -> None:
    settings.NETWORK_DIR = tmp_path
    shutil.copy(town_network[0] / f"{town.version}.net", tmp_path / "first.net")
    Instance.objects.update(network_version="first")
    before = networks.current_network()
    shutil.copy(town_network[0] / f"{town.version}.net", tmp_path / "second.net")
    Instance.objects.update(network_version="second")
    assert networks.current_network() is not before
    assert networks.current_network() is networks.current_network()
    assert client.get("/api/v1/last-mile").status_code == 200
    assert before.covers(24.95, 60.17)  # who still holds the former one can go on


def test_nothing_imported_yet(client: Client, db: None) -> None:
    for url in ("/api/v1/last-mile", "/api/v1/stations"):
        response = client.get(url)
        assert response.status_code == 503
        assert response.json() == {
            "type": "urn:problem:servicemap:not-ready",
            "title": "Not ready",
            "status": 503,
            "detail": (
                "There is no network yet: run “./dev manage import_data osm”, then ask again."
            ),
        }
        assert "ETag" not in response.headers


@pytest.mark.parametrize("content", [None, b"", b"not a network", "cut"])
def test_a_missing_or_damaged_file_is_a_503(
    client: Client,
    town: Town,
    town_network: tuple[Path, str],
    settings: Any,
    tmp_path: Path,
    content: bytes | str | None,
) -> None:
    settings.NETWORK_DIR = tmp_path
    file = tmp_path / f"{town.version}.net"
    if content == "cut":
        whole = (town_network[0] / file.name).read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
    elif isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(NotReady):
        networks.current_network()
    response = client.get("/api/v1/last-mile")
    assert response.status_code == 503
    assert str(tmp_path) not in response.content.decode()
    assert response.json()["detail"] == (
        "The walking network cannot be read; the operator must import the data again."
    )
    assert client.get("/api/v1/stations").status_code == 200  # lists need no network
