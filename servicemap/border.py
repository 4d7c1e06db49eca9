"""Stand between HTTP and the questions: methods, language, cache, CORS, problems for errors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import update_wrapper
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import bad_request as html_bad_request
from django.views.defaults import server_error as html_server_error

from servicemap import caching, parameters
from servicemap.networks import one_state
from servicemap.problems import QuestionError, not_allowed, plain_problem, problem_of, respond
from servicemap.wording import interface_language

logger = logging.getLogger(__name__)
METHODS = ("GET", "HEAD", "OPTIONS")
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def question(view: View[P]) -> View[P]:
    """Give a view its furniture: methods, language, cache, CORS, and problems instead of errors."""

    def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        with translation.override(_language(request)):
            response = _answered(view, request, *args, **kwargs)
            response["Content-Language"] = translation.get_language() or "en"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Content-Disposition, Link"
        return response

    # Nothing is changed here, and a POST must be told 405 rather than of a missing token.
    return csrf_exempt(update_wrapper(asked, view))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Answer what was refused before, or while, a question's view began to read it."""
    if not request.path.startswith("/api/"):
        return html_bad_request(request, exception)
    with translation.override("en"):
        return respond(_unreadable(exception))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Answer when something broke outside a question's view."""
    if request.path.startswith("/api/"):
        return respond(_internal())
    return html_server_error(request)


def _answered(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return _options()
    if request.method not in METHODS:
        return not_allowed(request, METHODS)
    try:
        with one_state():
            etag = caching.etag_of(request, view)
            kept = caching.not_modified(request, etag)
            return kept or caching.keep(view(request, *args, **kwargs), etag)
    except QuestionError as error:
        return respond(problem_of(error))
    except SuspiciousOperation as error:
        return respond(_unreadable(error))
    except DatabaseError:
        logger.exception("The database failed at %s", request.path)
        detail = _("The database does not answer; try again in a moment.")
        return respond(plain_problem(HTTPStatus.SERVICE_UNAVAILABLE, detail))
    except Exception:
        logger.exception("Failed at %s", request.path)
        return respond(_internal())


def _language(request: HttpRequest) -> str:
    """Return the language of the messages before `lang` itself has been checked."""
    asked = request.GET.get(parameters.LANG.name, "en")
    return interface_language(asked if asked in parameters.languages() else "en")


def _options() -> HttpResponse:
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response["Access-Control-Allow-Headers"] = "If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _unreadable(error: Exception) -> dict[str, object]:
    detail = _("The request cannot be read; ask with fewer and shorter parameters.")
    if isinstance(error, DisallowedHost):
        detail = "This instance does not answer to that host name."
    return plain_problem(HTTPStatus.BAD_REQUEST, detail)


def _internal() -> dict[str, object]:
    detail = _("Something went wrong here, and it was written down for the operator.")
    return plain_problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)
