"""The health probe tells what works, and which part does not."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from geodata.models import Instance
from tests.servicemap.town import DATA_DATE, Town


def test_it_works(client: Client, town: Town) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "database": "ok",
        "network": "ok",
        "network_version": town.version,
        "data_date": DATA_DATE,
        "revision": 1,
    }
    assert "no-store" in response.headers["Cache-Control"]


def test_before_the_first_import(client: Client, db: None) -> None:
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] == "ok"
    assert response.json()["network"].startswith("There is no network yet")


def test_without_its_network_file(client: Client, town: Town) -> None:
    Instance.objects.update(network_version="lost")
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["network"].startswith("The walking network cannot be read")


def test_without_the_database(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> Instance:
        raise OperationalError("connection to server at 10.1.2.3 failed")

    monkeypatch.setattr(Instance, "current", down)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] == "it does not answer"
    assert "10.1.2.3" not in response.content.decode()
    problem = client.get("/api/v1/stations")
    assert problem.status_code == 503
    assert problem.json()["detail"] == "The database does not answer; try again in a moment."
