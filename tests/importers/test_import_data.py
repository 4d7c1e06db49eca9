"""The command tells what it does, what it did, and in one sentence what went wrong."""

import dataclasses
import errno
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from geodata.area import Feed, current_area
from geodata.models import ImportRun, Source, Station
from importers import curated, extracts

pytestmark = pytest.mark.django_db


@pytest.fixture
def stations(tmp_path: Path) -> Path:
    """Two stations of an invented metro, in the area that the tests run in."""
    features = [
        {
            "type": "Feature",
            "id": f"M:{number}",
            "geometry": {"type": "Point", "coordinates": [24.94 + number / 1000, 60.17]},
            "properties": {"kind": "station", "mode": "subway", "name": {"fi": f"Asema {number}"}},
        }
        for number in (1, 2)
    ]
    return write(tmp_path, {"type": "FeatureCollection", "features": features, "licence": "CC0"})


def write(folder: Path, document: object) -> Path:
    path = folder / "stations.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def import_data(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_data", *map(str, arguments), stdout=out, stderr=err)
    return re.sub(r"\[ *[0-9.]+ s\]", "[t]", out.getvalue()), err.getvalue()


def test_it_works(stations: Path) -> None:
    out, err = import_data("curated", "--file", stations)
    assert err == ""
    assert out.splitlines() == [
        "[t] Reading stations.geojson",
        "[t] Checked 2 records, 0 refused",
        "[t] Saved",
        "kind           new    changed  unchanged     closed   reopened    refused",
        "station          2          0          0          0          0          0",
        "[t] Imported stations.geojson.",
    ]
    assert Station.objects.open().count() == 2
    assert Source.objects.get(key="curated").licence == "CC0"


def test_importing_twice_says_that_nothing_changed(stations: Path) -> None:
    import_data("curated", "--file", stations)
    out, _ = import_data("curated", "--file", stations)
    assert out.endswith("Nothing changed: stations.geojson is what was imported last.\n")


def test_a_dry_run_says_so(stations: Path) -> None:
    out, _ = import_data("curated", "--file", stations, "--dry-run")
    assert "station          2" in out
    assert out.endswith("Dry run: nothing was written.\n")
    assert not Station.objects.exists()
    import_data("curated", "--file", stations)
    assert import_data("curated", "--file", stations, "--dry-run")[0].endswith(
        "Dry run: nothing would change.\n"
    )


def test_problems_are_told(tmp_path: Path) -> None:
    path = write(
        tmp_path, {"type": "FeatureCollection", "features": [{"id": n} for n in range(12)]}
    )
    _, err = import_data("curated", "--file", path)
    assert len(err.splitlines()) == 11
    assert err.startswith("station feature 1: not a station")
    assert err.endswith("and 2 more, which the admin lists at this import run.\n")


def test_wrong_input_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no GeoJSON FeatureCollection") as told:
        import_data("curated", "--file", write(tmp_path, []))
    assert told.value.returncode == 2
    assert ImportRun.objects.get().status == "failed"


def test_a_refused_import_is_status_1(stations: Path, tmp_path: Path) -> None:
    import_data("curated", "--file", stations)
    empty = write(tmp_path, {"type": "FeatureCollection", "features": []})
    with pytest.raises(CommandError, match=r"2 of 2 entries .* repeat with --force") as told:
        import_data("curated", "--file", empty)
    assert told.value.returncode == 1
    import_data("curated", "--file", empty, "--force")
    assert not Station.objects.open()


def test_without_a_name_every_source_of_the_area_is_imported(
    stations: Path, settings: Settings
) -> None:
    area = dataclasses.replace(current_area(), sources=("curated",), curated=stations)
    settings.AREA = area
    assert "Imported stations.geojson" in import_data()[0]
    assert "Nothing changed: stations.geojson" in import_data("--all")[0]


def test_a_source_that_fails_does_not_keep_the_others_from_coming_in(
    stations: Path, settings: Settings
) -> None:
    feeds = (Feed("postal", "curated"),)
    settings.AREA = dataclasses.replace(
        current_area(), sources=("moon", "curated"), curated=stations, feeds=feeds
    )
    err = StringIO()
    with pytest.raises(CommandError, match="1 of 3 sources could not be imported") as told:
        call_command("import_data", "--all", stdout=StringIO(), stderr=err)
    assert told.value.returncode == 2
    assert err.getvalue().startswith("moon: There is no source 'moon'. Sources: ")
    keys = ImportRun.objects.filter(status="done").values_list("source__key", flat=True)
    assert sorted(keys) == ["curated", "postal"]


def test_local_takes_only_what_is_at_hand(stations: Path, settings: Settings) -> None:
    far = dataclasses.replace(current_area(), sources=("osm", "curated"), extracts=())
    settings.AREA = dataclasses.replace(far, curated=stations)
    out, _ = import_data("--all", "--local")
    assert "[t] osm is left out: its file is not at hand." in out.splitlines()
    assert "Imported stations.geojson" in out
    settings.AREA = far
    assert (
        import_data("curated", "--local")[0]
        == "[t] curated is left out: its file is not at hand.\n"
    )


def test_a_name_and_all_are_too_much() -> None:
    with pytest.raises(CommandError, match="a source or --all, not both") as told:
        import_data("curated", "--all")
    assert told.value.returncode == 2


def test_a_file_needs_a_source(stations: Path) -> None:
    with pytest.raises(CommandError, match="name of the source") as told:
        import_data("--file", stations)
    assert told.value.returncode == 2


def test_an_address_is_fetched_and_imported(
    stations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def given(url: str, cache: Path) -> Path:
        asked.append(url)
        return stations

    monkeypatch.setattr(curated, "fetch", given)

    out, _ = import_data("curated", "--url", "https://example.org/stations.geojson")

    assert asked == ["https://example.org/stations.geojson"]
    assert Station.objects.count() == 2
    assert "Imported stations.geojson" in out


def test_an_address_that_may_not_be_asked_is_told() -> None:
    with pytest.raises(CommandError, match="not an http or https address") as error:
        call_command("import_data", "osm", "--url", "file:///etc/passwd")

    assert error.value.returncode == 1


def test_a_full_disk_while_fetching_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(url: str, cache: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device", str(cache))

    monkeypatch.setattr(extracts, "fetch", full)
    with pytest.raises(CommandError, match="disk is full") as told:
        call_command("import_data", "osm", "--url", "https://example.org/a.osm.pbf")
    assert told.value.returncode == 1
