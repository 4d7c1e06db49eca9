"""Name whom to credit for what an answer shows: the sources of its entries and of their fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geodata.models import Source
from geodata.provenance import HAND


def credits_of(entries: Iterable[Any], *, beside: bool = False) -> tuple[str, ...]:
    """Return whom to credit for entries that were fetched with their sources.

    One query more where other sources say some of the fields; `beside` counts also those whose
    word is kept beside what is shown.
    """
    told: dict[str, None] = {}
    own, others = {HAND}, set()
    for entry in entries:
        told[entry.source.attribution] = None
        own.add(entry.source.key)
        for kept in entry.provenance.values():
            others.add(kept["source"])
            if beside:
                others |= {each["source"] for each in kept.get("others", ())}
    if others - own:
        further = Source.objects.filter(key__in=others - own).order_by("rank", "key")
        told |= dict.fromkeys(further.values_list("attribution", flat=True))
    return tuple(each for each in told if each)


def together(*credits: Iterable[str]) -> str:
    """Write them as one text, everybody once; what was joined before is taken apart."""
    names = (name for each in credits for text in each for name in text.split("; "))
    return "; ".join(dict.fromkeys(names))
