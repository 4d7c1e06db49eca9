"""Name the addresses without a language: the root, the area's look, feeds for other programs."""

from django.urls import path

from frontend import gpx, home, theme

urlpatterns = [
    path("", home.root_view, name="root"),
    path("look/<slug:version>.css", theme.colours, name="look-colours"),
    path("look/<slug:version>.svg", theme.logo, name="look-logo"),
    path("feeds/trails/<int:id>.gpx", gpx.trail_view, name="feed-trail"),
]
