"""The basemap is served whole and in ranges, under a name that changes with its content."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from geodata.models import Instance
from servicemap import basemap

pytestmark = pytest.mark.django_db
VERSION = "basemap-0123456789ab"
ADDRESS = f"/tiles/{VERSION}.pmtiles"
CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def file() -> Iterator[Path]:
    path = Path(settings.NETWORK_DIR) / f"{VERSION}.pmtiles"
    path.write_bytes(CONTENT)
    yield path
    path.unlink(missing_ok=True)


def body(response: Any) -> bytes:
    content: bytes = response.getvalue()
    response.close()
    return content


def test_it_works(client: Client, file: Path) -> None:
    response = client.get(ADDRESS)

    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Type"] == "application/vnd.pmtiles"
    assert response["Accept-Ranges"] == "bytes"
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-100", 100, 100),
        ("bytes=255900-", 255900, 255999),
        ("bytes=255900-999999", 255900, 255999),
        ("bytes=-100", 255900, 255999),
        ("bytes=-999999", 0, 255999),
    ],
)
def test_a_range_is_answered_with_that_range(
    client: Client, file: Path, asked: str, start: int, end: int
) -> None:
    response = client.get(ADDRESS, headers={"Range": asked})

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/256000"
    assert response["Content-Length"] == str(end - start + 1)
    assert body(response) == CONTENT[start : end + 1]


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=9-3", "bytes=-0"])
def test_a_range_that_is_not_there_is_refused(client: Client, file: Path, asked: str) -> None:
    response = client.get(ADDRESS, headers={"Range": asked})

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */256000"


@pytest.mark.parametrize("asked", ["bytes=1-2,4-5", "lines=1-2", "bytes=a-b", "bytes=-" + "9" * 30])
def test_what_is_no_single_range_gets_the_whole_file(
    client: Client, file: Path, asked: str
) -> None:
    response = client.get(ADDRESS, headers={"Range": asked})

    assert response.status_code == 200
    assert body(response) == CONTENT


@pytest.mark.parametrize(
    "address",
    ["/tiles/basemap-ffffffffffff.pmtiles", "/tiles/../secret.pmtiles", "/tiles/x.pmtiles"],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_writing_is_not_allowed(client: Client, file: Path) -> None:
    assert client.post(ADDRESS).status_code == 405


def test_the_current_basemap_is_the_one_that_the_last_import_made(file: Path) -> None:
    assert basemap.current() is None

    Instance.objects.update_or_create(pk=1, defaults={"basemap": VERSION})

    assert basemap.current() == basemap.CurrentBasemap(VERSION, ADDRESS)


def test_a_basemap_whose_file_is_gone_is_none() -> None:
    Instance.objects.update_or_create(pk=1, defaults={"basemap": VERSION})

    assert basemap.current() is None
