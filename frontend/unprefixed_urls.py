"""Name the addresses without a language: the root, which leads to one, and the area's look."""

from django.urls import path

from frontend import home, theme

urlpatterns = [
    path("", home.root_view, name="root"),
    path("look/<slug:version>.css", theme.colours, name="look-colours"),
    path("look/<slug:version>.svg", theme.logo, name="look-logo"),
]
