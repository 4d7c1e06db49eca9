"""Name the addresses without a language: the root, which leads to one."""

from django.urls import path

from frontend import home

urlpatterns = [path("", home.root_view, name="root")]
