"""Register the nouns that are on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from geodata.admin.entries import EntryAdmin, RevisedAdmin
from geodata.models import (
    Address,
    Amenity,
    District,
    Entrance,
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


@admin.register(Trail, Hub, Amenity, District)
class KindAdmin(EntryAdmin):
    list_display = ("__str__", "kind", "source", "source_id", "closed_at")
    list_filter = ("kind", *EntryAdmin.list_filter)


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


@admin.register(OperatingArea)
class OperatingAreaAdmin(RevisedAdmin):
    list_display = ("__str__", "kind")
    autocomplete_fields = ("organisation", "districts")


@admin.register(Topic)
class TopicAdmin(RevisedAdmin):
    list_display = ("__str__", "key", "parent")
