"""An area may have a look of its own, as long as everybody can read it."""

from pathlib import Path

import pytest

from geodata.area import AreaError, load_area
from geodata.look import contrast

BASE = (Path(__file__).parents[1] / "fixtures" / "osm" / "tiny-city.toml").read_text("utf-8")


def area_file(folder: Path, look: str) -> Path:
    path = folder / "city.toml"
    path.write_text(f"{BASE}\n{look}", "utf-8")
    return path


def test_it_works(tmp_path: Path) -> None:
    (tmp_path / "city.svg").write_text("<svg/>")
    look = '[look]\nname = { fi = "Kartta" }\nlogo = "city.svg"\nlight = { sea = "#004488" }'

    found = load_area(area_file(tmp_path, look)).look

    assert found is not None
    assert found.name == {"fi": "Kartta"}
    assert found.light == {"sea": "#004488"}
    assert found.dark == {}
    assert found.logo == tmp_path / "city.svg"


def test_without_a_table_there_is_no_look(tmp_path: Path) -> None:
    assert load_area(area_file(tmp_path, "")).look is None


@pytest.mark.parametrize(
    ("look", "message"),
    [
        ('light = { sea = "#99ccff" }', r"look\.light\.sea.*contrast of only 1\.7:1"),
        ('dark = { sea = "#004488" }', r"look\.dark\.sea.*contrast of only"),
        ('light = { top = "#dddddd" }', r"look\.light\.top.*contrast of only"),
        ('light = { sea = "#767676" }', r"look\.light\.sea.*contrast of only"),
        ('light = { sea = "#6b6b6b" }', r"look\.light\.sea.*with #98b9c8"),
        ('light = { sea = "blue" }', r"look\.light\.sea.*'blue'.*#0b5a6f"),
        ('light = { sea = "#004488; } body { display: none" }', r"look\.light\.sea"),
        ('light = { sand = "#004488" }', r"look\.light\.sand"),
        ('logo = "../secret.svg"', r"look\.logo.*no file"),
        ('logo = "none.svg"', r"look\.logo.*no file"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_key(tmp_path: Path, look: str, message: str) -> None:
    with pytest.raises(AreaError, match=message):
        load_area(area_file(tmp_path, f"[look]\n{look}"))


def test_contrast_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == pytest.approx(1)
