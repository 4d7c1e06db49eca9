"""The commands print what the API answers: a table for people, or the very same text."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from tests.servicemap.town import Town


def printed(capsys: pytest.CaptureFixture[str], command: str, **options: str) -> str:
    """Run a command and return what it prints."""
    call_command(command, **options)
    return capsys.readouterr().out


def test_it_works(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "last_mile") == (
        "To Rantapolku within 1000 m, profile walk\n"
        "\n"
        "station   entrance  access point         metres  minutes  steps  within\n"
        "Kaukana   –         –                         –        –      –  unknown\n"
        "Keskusta  B         24.95000,60.17200     500.4      6.3     24  yes\n"
        "Ranta     –         24.95500,60.17200       5.6      0.1      0  yes\n"
        "Reuna     –         24.95500,60.17200  ≤ 1027.8     12.9      0  unknown\n"
        "Saari     –         –                         –        –      –  no\n"
        "\n"
        "Kaukana: “Kaukana” lies outside the data that was imported.\n"
        "Reuna: The edge of the data is nearer than this, so a shorter walk may exist.\n"
        "Saari: There is no path between them that this profile can use.\n"
        f"Network {town.version}, data of 2026-01-02. © the town's own surveyors\n"
    )


def test_a_route_for_people(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "route", **{"from": "Keskusta", "to": "Ranta", "lang": "fi"})
    assert "metres                     772.4\n" in text
    assert "278 m  Lähde itään väylää Katu pitkin.\n" in text


def test_a_service_area_for_people(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "service_area", **{"from": "Reuna", "metres": "500,600"})
    assert text.splitlines()[2].split() == [
        "metres", "minutes", "square", "metres", "network", "metres", "complete",
    ]  # fmt: skip
    assert text.splitlines()[3].endswith("yes")
    assert text.splitlines()[4].endswith("no")


@pytest.mark.parametrize("form", ["csv", "json", "geojson"])
@pytest.mark.parametrize(
    ("command", "path", "options"),
    [
        ("last_mile", "last-mile", {}),
        ("route", "route", {"from": "Keskusta", "to": "trail:1"}),
        ("service_area", "service-area", {"from": "metro", "minutes": "2,4"}),
    ],
)
def test_files_are_the_same_text_as_the_api_answers(
    client: Client,
    town: Town,
    capsys: pytest.CaptureFixture[str],
    command: str,
    path: str,
    options: dict[str, str],
    form: str,
) -> None:
    asked = {**options, "format": form}
    answered = client.get(f"/api/v1/{path}", asked).content.decode()
    assert printed(capsys, command, **asked).splitlines() == answered.splitlines()


def test_an_unknown_form_lists_the_known(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("last_mile", format="xml")
    assert stopped.value.code == 2
    assert capsys.readouterr().err == (
        "format: “xml” is not known. Known: table, geojson, json, csv.\n"
    )


def test_before_the_first_import(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("last_mile")
    assert stopped.value.code == 2
    assert "run “./dev manage import_data osm”" in capsys.readouterr().err
