"""Espoo's own question on real data: the same figures by command, interface and page."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.test import Client

from geodata import models
from geodata.area import load_area

pytestmark = pytest.mark.slow


@pytest.fixture
def espoo(db: None, settings: Any, data_dir: Path, tmp_path: Path) -> None:
    """The Tapiola extract and the six curated stations, imported as an operator would."""
    settings.AREA = load_area(Path(configured.BASE_DIR) / "geodata" / "areas" / "espoo.toml")
    settings.DATA_DIR = data_dir
    settings.NETWORK_DIR = tmp_path
    for source in settings.AREA.sources:
        call_command("import_data", source, verbosity=0)


def test_everything_that_is_at_hand_comes_in(espoo: None, client: Client, settings: Any) -> None:
    call_command("import_data", "--all", "--local", verbosity=0)
    states = {row["key"]: row for row in client.get("/api/v1/sources").json()["results"]}
    for key in settings.AREA.feed_keys():
        assert states[key]["state"] == "ok", (key, states[key]["message"])
        assert states[key]["kinds"], key
    attribution = client.get("/api/v1/organisations").json()["attribution"]
    assert attribution.startswith("© OpenStreetMap contributors; ")

    # What is invented bears the name of nothing that exists here, and is nobody's to credit.
    call_command("import_data", "examples", verbosity=0)
    shown = [models.Organisation, models.Place, models.Event]
    invented, real = (
        {
            name
            for model in shown
            for each in model.objects.filter(is_example=is_example)
            for name in each.search_text.split("\n")
            if name
        }
        for is_example in (True, False)
    )
    assert len(invented) > 100
    assert invented & real == set()
    assert client.get("/api/v1/organisations").json()["attribution"] == attribution


def test_from_metro_to_shore(
    espoo: None, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    collection = client.get("/api/v1/last-mile", {"lang": "fi"}).json()
    walks = {feature["properties"]["origin"]["name"]: feature for feature in collection["features"]}
    told = {
        name: (
            walk["properties"]["within"],
            walk["properties"]["complete"],
            walk["geometry"] is not None,
        )
        for name, walk in walks.items()
    }
    assert told == {
        "Aalto-yliopisto": (True, True, True),
        "Keilaniemi": (True, True, True),
        "Tapiola": (True, True, True),
        # The data ends just west of Urheilupuisto: unknown, which is no refutation.
        "Urheilupuisto": (None, False, True),
        "Matinkylä": (None, False, False),
        "Niittykumpu": (None, False, False),
    }
    assert walks["Urheilupuisto"]["properties"]["metres"] > 1500
    for name in ("Matinkylä", "Niittykumpu"):
        reason = walks[name]["properties"]["reason"]
        assert reason == f"“{name}” on tuodun aineiston ulkopuolella."
    assert collection["data_date"] == "2014-09-01"
    assert "OpenStreetMap" in collection["attribution"]
    capsys.readouterr()

    # The command says the same …
    call_command("last_mile", lang="fi", format="geojson")
    assert json.loads(capsys.readouterr().out) == collection
    call_command("last_mile", lang="fi")
    table = capsys.readouterr().out
    # … and the page and the CSV, too.
    text = client.get("/api/v1/last-mile", {"lang": "fi", "format": "csv"}).content.decode()
    rows = {row["origin"]: row for row in csv.DictReader(io.StringIO(text))}
    page = client.get("/fi/last-mile").content.decode()
    figures = re.sub(r"\s|&nbsp;", "", page)  # Finnish groups digits: 1 807,6
    for name, walk in walks.items():
        metres = walk["properties"]["metres"]
        assert rows[name]["metres"] == ("" if metres is None else str(metres))
        assert name in table
        assert name in page
        if metres is not None:
            assert f"{metres:.1f}" in table
            assert f"{metres:.1f}".replace(".", ",") in figures
