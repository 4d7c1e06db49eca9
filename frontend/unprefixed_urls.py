"""Name the addresses without a language: the root, which leads to one."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
