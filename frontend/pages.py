"""Give a page its furniture: methods, cache, and problems told as pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from servicemap import caching
from servicemap.limits import TooMany
from servicemap.networks import one_state
from servicemap.problems import NotFound, NotReady, QuestionError

logger = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
TEMPLATES = {400: "400.html", 404: "404.html", 410: "404.html", 429: "429.html", 503: "503.html"}


def page(view: View[P]) -> View[P]:
    """Answer GET and HEAD; keep the answer until the data changes; show what went wrong.

    Pages go compressed: they hold no secret whose length could betray it.
    """

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            with one_state():
                etag = caching.etag_of(request, view)
                kept = caching.not_modified(request, etag)
                if kept is not None:
                    return kept
                response = view(request, *args, **kwargs)
        except QuestionError as error:
            return problem_page(request, error)
        except DatabaseError:
            logger.exception("The database failed at %s", request.path)
            return problem_page(
                request, NotReady(_("The database does not answer; try again in a moment."))
            )
        return caching.keep(response, etag if response.status_code == 200 else None)

    return update_wrapper(gzip_page(shown), view)


def problem_page(request: HttpRequest, error: QuestionError) -> HttpResponse:
    """Tell a named error as a page, with what may have been meant."""
    status = int(error.status)
    context = {
        "problem": error,
        "candidates": error.candidates if isinstance(error, NotFound) else (),
    }
    response = render(request, TEMPLATES.get(status, "400.html"), context, status=status)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = "30"
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer who tried to sign in too often."""
    return problem_page(request, TooMany(60))


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    others: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Render a page; `others` are its addresses by language where they are not made of one path."""
    whole = {**context, "others": others or {}}
    return render(request, f"frontend/{template}.html", whole, status=status)
