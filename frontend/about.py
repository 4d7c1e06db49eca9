"""The pages about the service itself: accessibility, privacy, sources, interfaces."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from frontend import sources
from frontend.kinds import KINDS
from frontend.pages import page, show

TITLES = {
    "accessibility": _("Accessibility"),
    "privacy": _("Privacy"),
    "sources": _("Sources of the data"),
    "developers": _("For developers"),
}


@page
def about_view(request: HttpRequest, topic: str) -> HttpResponse:
    """GET /{lang}/about/{accessibility,privacy,sources} and /{lang}/developers."""
    default = settings.AREA.last_mile
    context = {
        "title": TITLES[topic],
        "area": settings.AREA,
        "default": default,
        "last_mile_query": urlencode(
            {"from": default.origin, "to": default.target, "within": str(default.within)}
        ),
        "route_query": urlencode({"from": default.origin, "to": default.target}),
        # An operator who names no address is told of on the page, not passed over.
        "contact": settings.CONTACT,
        "audit_days": settings.AUDIT_DAYS,
        "collections": [(name, reverse(f"api-{name}")) for name in KINDS],
        "origin": request.build_absolute_uri("/").rstrip("/"),
    }
    if topic == "sources":
        context["rows"] = sources.rows()
    response = show(request, f"about-{topic}", context)
    if topic == "sources":
        response["Cache-Control"] = "no-store"  # it changes with each attempt of an import
    return response
