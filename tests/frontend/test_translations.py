"""No text is missing, doubtful or left over in any language."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fi", "sv", "ar")
ROOMS = ("frontend", "servicemap")


@pytest.fixture
def copied(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies of the rooms, in which texts may be collected anew."""
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    # What is said of coordinates comes from the room below, which has no words of its own.
    shutil.copy(ROOT / "geodata" / "coordinates.py", tmp_path / "servicemap" / "_coordinates.py")
    settings.LOCALE_PATHS = []
    monkeypatch.chdir(tmp_path)
    return tmp_path


def collect(room: Path) -> dict[str, polib.POFile]:
    """Collect the texts of a room, as its translators do, into its catalogues."""
    os.chdir(room)
    call_command("makemessages", locale=list(LANGUAGES), no_location=True, verbosity=0)
    return {
        language: polib.pofile(str(room / "locale" / language / "LC_MESSAGES" / "django.po"))
        for language in LANGUAGES
    }


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_missing(copied: Path, room: str) -> None:
    for language, catalogue in collect(copied / room).items():
        assert len(catalogue) > 50
        missing = [entry.msgid for entry in catalogue.untranslated_entries()]
        doubtful = [entry.msgid for entry in catalogue.fuzzy_entries()]
        left_over = [entry.msgid for entry in catalogue.obsolete_entries()]
        assert (missing, doubtful, left_over) == ([], [], []), language


@pytest.mark.slow
def test_a_new_text_without_a_translation_is_noticed(copied: Path) -> None:
    new = copied / "frontend" / "templates" / "frontend" / "new.html"
    new.write_text('{% load i18n %}{% translate "Quite a new text" %}')
    for catalogue in collect(copied / "frontend").values():
        entry = catalogue.find("Quite a new text")
        assert entry is not None
        assert entry.fuzzy or not entry.translated()


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_places_of_values(room: str, language: str) -> None:
    path = ROOT / room / "locale" / language / "LC_MESSAGES" / "django.po"
    for entry in polib.pofile(str(path)):
        texts = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        wanted = sorted(places(entry.msgid_plural or entry.msgid))
        for text in texts:
            assert set(places(text)) <= {*wanted, *places(entry.msgid)}, entry.msgid
        assert sorted(places(texts[-1])) == wanted, entry.msgid


NUMBERS = {"all", "code", "count", "highest", "inside", "kilometres", "length", "longest", "lowest"}
NUMBERS |= {"metres", "minutes", "most", "number", "parts", "percent", "shown", "unit", "yes"}
OUR_WORDS = {
    "along",
    "age",
    "code",
    "compass",
    "decided",
    "field",
    "kind",
    "onto",
    "profile",
    "turn",
    "when",
}
ISOLATED = re.compile("[\u2066\u2068][^\u2069]*\u2069|<bdi>.*?</bdi>")
VALUE = re.compile(r"%\((\w+)\)s|\{(\w+)\}")


@pytest.mark.parametrize("room", ROOMS)
def test_arabic_keeps_what_may_be_in_another_script_apart(room: str) -> None:
    """Without isolates a Latin name takes the numbers and brackets beside it along."""
    path = ROOT / room / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    for entry in polib.pofile(str(path)):
        for text in [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]:
            bare = {first or second for first, second in VALUE.findall(ISOLATED.sub("", text))}
            assert bare <= NUMBERS | OUR_WORDS, entry.msgid


def places(text: str) -> list[str]:
    """Return the names in %(name)s."""
    return [part.split(")")[0] for part in text.split("%(")[1:]]
