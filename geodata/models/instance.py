"""Say which network and basemap are served and how often the data has changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F


class Instance(models.Model):
    """The one row that web workers look at to see whether something is new."""

    network_version = models.CharField(max_length=64, blank=True)
    data_date = models.DateField(null=True, blank=True)
    basemap = models.CharField(max_length=64, blank=True)
    revision = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="instance_is_one_row"),
        ]

    def __str__(self) -> str:
        return f"revision {self.revision}"

    @classmethod
    def current(cls) -> Instance:
        """Return the row, or an unsaved one when nothing was ever imported; one query."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @classmethod
    def bump(cls) -> None:
        """Count a change, so that kept answers are made anew; one statement when the row exists."""
        if not cls.objects.filter(pk=1).update(revision=F("revision") + 1):
            cls.objects.get_or_create(pk=1, defaults={"revision": 1})
