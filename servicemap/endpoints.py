"""Read `from` and `to`: a position, an entry by its id, the word metro, or an exact name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geodata.coordinates import LonLat
from servicemap import values

KINDS = ("station", "hub", "organisation", "trail", "place", "event")
METRO = "metro"


@dataclass(frozen=True)
class Endpoint:
    """An end of a walk as it was asked for, not yet looked up."""

    text: str
    kind: str  # "point", one of KINDS, "metro" or "name"
    id: int | None = None
    position: LonLat | None = None

    def __str__(self) -> str:
        return self.text


def parse_endpoint(text: str) -> Endpoint:
    """Read an end of a walk; raises ValueRefused for what can be no position, id or name."""
    if text.casefold() == METRO:
        return Endpoint(METRO, "metro")
    if reference := re.fullmatch(r"([A-Za-z_]+):\s*([^\s]*)", text):
        kind, number = reference[1].casefold(), reference[2]
        if kind in KINDS:
            return Endpoint(f"{kind}:{number}", kind, id=_id(kind, number))
        if re.fullmatch(r"\d+", number, re.ASCII):
            raise values.ValueRefused(
                _("%(kind)s is not something to walk from or to. Known: %(known)s.")
                % {"kind": values.quoted(kind), "known": ", ".join(f"{each}:ID" for each in KINDS)}
            )
    if "," in text and looks_like_a_number(text.split(",")[0]):
        return Endpoint(text, "point", position=values.lonlat(text))
    return Endpoint(text, "name")


def _id(kind: str, number: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,17}", number, re.ASCII):
        raise values.ValueRefused(
            _("%(number)s is not an id; write for example %(example)s.")
            % {"number": values.quoted(number), "example": f"{kind}:12"}
        )
    return int(number)


def looks_like_a_number(text: str) -> bool:
    """Say whether something is meant as a number, be it one that cannot be used."""
    try:
        float(text)
    except ValueError:
        return False
    return True
