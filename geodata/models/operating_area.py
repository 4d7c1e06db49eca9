"""Operating areas: where an organisation works; drawn, chosen from districts, or a radius."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db import models
from django.db.models import Q

from geodata.coordinates import WGS84
from geodata.models.district import District
from geodata.models.organisation import Organisation
from geodata.operating import reshape


class OperatingArea(models.Model):
    class Kind(models.TextChoices):
        DRAWN = "drawn", "drawn"
        DISTRICTS = "districts", "districts"
        RADIUS = "radius", "radius"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="operating_areas"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    polygon = models.MultiPolygonField(srid=WGS84, null=True, blank=True)
    districts = models.ManyToManyField(District, blank=True, related_name="operating_areas")
    centre = models.PointField(srid=WGS84, null=True, blank=True)
    radius_metres = models.FloatField(null=True, blank=True)
    shape = models.MultiPolygonField(
        srid=WGS84,
        null=True,
        blank=True,
        editable=False,
        help_text="What all of this comes to; made anew whenever the area or its districts change.",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="radius") | Q(centre__isnull=False, radius_metres__gt=0),
                name="radius_has_centre",
                violation_error_message="A radius needs a centre and metres above 0.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="drawn") | Q(polygon__isnull=False),
                name="drawn_has_polygon",
                violation_error_message="A drawn area needs its polygon.",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the shape in step; who chooses districts calls `reshape` when they are chosen."""
        super().save(*args, **kwargs)
        reshape([self.organisation_id])
        self.refresh_from_db(fields=["shape"])

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"
