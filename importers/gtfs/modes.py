"""Tell which mode a route's type stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from importers.options import Options, defaults

TABLE = "gtfs/modes.toml"
ORDER: tuple[str, ...] = tuple(row["mode"] for row in defaults(TABLE)["mode"])


@dataclass(frozen=True)
class Modes:
    """The table of types, with what a feed says otherwise; `otherwise` where nothing tells."""

    own: dict[str, str]
    otherwise: str

    @classmethod
    def of(cls, options: Options) -> Modes:
        """Read the options `modes` ({ 900 = "light_rail" }) and `mode`; raises InputError."""
        own = options.texts_by_name("modes")
        for mode in own.values():
            if mode not in ORDER:
                raise options.wrong("modes", f"modes among {', '.join(ORDER)}")
        return cls(own, options.choice("mode", (*ORDER, ""), ""))

    def mode(self, route_type: str) -> str:
        """Return the mode of a route_type; "" for one that makes no station."""
        text = route_type.strip()
        if text in self.own:
            return self.own[text]
        if not (text.isascii() and text.isdigit()):
            return ""
        number = int(text)
        for row in defaults(TABLE)["mode"]:
            if number in row["types"]:
                return str(row["mode"])
            if any(low <= number <= high for low, high in row.get("ranges", ())):
                return str(row["mode"])
        return ""


def most_important(modes: Iterable[str]) -> str:
    """Return the mode that names a station of several; "" of none."""
    return min((mode for mode in modes if mode), key=ORDER.index, default="")
