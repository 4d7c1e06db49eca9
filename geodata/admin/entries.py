"""Edit what has names and a position: one class for all, with what differs beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from leaflet.admin import LeafletGeoAdmin

from geodata.models import Entry, Instance, OpeningHours, Source
from geodata.models.entry import EntryQuerySet
from geodata.search import indexing
from geodata.statements import HOURS, edited, read_rows, release

if TYPE_CHECKING:
    from django.forms import BaseModelForm

PROVENANCE = ("source", "source_id", "created_at", "updated_at")


class RevisedAdmin(LeafletGeoAdmin):  # type: ignore[misc]  # django-leaflet has no types
    """Count every change, so that kept answers are made anew."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Instance.bump()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        pk = obj.pk
        super().delete_model(request, obj)
        indexing.refresh(type(obj), [pk])
        Instance.bump()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        ids = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        indexing.refresh(queryset.model, ids)
        Instance.bump()


class EntryAdmin(RevisedAdmin):
    """Edit an entry; a new one belongs to the source of what is entered by hand."""

    list_display = ("__str__", "source", "source_id", "closed_at", "updated_at")
    list_filter: ClassVar[tuple[Any, ...]] = (
        "source",
        ("closed_at", admin.EmptyFieldListFilter),
        "is_example",
    )
    list_select_related = ("source",)
    readonly_fields = PROVENANCE
    actions = ("release",)
    search_fields = ("search_text",)
    ordering = ("pk",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: EntryQuerySet, search_term: str
    ) -> tuple[EntryQuerySet, bool]:
        return queryset.matching(search_term), False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        own = [name for name in self.get_fields(request, obj) if name not in PROVENANCE]
        return [(None, {"fields": own}), ("Provenance", {"fields": PROVENANCE})]

    def save_model(
        self, request: HttpRequest, obj: Entry, form: BaseModelForm[Any], change: bool
    ) -> None:
        if not change:
            obj.source = Source.local()
            obj.source_id = str(uuid4())
        elif found := read_rows(type(obj), [obj.pk]):
            form.shown_before = found[0].shown  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change:
            hours = [
                HOURS for each in formsets if each.model is OpeningHours and each.has_changed()
            ]
            fields = [*form.changed_data, *hours]
            edited(type(form.instance), form.instance.pk, form.shown_before, fields)
        indexing.refresh(type(form.instance), [form.instance.pk])

    @admin.action(description="Let the sources speak again (forget what was changed here)")
    def release(self, request: HttpRequest, queryset: EntryQuerySet) -> None:
        for pk in queryset.values_list("pk", flat=True):
            release(queryset.model, pk)
            indexing.refresh(queryset.model, [pk])
        Instance.bump()
