"""Say what stands around every page: the area, the sections, the other languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils import translation
from django.utils.translation import get_language, pgettext

from frontend import theme
from frontend.addresses import languages
from frontend.kinds import KINDS

BELOW = ("amenity",)  # symbols of the sections that the top has no room for
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
LOCALES = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB", "ar": "ar_AR"}
SHORT = {"ar": "ع"}  # others are known by their code


@dataclass(frozen=True)
class Link:
    """A way to another page; `current` when it is this one or one below it."""

    name: str
    address: str
    icon: str = ""
    language: str = ""
    current: bool = False
    in_top: bool = True  # else only below, where all are: the top has no room for more

    @property
    def short(self) -> str:
        """Return a language in as few letters as its own readers know it by."""
        return SHORT.get(self.language, self.language)


@dataclass(frozen=True)
class Frame:
    """Everything that base.html needs to know."""

    language: str
    direction: str
    locale: str  # as those who show shared pages write it: "fi_FI"
    area: str
    home: str
    sections: tuple[Link, ...]
    languages: tuple[Link, ...]
    canonical: str  # the whole address of this page; empty when it has none
    origin: str  # scheme and host, for addresses that search engines read
    data_dates: tuple[str, ...]
    attributions: tuple[str, ...]
    tiles: str  # whom to credit for the tiles of the map; empty: they are our own
    time_zone: str  # of the area, in which times are told
    site: str  # the site's own name; empty: the product's
    colours: str  # address of the area's stylesheet; empty: none
    logo: str  # address of the area's logo; empty: the product's mark


def frame_of(request: HttpRequest | None, others: Mapping[str, str]) -> Frame:
    """Make the frame; without a request (error pages) nothing is current."""
    language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
    path = request.path if request is not None else ""
    extracts = settings.AREA.extracts
    return Frame(
        language=language,
        locale=LOCALES.get(language, language),
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        area=settings.AREA.name_in(language),
        home=reverse("pages:home"),
        sections=_sections(path),
        languages=tuple(_languages(request, language, others)),
        origin=_canonical(request, "/").rstrip("/"),
        canonical=_canonical(request, others.get(language) or path),
        data_dates=tuple(dict.fromkeys(extract.data_date.isoformat() for extract in extracts)),
        attributions=tuple(dict.fromkeys(extract.attribution for extract in extracts)),
        time_zone=settings.AREA.time_zone,
        tiles=settings.AREA.tiles.attribution if settings.AREA.tiles else "",
        **_look(language),
    )


def _look(language: str) -> dict[str, str]:
    look, version = settings.AREA.look, theme.version()
    if look is None:
        return {"site": "", "colours": "", "logo": ""}
    name = look.name.get(language) or next(iter(look.name.values()), "")
    return {
        "site": name,
        "colours": reverse("look-colours", args=[version]) if look.light or look.dark else "",
        "logo": reverse("look-logo", args=[version]) if look.logo else "",
    }


def _sections(path: str) -> tuple[Link, ...]:
    links = [(pgettext("section", "Search"), reverse("pages:search"), "search")]
    links += [(pgettext("section", "Last mile"), reverse("pages:last-mile"), "walk")]
    links += [(str(kind.names), reverse(f"pages:{key}"), kind.icon) for key, kind in KINDS.items()]
    return tuple(
        Link(name, address, icon, current=path.startswith(address), in_top=icon not in BELOW)
        for name, address, icon in links
    )


def _languages(request: HttpRequest | None, current: str, others: Mapping[str, str]) -> list[Link]:
    """Lead to this page in each language, or to the first page where it has no such page."""
    links = []
    names = dict(settings.LANGUAGES)
    for code in languages():
        with translation.override(code):
            home = reverse("pages:home")
        address = others.get(code) or _translated(request, code) or home
        links.append(Link(str(names[code]), address, language=code, current=code == current))
    return links


def _translated(request: HttpRequest | None, code: str) -> str:
    return translate_url(request.get_full_path(), code) if is_page(request) else ""


def _canonical(request: HttpRequest | None, path: str) -> str:
    """Return the whole address; only of pages, since a refused host must not be repeated."""
    return request.build_absolute_uri(path) if is_page(request) else ""


def is_page(request: HttpRequest | None) -> TypeGuard[HttpRequest]:
    """Say whether the address is one of ours, and not one that nothing answers."""
    match = request.resolver_match if request is not None else None
    return match is not None and "pages" in match.namespaces
