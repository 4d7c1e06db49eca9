"""The map as a picture to take away: what is seen, with what a map owes its readers."""

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser import pixels
from tests.browser.conftest import Visit
from tests.browser.maps import answer, open_map, with_basemap

ASKED = "?from=Keskusta&to=Rantapolku"


def test_it_works(visit: Visit, settings: Any, tmp_path: Path) -> None:
    with_basemap(settings)
    page = open_map(visit, ASKED)
    expect(answer(page)).to_contain_text("You have arrived.")

    with page.expect_download() as download:
        page.get_by_role("button", name="Save the map as a picture (PNG)").press("Enter")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    assert path.suffix == ".png"
    picture = pixels.read(path.read_bytes())
    box = page.locator("#map").bounding_box()
    assert box
    assert picture.width == round(box["width"] * 2)
    assert picture.height > round(box["height"] * 2)  # a line for scale, date and credit
    colours = {picture.at(x, y) for x in range(5, picture.width, 9) for y in range(5, 1200, 9)}
    assert len(colours) > 20  # neither blank nor one flat ground
    foot = {picture.at(x, picture.height - 28) for x in range(picture.width)}
    assert len(foot) > 5  # something is written there
