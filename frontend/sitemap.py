"""List every page for search engines: an index, one file of plain pages, and files of entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from frontend.addresses import languages, slug_of
from frontend.kinds import KINDS
from frontend.pages import page
from servicemap import findable
from servicemap.wording import chosen

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PLAIN = ("home", "search", "last-mile", *KINDS, "accessibility", "privacy", "sources", "developers")
Addresses = Mapping[str, str]
"""Language → path."""


@page
def index_view(request: HttpRequest) -> HttpResponse:
    """GET /sitemap.xml: the files that there are."""
    root = _root(request)
    files = [f"<sitemap><loc>{root}{reverse('sitemap-pages')}</loc></sitemap>"]
    files += [
        f"<sitemap><loc>{root}{reverse('sitemap-part', args=[part.collection, part.number])}</loc>"
        f"<lastmod>{part.changed_at:%Y-%m-%d}</lastmod></sitemap>"
        for part in findable.parts()
    ]
    return _xml(f'<sitemapindex xmlns="{SPACE}">', files, "</sitemapindex>")


@page
def pages_view(request: HttpRequest) -> HttpResponse:
    """GET /sitemap/pages.xml: the pages that are no entries."""
    return _urls(_root(request), ((_everywhere(name), "") for name in PLAIN))


@page
def part_view(request: HttpRequest, collection: str, number: int) -> HttpResponse:
    """GET /sitemap/{collection}-{number}.xml: at most 2,000 entries, in each language."""
    entries = findable.entries_of(collection, number)
    bases = _everywhere(collection)
    return _urls(
        _root(request),
        ((_addresses(bases, each), f"{each.changed_at:%Y-%m-%d}") for each in entries),
    )


def robots_view(request: HttpRequest) -> HttpResponse:
    """GET /robots.txt: data is asked for, not crawled."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in ("/admin/", "/api/", "/tiles/"))]
    lines.append(f"Sitemap: {_root(request)}{reverse('sitemap')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _addresses(bases: Addresses, entry: findable.Findable) -> Addresses:
    """Return what `entry_addresses` does, without asking the resolver ten thousand times."""
    addresses = {}
    for language, base in bases.items():
        slug = slug_of(chosen(entry.names, language)[0])
        addresses[language] = f"{base}{entry.id}/" + (f"{quote(slug)}/" if slug else "")
    return addresses


def _everywhere(name: str) -> Addresses:
    addresses = {}
    for language in languages():
        with translation.override(language):
            addresses[language] = reverse(f"pages:{name}")
    return addresses


def _urls(root: str, pages: Iterable[tuple[Addresses, str]]) -> HttpResponse:
    """Write each page once for each of its languages, with all of them beside it."""
    lines = []
    for addresses, changed in pages:
        whole = {language: escape(f"{root}{path}") for language, path in addresses.items()}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
            for language, address in whole.items()
        )
        dated = f"<lastmod>{changed}</lastmod>" if changed else ""
        lines += [f"<url><loc>{each}</loc>{dated}{others}</url>" for each in whole.values()]
    head = f'<urlset xmlns="{SPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    return _xml(head, lines, "</urlset>")


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _xml(head: str, lines: list[str], foot: str) -> HttpResponse:
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *lines, foot, ""])
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
