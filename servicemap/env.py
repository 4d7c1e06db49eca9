"""Read settings from the environment and refuse what is not understood."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off")
DATABASE_NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")


class SettingError(ImproperlyConfigured, ValueError):
    """A variable of the environment has a value that cannot be used."""

    def __init__(self, name: str, wrong: str, right: str) -> None:
        super().__init__(f"{name}: {wrong}. Right would be: {right}.")


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding blanks; an empty one counts as unset."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no."""
    value = text(name).casefold()
    if not value:
        return default
    if value not in TRUE + FALSE:
        raise SettingError(name, f"{value!r} is neither yes nor no", "1 or 0")
    return value in TRUE


def integer(name: str, default: int, *, lowest: int = 0, highest: int = 2**31 - 1) -> int:
    """The variable as a whole number between `lowest` and `highest`."""
    value = text(name)
    if not value:
        return default
    if not re.fullmatch(r"[0-9]{1,10}", value) or not lowest <= int(value) <= highest:
        right = f"a whole number from {lowest} to {highest}"
        raise SettingError(name, f"{value!r} is not such a number", right)
    return int(value)


def choice(name: str, default: str, allowed: Sequence[str]) -> str:
    """The variable as one of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise SettingError(name, f"{value!r} is not known", "one of " + ", ".join(allowed))
    return value


def word(name: str, default: str, pattern: re.Pattern[str], right: str) -> str:
    """The variable, which must match the pattern that `right` puts in words."""
    value = text(name, default)
    if value and not pattern.fullmatch(value):
        raise SettingError(name, f"{value!r} cannot be used", right)
    return value


def words(name: str, default: Sequence[str], pattern: re.Pattern[str], right: str) -> list[str]:
    """The variable as a comma-separated list, every item of which matches the pattern."""
    items = [item.strip() for item in text(name).split(",") if item.strip()]
    for item in items:
        if not pattern.fullmatch(item):
            raise SettingError(name, f"{item!r} cannot be used", right)
    return items or list(default)


def folder(name: str, default: Path) -> Path:
    """The variable as an absolute folder; relative ones start where the command was started."""
    path = Path(text(name, str(default))).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise SettingError(name, f"{path} is a file", "a folder")
    return path


def existing_folder(name: str) -> Path | None:
    """The variable as an absolute folder that is there already."""
    value = text(name)
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if not path.is_dir():
        raise SettingError(name, f"there is no folder {path}", "a folder that exists")
    return path


def file(name: str) -> Path | None:
    """The variable as an absolute path of a file that exists."""
    value = text(name)
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if not path.is_file():
        raise SettingError(name, f"there is no file {path}", "a file that exists")
    return path
