"""Make the addresses of pages: of entries with their names in them, and in other languages."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify

from frontend.kinds import COLLECTION_OF
from servicemap.wording import chosen

LONGEST_SLUG = 60


def slug_of(name: str) -> str:
    """Return a name as it stands in an address; empty when nothing of it can."""
    return slugify(name[: 4 * LONGEST_SLUG], allow_unicode=True)[:LONGEST_SLUG].strip("-_")


def entry_address(collection: str, id: int, name: str) -> str:
    """Return the address of an entry's page in the active language."""
    slug = slug_of(name)
    if slug:
        return reverse(f"pages:{collection}-named", kwargs={"id": id, "slug": slug})
    return reverse(f"pages:{collection}-one", kwargs={"id": id})


def entry_addresses(collection: str, id: int, names: Mapping[str, str]) -> dict[str, str]:
    """Return the address of an entry's page in each language of the interface."""
    addresses = {}
    for code in languages():
        with translation.override(code):
            addresses[code] = entry_address(collection, id, chosen(names, code)[0])
    return addresses


def endpoint_address(endpoint: str, name: str) -> str:
    """Return the page of `station:12`; empty for what has none, such as a position."""
    kind, _colon, number = endpoint.partition(":")
    if kind not in COLLECTION_OF or not number.isdigit():
        return ""
    return entry_address(COLLECTION_OF[kind], int(number), name)


def languages() -> list[str]:
    """Return the codes of the languages that pages come in."""
    return [code for code, _name in settings.LANGUAGES]
