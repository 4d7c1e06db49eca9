"""Answer the questions over HTTP: one view per question."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

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
from servicemap.border import question
from servicemap.catalogue import COLLECTIONS
from servicemap.problems import NotFound
from servicemap.schemas import columns
from servicemap.search import suggestions
from servicemap.times import TimeCursor
from servicemap.values import quoted
from servicemap.visitors import use


@question
def route_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/route."""
    query = route.RouteQuery.from_params(request.GET)
    answer = route.answer(query)
    use.count_way(request, answer.walk.target.id)
    written = exports.write(answer, query.format, columns("Route"))
    return written.response("route")


@question
def last_mile_view(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/last-mile."""
    query = last_mile.LastMileQuery.from_params(request.GET)
    answer = last_mile.answer(query)
    if answer.walks:
        use.count_way(request, answer.walks[0].target.id)
    written = exports.write(answer, query.format, columns("LastMile"))
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
    use.count_found(request, query.q, answer.hits, query.offset)
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
