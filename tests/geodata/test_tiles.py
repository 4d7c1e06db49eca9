"""An area may name tiles of somebody else; nothing but their origin is opened for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.area import AreaError, load_area
from geodata.tiles import TileSource
from servicemap.security import content_security_policy

ESPOO = Path(__file__).resolve().parents[2] / "geodata" / "areas" / "espoo.toml"
URL = "https://tiles.example.org/map/{z}/{x}/{y}.png"


def area_with(tmp_path: Path, lines: str) -> Path:
    path = tmp_path / "espoo.toml"
    (tmp_path / "espoo.geojson").write_text("{}", encoding="utf-8")
    (tmp_path / "examples").symlink_to(ESPOO.parent / "examples")
    path.write_text(f"{ESPOO.read_text(encoding='utf-8')}\n[tiles]\n{lines}\n", encoding="utf-8")
    return path


def test_it_works(tmp_path: Path) -> None:
    area = load_area(area_with(tmp_path, f'url = "{URL}"\nattribution = "© Somebody"'))
    assert area.tiles == TileSource(URL, "© Somebody", 19)
    assert load_area(ESPOO).tiles is None


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('url = "http://tiles.example.org/{z}/{x}/{y}.png"\nattribution = "x"', "tiles.url"),
        ('url = "https://tiles.example.org/{z}/{x}.png"\nattribution = "x"', "{y}"),
        ('url = "https://{s}.example.org/{z}/{x}/{y}.png"\nattribution = "x"', "tiles.url"),
        (f'url = "{URL}"', "tiles.attribution is missing"),
        (f'url = "{URL}"\nattribution = "x"\ndeepest = 40', "40 is no zoom"),
        (f'url = "{URL}"\nattribution = "x"\nspeed = 1', "tiles.speed is not known"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, lines: str, told: str) -> None:
    with pytest.raises(AreaError) as error:
        load_area(area_with(tmp_path, lines))
    assert told in str(error.value)


def test_pages_may_load_pictures_from_there_and_nothing_else() -> None:
    usual = content_security_policy(None)["DIRECTIVES"]
    opened = content_security_policy(TileSource(URL, "x"))["DIRECTIVES"]
    assert opened.pop("img-src") == [*usual.pop("img-src"), "https://tiles.example.org"]
    assert opened == usual
