"""Name the pages below /fi/, /sv/ and /en/."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
