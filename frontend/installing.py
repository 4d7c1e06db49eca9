"""Let the site be installed as an app, and be looked at without a network."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from frontend import theme
from frontend.addresses import languages
from frontend.frame import Frame, frame_of
from frontend.pages import page, show
from servicemap import caching

PAPER, TOP = "#f7f5ef", "#0a3542"  # the grounds of the product's own look: frontend/css/tokens.css
SCRIPT = "frontend/service-worker.js"
# What the page for being offline is drawn with.
SHELL = ("reading.css", "offline.js", "icons.svg", "mark.svg")
SHORTCUTS = ("/search", "/events/")  # ends of the addresses of sections


@page
def manifest_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/manifest.webmanifest: what an installed app is called, and how it looks."""
    frame = frame_of(request, {})
    look = settings.AREA.look
    site = frame.site or _("Service map")
    told = {
        "id": "/",  # one app, in whichever language it was installed
        "name": f"{site} {frame.area}",
        "short_name": site,
        "description": _("What is around you, and how to get there on foot."),
        "lang": frame.language,
        "dir": frame.direction,
        "start_url": frame.home,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": look.light.get("top", TOP) if look else TOP,
        "icons": _icons(frame),
        "shortcuts": [
            {"name": section.name, "url": section.address}
            for section in frame.sections
            if section.address.endswith(SHORTCUTS)
        ],
    }
    return HttpResponse(
        json.dumps(told, ensure_ascii=False), content_type="application/manifest+json"
    )


def _icons(frame: Frame) -> list[dict[str, str]]:
    """Return the area's logo or the product's mark, and where it is ours also one to be cut out."""
    shared = {"type": "image/svg+xml", "sizes": "any"}
    if frame.logo:
        return [shared | {"src": frame.logo, "purpose": "any"}]
    return [
        shared | {"src": static("frontend/mark.svg"), "purpose": "any"},
        shared | {"src": static("frontend/mark-maskable.svg"), "purpose": "maskable"},
    ]


@require_safe
def worker_view(request: HttpRequest) -> HttpResponse:
    """GET /service-worker.js, which may speak for all addresses since it lies above them."""
    path = finders.find(SCRIPT)
    if not isinstance(path, str):
        raise Http404("The script has not been built: ./dev build.")
    told = {"version": caching.code_version(), "languages": languages(), "shell": _shell()}
    script = f"const SETTINGS={json.dumps(told)};\n{Path(path).read_text(encoding='utf-8')}"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _shell() -> list[str]:
    """Return the addresses of the pages for being offline, and of what they are drawn with."""
    shell = [static(f"frontend/{name}") for name in SHELL]
    if version := theme.version():
        shell.append(reverse("look-colours", args=[version]))
    if frame_of(None, {}).logo:
        shell.append(frame_of(None, {}).logo)
    for language in languages():
        with override(language):
            shell.append(reverse("pages:offline"))
    return shell


@page
def offline_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/offline: which views this device has kept; shown where another one is not."""
    return show(request, "offline", {"title": _("Kept on this device")})
