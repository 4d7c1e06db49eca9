"""Say where data came from and what each import did."""

from __future__ import annotations

from django.db import models

from geodata.models.fields import WebAddressField


class Source(models.Model):
    """A provider of data, with what its licence asks to be said."""

    LOCAL = "local"

    key = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    licence = models.CharField(max_length=100, blank=True)
    licence_url = WebAddressField()
    attribution = models.CharField(max_length=300, blank=True)
    url = WebAddressField()
    data_date = models.DateField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField(
        default=50, help_text="Which source is believed first where several say different things."
    )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def local(cls) -> Source:
        """Return the source of what is entered by hand on this instance."""
        return cls.objects.get_or_create(key=cls.LOCAL, defaults={"name": "Entered here"})[0]


class ImportRun(models.Model):
    """One run of an import: when, of what, and how many of each kind it changed."""

    class Status(models.TextChoices):
        RUNNING = "running", "running"
        DONE = "done", "done"
        UNCHANGED = "unchanged", "nothing changed"
        REFUSED = "refused", "refused"
        FAILED = "failed", "failed"
        DRY_RUN = "dry-run", "dry run"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    message = models.TextField(blank=True)
    counts = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    file_name = models.CharField(max_length=300, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    code_version = models.CharField(max_length=64, blank=True)
    data_date = models.DateField(null=True, blank=True)
    network_version = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d %H:%M} {self.status}"
