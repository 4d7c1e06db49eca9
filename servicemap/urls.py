"""Compose the addresses: interfaces here, pages from the frontend, the admin."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from servicemap import api, basemap, feeds, health
from servicemap.catalogue import COLLECTIONS
from servicemap.pictures import serving

PICTURE = r"^pictures/(?P<digest>[0-9a-f]{64})"

OPENID_URLS = "allauth.socialaccount.providers.openid_connect.urls"
collections = [
    part
    for name, each in COLLECTIONS.items()
    for part in (
        path(
            f"api/v1/{name}",
            api.timed_features_view if each.is_timed else api.features_view,
            {"collection": name},
            name=f"api-{name}",
        ),
        path(
            f"api/v1/{name}/<str:id>",
            api.timed_feature_view if each.is_timed else api.feature_view,
            {"collection": name},
            name=f"api-{name}-one",
        ),
    )
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/openapi.json", api.openapi_view, name="api-openapi"),
    path("api/v1/route", api.route_view, name="api-route"),
    path("api/v1/last-mile", api.last_mile_view, name="api-last-mile"),
    path("api/v1/service-area", api.service_area_view, name="api-service-area"),
    path("api/v1/around", api.around_view, name="api-around"),
    path("api/v1/sources", api.sources_view, name="api-sources"),
    path(
        "api/v1/sources/problems",
        api.sources_view,
        {"problems": True},
        name="api-sources-problems",
    ),
    path("api/v1/search", api.search_view, name="api-search"),
    path("api/v1/map", api.map_view, name="api-map"),
    path("api/v1/suggest", api.suggest_view, name="api-suggest"),
    *collections,
    path(
        "api/v1/organisations/<str:id>/operating-area",
        api.operating_area_view,
        name="api-operating-area",
    ),
    path("api/v1/trails/<str:id>/along", api.along_view, name="api-along"),
    re_path(r"^api(?:/.*)?$", api.unknown_view, name="api-unknown"),
    path("feeds/events.ics", feeds.events_view, name="feed-events"),
    path("feeds/events/<int:id>.ics", feeds.event_view, name="feed-event"),
    re_path(r"^tiles/(?P<version>basemap-[0-9a-f]{12})\.pmtiles$", basemap.basemap, name="basemap"),
    re_path(PICTURE + r"\.webp$", serving.picture_view, name="picture"),
    re_path(PICTURE + r"-small\.webp$", serving.picture_view, {"small": True}, "picture-small"),
    *([path("", include(OPENID_URLS))] if settings.OPENID else []),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", admin.site.urls),
    # Pages without a language in their address (`/` itself), then those below /fi/, /sv/, /en/.
    path("", include("frontend.unprefixed_urls")),
    *i18n_patterns(
        path("account/", include("servicemap.accounts.urls")), path("", include("frontend.urls"))
    ),
]

handler400 = "servicemap.border.bad_request"
handler429 = "frontend.pages.too_many"  # allauth's own limits
handler500 = "servicemap.border.server_error"
