"""Serve prepared pictures: published ones to everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from servicemap.basemap import FOR_EVER, METHODS
from servicemap.pictures.preparing import path_of
from servicemap.pictures.showing import published
from servicemap.problems import not_allowed


@csrf_exempt
def picture_view(request: HttpRequest, digest: str, *, small: bool = False) -> HttpResponseBase:
    """GET /pictures/DIGEST.webp, and the small one of it: what is published."""
    if request.method not in METHODS:
        return not_allowed(request, METHODS)
    if not published().filter(digest=digest).exists():
        raise Http404("There is no such picture.")
    response = file_of(digest, small=small)
    response["Cache-Control"] = FOR_EVER
    return response


def file_of(digest: str, *, small: bool) -> HttpResponse:
    """Answer with the bytes of a picture, some hundred kilobytes at most."""
    try:
        content = path_of(digest, small=small).read_bytes()
    except OSError:
        raise Http404("There is no such picture.") from None
    return HttpResponse(content, content_type="image/webp")
