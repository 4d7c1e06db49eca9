"""Directions in words, in every language of the interface."""

from __future__ import annotations

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils import translation

from geodata.network import Instruction
from geodata.network.ways import Kind
from servicemap.wording import in_words

ROOT = Path(__file__).resolve().parents[2]
MARKERS = {"_", "gettext", "gettext_noop", "pgettext", "ngettext"}
TURNS = ["depart", "continue", "left", "right", "slight_left", "slight_right", "sharp_left",
         "sharp_right", "arrive"]  # fmt: skip


def told(language: str, kind: str, way: str, street: str = "", steps: int | None = None) -> str:
    """Return one instruction in words."""
    names = {"": street} if street else {}
    with translation.override(language):
        (text,) = in_words([Instruction(kind, way, names, 12.34, steps, 50.0)], language)
    return text.text


def test_it_works() -> None:
    assert told("en", "depart", "path") == "Head northeast along the path."
    assert told("en", "left", "street", "Merituulentie") == "Turn left onto Merituulentie."
    assert told("en", "continue", "elevator") == "Take the lift."
    assert told("en", "right", "steps", steps=1) == "Turn right onto the steps (1 step)."


@pytest.mark.parametrize(
    ("language", "kind", "way", "expected"),
    [
        ("fi", "depart", "path", "Lähde koilliseen polkua pitkin."),
        ("fi", "sharp_right", "cycleway", "Käänny jyrkästi oikealle pyörätielle."),
        ("fi", "continue", "square", "Jatka aukion poikki."),
        ("sv", "depart", "street", "Gå åt nordost längs gatan."),
        ("sv", "slight_left", "crossing", "Håll åt vänster över övergångsstället."),
        ("sv", "arrive", "path", "Du är framme."),
        ("ar", "slight_left", "crossing", "انحرف قليلًا إلى اليسار عبر معبر المشاة."),
    ],
)
def test_other_languages(language: str, kind: str, way: str, expected: str) -> None:
    assert told(language, kind, way) == expected


def test_arabic_counts_in_six_ways_and_keeps_streets_apart() -> None:
    counts = {
        steps: told("ar", "right", "steps", steps=steps)[len("انعطف يمينًا إلى الدرج ") : -1]
        for steps in (1, 2, 3, 11, 100)
    }
    assert counts == {
        1: "(درجة واحدة)",
        2: "(درجتان)",
        3: "(3 درجات)",
        11: "(11 درجة)",
        100: "(100 درجة)",
    }
    assert told("ar", "left", "street", "Kehä 1") == "انعطف يسارًا إلى \u2068Kehä 1\u2069."


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
def test_every_kind_of_way_and_turn_has_words(language: str) -> None:
    for way in Kind:
        for turn in TURNS:
            text = told(language, turn, way.name.lower())
            assert re.fullmatch(r"[A-ZÄÖÅ\u0621-\u064a][^%{}]+\.", text), text


def test_ways_have_words_of_their_own() -> None:
    ways = [way.name.lower() for way in Kind if way is not Kind.KERB]
    assert len({told("fi", "left", way) for way in ways}) == len(ways)


@pytest.mark.parametrize("language", ["fi", "sv", "ar"])
def test_every_message_is_translated(language: str) -> None:
    folder = ROOT / "servicemap" / "locale"
    catalogue = gettext.translation("django", folder, [language])
    known = {key[0] if isinstance(key, tuple) else key for key in catalogue._catalog}  # type: ignore[attr-defined]
    sources = [*(ROOT / "servicemap").rglob("*.py"), ROOT / "geodata" / "coordinates.py"]
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id not in MARKERS:
                continue
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if node.func.id == "pgettext":
                texts = ["\x04".join(map(str, texts))]
            assert not texts or texts[0] in known, f"{source.name}: {texts[0]!r} in {language}"
