"""Let anybody write to a page without signing in, as long as they are at one of our pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden, HttpResponseNotAllowed
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from frontend.pages import problem_page
from servicemap.problems import QuestionError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def form_page(view: View[P]) -> View[P]:
    """Answer GET, HEAD and POST of anybody; nothing is cached, problems are pages."""

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        return _told(view, request, *args, **kwargs)

    return update_wrapper(never_cache(shown), view)


def from_our_pages(view: View[P]) -> View[P]:
    """Answer what pages send that set no cookie, and so have no token: POST, from our own origin.

    It may do nothing in anybody's name.
    """

    def sent(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not is_from_here(request):
            return HttpResponseForbidden()
        return _told(view, request, *args, **kwargs)

    return csrf_exempt(update_wrapper(never_cache(sent), view))


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a browser sends this from a page of ours, by what scripts cannot change."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        told = urlsplit(origin)
    except ValueError:
        return False
    return (told.scheme, told.netloc) == (request.scheme, request.get_host())


def _told(
    view: View[P], request: HttpRequest, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    try:
        return view(request, *args, **kwargs)
    except QuestionError as error:
        return problem_page(request, error)
