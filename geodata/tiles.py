"""Let an area name a source of map tiles, which stands in for the basemap of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from geodata.areafile import Table

ADDRESS = r"https://[^\s/{}?#@]+(:\d+)?/[^\s]*"
EXAMPLE = '"https://tiles.example.org/{z}/{x}/{y}.png"'


@dataclass(frozen=True)
class TileSource:
    """Pictures of the map by zoom, column and row (EPSG:3857), and whom to credit for them."""

    url: str
    attribution: str
    deepest: int = 19  # the zoom of the last tiles there are; beyond it they are drawn larger

    @property
    def origin(self) -> str:
        """Return scheme and host, which the pages may then load pictures from."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def read_tiles(table: Table) -> TileSource:
    """Read the area file's `[tiles]`; raises AreaError."""
    url = table.text("url", ADDRESS, EXAMPLE)
    if not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise table.wrong_key("url", f"{url} has not {{z}}, {{x}} and {{y}} in it", EXAMPLE)
    deepest = table.whole("deepest") if "deepest" in table else 19
    if not 1 <= deepest <= 22:
        raise table.wrong_key("deepest", f"{deepest} is no zoom of tiles", "1 to 22, such as 19")
    tiles = TileSource(url, table.text("attribution"), deepest)
    table.finish()
    return tiles
