"""Show sources and import runs; runs are a record of what happened and cannot be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from geodata.admin.entries import RevisedAdmin
from geodata.models import ImportRun, Instance, SamePair, Source, ZeroSearch

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]  # has a parameter in the stubs only
else:
    ModelAdmin = admin.ModelAdmin


@admin.register(Source)
class SourceAdmin(RevisedAdmin):
    list_display = ("name", "key", "licence", "data_date")


class ReadOnlyAdmin(ModelAdmin):
    """Show without letting anybody change."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "source", "status", "file_name", "network_version")
    list_filter = ("source", "status")


@admin.register(Instance)
class InstanceAdmin(ReadOnlyAdmin):
    list_display = ("revision", "network_version", "data_date")


@admin.register(SamePair)
class SamePairAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "noun", "score", "status", "by_rule", "decided_at")
    list_filter = ("noun", "status")


@admin.register(ZeroSearch)
class ZeroSearchAdmin(ReadOnlyAdmin):
    list_display = ("week", "words", "language", "count")
    list_filter = ("week", "language")
