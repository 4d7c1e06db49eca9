"""Keep what people do with the service: so far the files that they upload."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from geodata.models import ImportRun


class Upload(models.Model):
    """One file on its way in. Those of one list have the same series, the key of their source."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "uploaded"
        MAPPED = "mapped", "columns chosen, nothing in it can be imported"
        PREVIEWED = "previewed", "looked at"
        QUEUED = "queued", "waiting"
        IMPORTING = "importing", "importing"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    PREFIX = "upload_"  # of the keys of their sources

    series = models.SlugField(max_length=50)
    name = models.CharField(max_length=200)
    licence = models.CharField(max_length=100)
    licence_url = models.CharField(max_length=500, blank=True)
    attribution = models.CharField(max_length=300, blank=True)
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=60, blank=True)  # below UPLOAD_DIR; empty once deleted
    size = models.PositiveIntegerField()
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    force = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    counts = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    """What is wrong with which rows: {"row", "id", "name", "key", "values"} of each."""
    run = models.ForeignKey(
        ImportRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.file_name}"
