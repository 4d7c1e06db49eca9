"""Name what can be wrong with an OpenStreetMap file or the server it should come from."""

from importers.errors import InputError


class OsmFileError(InputError):
    """A file could not be read as OpenStreetMap data; the message says what would be right."""

    advice = "Expected an extract as .osm.pbf, .osm (XML, also .gz or .bz2) or Overpass JSON."

    def __init__(self, name: str, what: str) -> None:
        """Tell which file (`name`) and `what` is wrong with it."""
        super().__init__(f"{name}: {what} {self.advice}")


class EmptyFileError(OsmFileError):
    """The file has no bytes, or no elements."""


class TruncatedFileError(OsmFileError):
    """The file ends before its data does."""

    advice = "The download probably broke off: fetch the file again and compare its size."


class NotOsmError(OsmFileError):
    """The file is something else than OpenStreetMap data."""


class EntitiesRefusedError(OsmFileError):
    """The XML declares entities, which can blow a small file up to gigabytes."""

    advice = "OpenStreetMap XML never needs entities: use a file made by an OpenStreetMap tool."


class DamagedFileError(OsmFileError):
    """The file is OpenStreetMap data, but a part of it cannot be decoded."""

    advice = "Fetch the file again, or write it anew with a tool such as osmium."
