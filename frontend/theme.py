"""Give the pages the look of their area: its colours as a stylesheet, and its logo."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FOR_EVER = 31_536_000


def version() -> str:
    """Return what names this look in addresses; empty when the area has none of its own."""
    look = settings.AREA.look
    if look is None:
        return ""
    logo = look.logo.read_bytes() if look.logo else b""
    return sha256(stylesheet().encode() + logo).hexdigest()[:12]


def stylesheet() -> str:
    """Return the area's colours as custom properties."""
    look = settings.AREA.look
    light = _rules(look.light if look else {})
    dark = _rules(look.dark if look else {})
    return f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n" if dark else light


def _rules(colours: dict[str, str]) -> str:
    lines = "".join(f"  --{name}: {colour};\n" for name, colour in colours.items())
    # Not on paper, and not for those who ask for more contrast: there the product's own are best.
    when = "screen and (not (prefers-contrast: more))"
    return f"@media {when} {{ :root {{\n{lines}}} }}\n" if lines else ""


@require_safe
@cache_control(public=True, max_age=FOR_EVER, immutable=True)
def colours(request: HttpRequest, version: str) -> HttpResponse:
    """GET /look/VERSION.css."""
    return HttpResponse(stylesheet(), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FOR_EVER, immutable=True)
def logo(request: HttpRequest, version: str) -> HttpResponse:
    """GET /look/VERSION.svg."""
    look = settings.AREA.look
    if look is None or look.logo is None:
        raise Http404("This area has no logo of its own.")
    return HttpResponse(look.logo.read_bytes(), content_type="image/svg+xml")
