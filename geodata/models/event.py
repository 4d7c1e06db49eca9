"""Events: at a place or a point, once or in a series with exceptions."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import Func, Value
from django.db.models.functions import Coalesce

from geodata.models import fields
from geodata.models.entry import Entry
from geodata.models.organisation import Organisation
from geodata.models.place import Place


class Event(Entry):
    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "scheduled"
        CANCELLED = "cancelled", "cancelled"
        POSTPONED = "postponed", "postponed"

    class Kind(models.TextChoices):
        SERIES = "series", "series"
        UMBRELLA = "umbrella", "umbrella event"

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    point = fields.point(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.SCHEDULED)
    series = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="occurrences"
    )
    recurrence = models.CharField(
        max_length=500, blank=True, help_text="An iCalendar RRULE, such as FREQ=WEEKLY;BYDAY=TU."
    )
    kind = models.CharField(
        max_length=20, choices=Kind, blank=True, help_text="Empty for a single event."
    )
    summary = fields.TextsField(multiline=True)
    description = fields.TextsField(multiline=True)
    all_day = models.BooleanField(default=False)
    languages = fields.texts_list()
    keywords = fields.texts_list()
    audience = fields.TextsField(help_text="For whom it is, such as families or people over 65.")
    wheelchair = fields.wheelchair()
    is_free = models.BooleanField(null=True, blank=True)
    price = fields.TextsField()
    website = fields.WebAddressField()
    images = models.JSONField(
        default=list, blank=True, help_text="Address, alt text, photographer and licence of each."
    )
    published_by = models.CharField(max_length=200, blank=True)


class Keyword(Entry):
    """What something is about, as the vocabulary of a source calls it."""

    alternatives = fields.texts_list()

    class Meta(Entry.Meta):
        verbose_name = "keyword"


class EventException(models.Model):
    """A day on which a series does not happen as usual."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="exceptions")
    date = models.DateField()
    cancelled = models.BooleanField(default=True)
    moved_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "date"], name="one_exception_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.date}"


def during() -> Func:
    """Return from when to when an occurrence is; one without an end is at one moment."""
    ends_at = Coalesce("ends_at", "starts_at")
    return Func(
        "starts_at",
        ends_at,
        Value("[]"),
        function="tstzrange",
        output_field=DateTimeRangeField(),
    )


class Occurrence(models.Model):
    """One time at which an event happens: what calendars, days and searches ask.

    Made from the event, its recurrence and its exceptions; never edited.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Event.Status, default=Event.Status.SCHEDULED)
    moved_from = models.DateTimeField(
        null=True, blank=True, help_text="When it would have begun, had it not been moved."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "starts_at"], name="one_occurrence_a_time")
        ]
        indexes = [
            models.Index(fields=["starts_at", "event"], name="occurrence_starts_at"),
            GistIndex(during(), name="occurrence_during"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.starts_at}"
