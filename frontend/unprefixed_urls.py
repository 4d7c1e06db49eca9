"""Name the addresses without a language: the root, look, app, search engines' files, feeds."""

from django.urls import path

from frontend import gpx, home, installing, sitemap, theme
from frontend.visitors import answering

urlpatterns = [
    path("", home.root_view, name="root"),
    path("service-worker.js", installing.worker_view, name="service-worker"),
    path("look/<slug:version>.css", theme.colours, name="look-colours"),
    path("look/<slug:version>.svg", theme.logo, name="look-logo"),
    path("robots.txt", sitemap.robots_view, name="robots"),
    path("sitemap.xml", sitemap.index_view, name="sitemap"),
    path("sitemap/pages.xml", sitemap.pages_view, name="sitemap-pages"),
    path("sitemap/<slug:collection>-<int:number>.xml", sitemap.part_view, name="sitemap-part"),
    path("shared", answering.shared_view, name="shared"),
    path("feeds/trails/<int:id>.gpx", gpx.trail_view, name="feed-trail"),
]
