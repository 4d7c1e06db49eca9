"""Register the nouns that are on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from geodata.admin.entries import EntryAdmin, RevisedAdmin
from geodata.models import (
    Address,
    Amenity,
    District,
    Entrance,
    Entry,
    Event,
    EventException,
    Hub,
    HubComponent,
    Keyword,
    LiveStatus,
    OpeningHours,
    OperatingArea,
    Organisation,
    Pathway,
    Place,
    PlaceName,
    PopulationCell,
    Station,
    Topic,
    Trail,
)
from geodata.operating import reshape

if TYPE_CHECKING:
    Inline = admin.TabularInline[Any, Any]  # has a parameter in the stubs only
else:
    Inline = admin.TabularInline

admin.site.register((Address, Keyword, PlaceName, PopulationCell), EntryAdmin)


class OpeningHoursInline(Inline):
    model = OpeningHours
    extra = 0


class EventExceptionInline(Inline):
    model = EventException
    extra = 0


@admin.register(Station)
class StationAdmin(EntryAdmin):
    list_display = ("__str__", "mode", "source", "source_id", "closed_at")
    list_filter = ("mode", *EntryAdmin.list_filter)


@admin.register(Entrance)
class EntranceAdmin(EntryAdmin):
    autocomplete_fields = ("station", "place")


@admin.register(Pathway)
class PathwayAdmin(EntryAdmin):
    list_display = ("__str__", "mode", "source", "source_id", "closed_at")
    autocomplete_fields = ("station",)


@admin.register(Trail, Hub, Amenity)
class KindAdmin(EntryAdmin):
    list_display = ("__str__", "kind", "source", "source_id", "closed_at")
    list_filter = ("kind", *EntryAdmin.list_filter)


@admin.register(District)
class DistrictAdmin(KindAdmin):
    """Keep the operating areas that are made of districts in step."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reshape(districts=[form.instance.pk])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, District.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        areas = OperatingArea.objects.filter(districts__in=queryset)
        whose = list(areas.values_list("organisation", flat=True))
        super().delete_queryset(request, queryset)
        reshape(whose)


@admin.register(HubComponent)
class HubComponentAdmin(KindAdmin):
    autocomplete_fields = ("hub", "station")


@admin.register(LiveStatus)
class LiveStatusAdmin(RevisedAdmin):
    list_display = ("component", "vehicles", "docks", "reported_at")
    autocomplete_fields = ("component",)


@admin.register(Organisation)
class OrganisationAdmin(KindAdmin):
    autocomplete_fields = ("part_of",)
    filter_horizontal = ("topics",)
    inlines = (OpeningHoursInline,)


@admin.register(Place)
class PlaceAdmin(KindAdmin):
    autocomplete_fields = ("organisation",)
    inlines = (OpeningHoursInline,)


@admin.register(Event)
class EventAdmin(EntryAdmin):
    list_display = ("__str__", "starts_at", "status", "source", "closed_at")
    list_filter = ("status", *EntryAdmin.list_filter)
    autocomplete_fields = ("organisation", "place", "series")
    date_hierarchy = "starts_at"
    inlines = (EventExceptionInline,)

    def save_model(self, request: HttpRequest, obj: Entry, form: Any, change: bool) -> None:
        """An event without a position of its own is where its place is."""
        if isinstance(obj, Event) and obj.point is None and obj.place is not None:
            obj.point = obj.place.point
        super().save_model(request, obj, form, change)


@admin.register(OperatingArea)
class OperatingAreaAdmin(RevisedAdmin):
    list_display = ("__str__", "kind")
    autocomplete_fields = ("organisation", "districts")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reshape([form.instance.organisation_id])


@admin.register(Topic)
class TopicAdmin(RevisedAdmin):
    list_display = ("__str__", "key", "parent")
