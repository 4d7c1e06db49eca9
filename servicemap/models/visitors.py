"""Keep what visitors say, and how often something was of use: never who they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from geodata.models import Organisation


class Report(models.Model):
    """A visitor says that something is wrong with an entry."""

    class Reason(models.TextChoices):
        WRONG = "wrong", "something is wrong"
        CLOSED = "closed", "it is no more"
        MOVED = "moved", "it has moved"
        DUPLICATE = "duplicate", "it is there twice"
        HARM = "harm", "it does not belong here"

    class State(models.TextChoices):
        OPEN = "open", "waiting"
        DONE = "done", "mended"
        DISMISSED = "dismissed", "nothing to mend"

    noun = models.CharField(max_length=20)  # of the entry, as the search calls it
    entry = models.BigIntegerField()
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="reports"
    )
    """Whose people hear of it: of the entry, if it has some."""
    reason = models.CharField(max_length=10, choices=Reason)
    text = models.TextField(blank=True)
    email = models.EmailField(blank=True)  # only for an answer; emptied when it is decided
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["state", "made_at"], name="report_queue")]

    def __str__(self) -> str:
        return f"report {self.pk} of {self.noun} {self.entry}: {self.state}"


class Answers(models.Model):
    """How many visitors found what they looked for on a kind of page, in one week."""

    week = models.DateField()  # its Monday
    page = models.CharField(max_length=20)  # "search", or the noun of an entry
    entry = models.BigIntegerField(default=0)  # 0: of no entry
    found = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "page", "entry"], name="one_answers_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.entry} in the week of {self.week}"


class Use(models.Model):
    """How often an entry was of use in one week, in one way."""

    class What(models.TextChoices):
        OPENED = "opened", "its page was opened"
        ROUTED = "routed", "a way to it was asked for"
        SHARED = "shared", "its link was copied or shared"
        CALENDAR = "calendar", "an event was added to a calendar"
        FOUND = "found", "a search found it"

    week = models.DateField()  # its Monday
    noun = models.CharField(max_length=20)
    entry = models.BigIntegerField()
    what = models.CharField(max_length=10, choices=What)
    words = models.CharField(max_length=100, blank=True)  # of the search that found it
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "entry", "week", "what", "words"], name="one_use_a_week"
            )
        ]
        indexes = [models.Index(fields=["week", "what"], name="use_by_week")]

    def __str__(self) -> str:
        return f"{self.noun} {self.entry} {self.what} in the week of {self.week}: {self.count}"
