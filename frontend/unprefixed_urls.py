"""Name the addresses without a language: the root, the area's look, the app, feeds for others."""

from django.urls import path

from frontend import gpx, home, installing, theme

urlpatterns = [
    path("", home.root_view, name="root"),
    path("service-worker.js", installing.worker_view, name="service-worker"),
    path("look/<slug:version>.css", theme.colours, name="look-colours"),
    path("look/<slug:version>.svg", theme.logo, name="look-logo"),
    path("feeds/trails/<int:id>.gpx", gpx.trail_view, name="feed-trail"),
]
