"""Read a TOML file key by key, so that every mistake is told with its key and its mending."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any


class AreaError(ValueError):
    """An area file that cannot be used: names the file, the key, what is wrong and right."""


def read_table(path: Path) -> Table:
    """Open a TOML file; raises AreaError when it is missing or not TOML."""
    try:
        return Table(path, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise AreaError(f"{path}: cannot be read ({error.strerror}).") from None
    except ValueError as error:  # not UTF-8, not TOML
        raise AreaError(f"{path}: not a TOML file: {error}.") from None


class Table:
    """One table of the file; remembers which keys were asked for, so `finish` names the unknown."""

    def __init__(self, path: Path, prefix: str, values: dict[str, Any]) -> None:
        self.path = path
        self.prefix = prefix
        self._values = values
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._values

    def value(self, key: str) -> Any:
        if key not in self:
            raise AreaError(f"{self.path}: the key {self.prefix}{key} is missing.")
        return self._values[key]

    def text(
        self, key: str, pattern: str = r"(?s).*\S.*", right: str = 'a text in "quotes"'
    ) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise self.wrong_key(key, f"is {value!r}", right)
        return value

    def texts(self, key: str, pattern: str, right: str) -> tuple[str, ...]:
        """Read a list of at least one different text."""
        value = self.value(key)
        if not isinstance(value, list) or not value:
            raise self.wrong_key(key, f"is {value!r}", right)
        for each in value:
            if not isinstance(each, str) or not re.fullmatch(pattern, each):
                raise self.wrong_key(key, f"holds {each!r}", right)
        if len(set(value)) < len(value):
            raise self.wrong_key(key, "names one twice", right)
        return tuple(value)

    def whole(self, key: str) -> int:
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong_key(key, f"is {value!r}", "a whole number")
        return value

    def numbers(self, key: str) -> list[float]:
        value = self.value(key)
        if not isinstance(value, list) or not all(type(each) in (int, float) for each in value):
            raise self.wrong_key(key, f"is {value!r}", "a list of numbers")
        return [float(each) for each in value]

    def date(self, key: str) -> dt.date:
        value = self.value(key)
        if type(value) is not dt.date:
            raise self.wrong_key(key, f"is {value!r}", "a date without quotes, such as 2014-09-01")
        return value

    def table(self, key: str) -> Table:
        value = self.value(key)
        if not isinstance(value, dict):
            raise self.wrong_key(key, f"is {value!r}", f"a table, [{self.prefix}{key}]")
        return Table(self.path, f"{self.prefix}{key}.", value)

    def tables(self, key: str) -> list[Table]:
        """Read an array of tables; none when the key is not there."""
        value = self._values.get(key, [])
        self._asked.add(key)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.wrong_key(
                key, f"is {value!r}", f"an array of tables, [[{self.prefix}{key}]]"
            )
        return [
            Table(self.path, f"{self.prefix}{key}[{index}].", each)
            for index, each in enumerate(value)
        ]

    def values(self) -> dict[str, Any]:
        """Return all of it as it is, for whoever checks it later."""
        self._asked |= set(self._values)
        return dict(self._values)

    def finish(self) -> None:
        """Refuse keys nobody asked for: they are misspelt."""
        for key in self._values:
            if key not in self._asked:
                raise AreaError(
                    f"{self.path}: the key {self.prefix}{key} is not known; known: {self._known()}."
                )

    def wrong(self, what: str, right: str) -> AreaError:
        """Make the error for this table itself."""
        return AreaError(f"{self.path}: {self.prefix.rstrip('.')}: {what}; right would be {right}.")

    def wrong_key(self, key: str, what: str, right: str) -> AreaError:
        return AreaError(
            f"{self.path}: {self.prefix}{key}: {what.rstrip('.')}; right would be {right}."
        )

    def _known(self) -> str:
        return ", ".join(sorted(self._asked))
