"""Read what an area's feed says of how its files are to be read, and tell what is wrong in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from geodata.area import Feed
from importers.errors import InputError

FOLDER = Path(__file__).parent


@lru_cache
def defaults(name: str, table: str = "") -> Mapping[str, Any]:
    """Return the contents of a TOML file in this room, or one table of it."""
    with (FOLDER / name).open("rb") as stream:
        contents = tomllib.load(stream)
    found: dict[str, Any] = contents[table] if table else contents
    return found


class Options:
    """The options of a feed over the ones that hold without; every mistake names its option."""

    def __init__(self, feed: Feed, otherwise: Mapping[str, Any] | None = None) -> None:
        self._feed = feed
        self._values = {**(otherwise or {}), **feed.options}
        self._asked: set[str] = set()

    def __contains__(self, name: str) -> bool:
        self._asked.add(name)
        return name in self._values

    def text(self, name: str, otherwise: str | None = None) -> str:
        value = self._value(name, otherwise)
        if not isinstance(value, str):
            raise self.wrong(name, 'a text in "quotes"')
        return value

    def choice(self, name: str, choices: tuple[str, ...], otherwise: str | None = None) -> str:
        value = self.text(name, otherwise)
        if value not in choices:
            raise self.wrong(name, f"one of {', '.join(choices)}")
        return value

    def whole(self, name: str, otherwise: int | None = None) -> int:
        value = self._value(name, otherwise)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(name, "a whole number")
        return value

    def level(self, name: str) -> int | str | None:
        """Return a whole number, the property that says it, or None without the option."""
        if name not in self:
            return None
        value = self._values[name]
        if type(value) not in (int, str):
            raise self.wrong(name, "a whole number, or the name of a property in quotes")
        number_or_property: int | str = value
        return number_or_property

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._value(name, None)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(name, 'a list of texts, ["one", "another"]')
        return tuple(value)

    def wholes(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers; none when the option is not there."""
        value = self._value(name, [])
        if not isinstance(value, list) or not all(type(each) is int for each in value):
            raise self.wrong(name, "a list of whole numbers, [49, 235]")
        return tuple(value)

    def texts_by_name(self, name: str) -> dict[str, str]:
        """Return a table of texts; an empty one when the option is not there."""
        value = self._value(name, {})
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self.wrong(name, 'a table of texts, { fi = "nimi", sv = "namn" }')
        return dict(value)

    def finish(self) -> None:
        """Refuse options nobody asked for: they are misspelt."""
        for name in self._values:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise InputError(
                    f"The feed {self._feed.key} has the option {name!r}, which is not known; "
                    f"known: {known}."
                )

    def wrong(self, name: str, right: str) -> InputError:
        value = self._values.get(name)
        return InputError(
            f"The feed {self._feed.key} has the option {name} = {value!r}; right would be {right}."
        )

    def _value(self, name: str, otherwise: Any) -> Any:
        self._asked.add(name)
        value = self._values.get(name, otherwise)
        if value is None:
            raise InputError(f"The feed {self._feed.key} needs the option {name}.")
        return value
