"""Answer the questions over HTTP: one view per question, one border for what goes wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
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

from servicemap import (
    along,
    around,
    caching,
    exports,
    features,
    last_mile,
    map_data,
    openapi,
    operating_area,
    parameters,
    route,
    search,
    service_area,
    sources,
)
from servicemap.catalogue import COLLECTIONS
from servicemap.networks import one_state
from servicemap.problems import (
    NotFound,
    QuestionError,
    not_allowed,
    plain_problem,
    problem_of,
    respond,
)
from servicemap.schemas import columns
from servicemap.search import suggestions
from servicemap.times import TimeCursor
from servicemap.values import quoted
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


@question
def route_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/route."""
    query = route.RouteQuery.from_params(request.GET)
    written = exports.write(route.answer(query), query.format, columns("Route"))
    return written.response("route")


@question
def last_mile_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/last-mile."""
    query = last_mile.LastMileQuery.from_params(request.GET)
    written = exports.write(last_mile.answer(query), query.format, columns("LastMile"))
    return written.response("last-mile")


@question
def service_area_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/service-area."""
    query = service_area.ServiceAreaQuery.from_params(request.GET)
    written = exports.write(service_area.answer(query), query.format, columns("ServiceArea"))
    return written.response("service-area")


@question
def features_view(request: HttpRequest, collection: str) -> HttpResponse:
    """GET /api/v1/{stations,trails,hubs,organisations,places,amenities}."""
    return _features(request, collection)


@question
@caching.tells_now
def timed_features_view(request: HttpRequest, collection: str) -> HttpResponse:
    """GET /api/v1/events."""
    return _features(request, collection)


def _features(request: HttpRequest, collection: str) -> HttpResponse:
    query = features.FeaturesQuery.from_params(collection, request.GET)
    answer = features.answer(query)
    answer = replace(answer, next_address=_next_address(request, answer.next))
    names = ("id", "lon", "lat", *columns(COLLECTIONS[collection].schema))
    written = exports.write(answer, query.format, names, paging=answer.paging())
    response = written.response(collection)
    if answer.next_address:  # CSV has no other place for it
        response["Link"] = f'<{answer.next_address}>; rel="next"'
    return response


@question
def feature_view(request: HttpRequest, collection: str, id: str) -> HttpResponse:
    """GET /api/v1/{stations,…}/{id}."""
    return _feature(request, collection, id)


@question
@caching.tells_now
def timed_feature_view(request: HttpRequest, collection: str, id: str) -> HttpResponse:
    """GET /api/v1/events/{id}."""
    return _feature(request, collection, id)


def _feature(request: HttpRequest, collection: str, id: str) -> HttpResponse:
    query = features.FeatureQuery.from_params(collection, _id(id), request.GET)
    return _geojson(features.answer_one(query).as_geojson())


@question
def operating_area_view(request: HttpRequest, id: str) -> HttpResponse:
    """GET /api/v1/organisations/{id}/operating-area."""
    query = operating_area.OperatingAreaQuery.from_params(_id(id), request.GET)
    return _geojson(operating_area.answer(query).as_geojson())


@question
def along_view(request: HttpRequest, id: str) -> HttpResponse:
    """GET /api/v1/trails/{id}/along."""
    query = along.AlongQuery.from_params(_id(id), request.GET)
    answer = along.answer(query)
    answer = replace(answer, next_address=_next_address(request, answer.next))
    names = ("id", "lon", "lat", *columns("Along"))
    written = exports.write(answer, query.format, names, paging=answer.paging())
    response = written.response("along")
    if answer.next_address:
        response["Link"] = f'<{answer.next_address}>; rel="next"'
    return response


@question
def around_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/around."""
    query = around.AroundQuery.from_params(request.GET)
    return _geojson(around.answer(query).as_geojson())


@question
@caching.tells_now
def search_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/search."""
    query = search.SearchQuery.from_params(request.GET)
    answer = search.answer(query)
    if not answer.count:
        search.count_in_vain(query)
    address = _next_address(request, answer.next)
    response = _geojson(replace(answer, next_address=address).as_geojson())
    if address:
        response["Link"] = f'<{address}>; rel="next"'
    return response


@question
def suggest_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/suggest."""
    query = suggestions.SuggestQuery.from_params(request.GET)
    content = suggestions.answer(query).as_json()
    return HttpResponse(content + "\n", content_type=exports.CONTENT_TYPES["json"])


@question
def sources_view(request: HttpRequest, problems: bool = False) -> HttpResponse:
    """GET /api/v1/sources and /api/v1/sources/problems."""
    query = sources.SourcesQuery.from_params(request.GET, problems=problems)
    answer = sources.answer_problems(query) if problems else sources.answer(query)
    address = _next_address(request, answer.next)
    written = answer.written("Refused" if problems else "SourceState", address)
    response = written.response("problems" if problems else "sources")
    response["Cache-Control"] = "no-store"  # it changes with each attempt
    if address:
        response["Link"] = f'<{address}>; rel="next"'
    return response


@question
def map_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/map."""
    query = map_data.MapDataQuery.from_params(request.GET)
    content = map_data.answer(query).as_json()
    return HttpResponse(content, content_type="application/json; charset=utf-8")


@question
def openapi_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/openapi.json."""
    parameters.take(request.GET, ())
    return HttpResponse(openapi.as_json(), content_type="application/json; charset=utf-8")


@question
def unknown_view(request: HttpRequest) -> HttpResponse:
    """Answer for every other address below /api."""
    raise NotFound(
        _("There is nothing at %(path)s; what there is, /api/v1/openapi.json tells.")
        % {"path": quoted(request.path)}
    )


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


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound(_("%(id)s is not an id: ids are whole numbers.") % {"id": quoted(text)})
    return int(text)


def _geojson(text: str) -> HttpResponse:
    return HttpResponse(text + "\n", content_type=exports.CONTENT_TYPES["geojson"])


def _next_address(request: HttpRequest, after: int | TimeCursor | None) -> str | None:
    if after is None:
        return None
    params = request.GET.copy()
    params[parameters.NEXT.name] = str(after)
    return request.build_absolute_uri(f"{request.path}?{params.urlencode(safe=',:')}")


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
