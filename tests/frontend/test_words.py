"""Every kind that a source can yield has a word, so that no reader meets a key of the data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from frontend import words
from frontend.kinds import ICONS, KINDS, icon_of
from importers.registry import REGISTRY

ROOT = Path(__file__).resolve().parents[2]
IMPORTERS = ROOT / "importers"


def table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def found_at(kinds: Iterable[str], places: dict[str, str]) -> Iterator[str]:
    """Yield what the places of organisations of these kinds are."""
    return (places.get(kind, kind) for kind in kinds)


def place_kinds() -> set[str]:
    """Return every kind of place that the tables of the sources name."""
    register = table(IMPORTERS / "register" / "kinds.toml")
    served = [row["kind"] for row in register["kind"]]
    served += [register["unit"], register["department"], *register["organisers"].values()]
    osm = table(IMPORTERS / "osm" / "organisations.toml")
    lipas = table(IMPORTERS / "lipas" / "types.toml")
    return {
        *found_at(served, register["places"]),
        *found_at((row["kind"] for row in osm["organisation"]), osm["places"]),
        *(row["kind"] for row in lipas["kinds"]),
        "sports_place",  # of LIPAS, where no row says more
        table(IMPORTERS / "linkedevents" / "rules.toml")["place_kind"],
        *layer_kinds("place"),
    }


def layer_kinds(noun: str) -> set[str]:
    """Return the kinds that the layers of the areas that ship are said to hold."""
    areas = map(table, (ROOT / "geodata" / "areas").glob("*.toml"))
    feeds = (feed for area in areas for feed in area.get("feeds", ()))
    return {feed["kind"] for feed in feeds if feed.get("noun") == noun and "kind" in feed}


def test_every_kind_of_place_has_a_word() -> None:
    kinds = place_kinds()
    assert {"events_venue", "sports_field", "library", "office", "service_point"} <= kinds
    assert kinds - set(words.PLACES) == set()


def test_every_kind_of_layer_has_a_word() -> None:
    assert layer_kinds("amenity") - set(words.AMENITIES) == set()
    assert layer_kinds("organisation") - set(words.ORGANISATIONS) == set()


def test_the_words_of_places_are_translated() -> None:
    for language in ("fi", "sv"):
        with translation.override(language):
            same = {key for key, text in words.PLACES.items() if str(text) == key.replace("_", " ")}
        assert same <= {"gym", "golf", "museum"}, language


@pytest.mark.parametrize(
    ("noun", "kind", "said"),
    [
        ("event", "", "tapahtuma"),
        ("event", "series", "tapahtumasarja"),
        ("organisation", "library", "kirjasto"),
        ("hub", "subway", "solmukohta: metro"),
        ("place", "", "Paikka"),
    ],
)
def test_what_something_found_is(noun: str, kind: str, said: str) -> None:
    with translation.override("fi"):
        assert words.what_is(noun, kind) == said


def test_what_the_software_calls_a_source_is_said_in_the_readers_language() -> None:
    own = {"osm", "lipas", "linkedevents"}  # called so in every language
    assert set(words.SOURCES) == set(REGISTRY) - own
    with translation.override("en"):
        for source in REGISTRY.values():
            assert words.SOURCES.get(source.key, source.name) == source.name


def test_symbols_are_drawn_and_their_kinds_are_known() -> None:
    sprite = (ROOT / "frontend/static/frontend/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', sprite))
    assert {kind.icon for kind in KINDS.values()} <= drawn
    for collection, icons in ICONS.items():
        assert set(icons.values()) <= drawn
        assert set(icons) <= set(words.KINDS[collection])


def test_a_kind_without_a_symbol_has_that_of_its_collection() -> None:
    assert icon_of("amenities", "toilets") == "toilets"
    assert icon_of("amenities", "bench") == icon_of("amenities") == "amenity"
    assert icon_of("places", "whatever") == "place"
