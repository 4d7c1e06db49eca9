"""Give every noun its provenance, its names and the questions that can be asked of many."""

from __future__ import annotations

from math import cos, radians
from typing import Any, ClassVar, Self

from django.contrib.gis.db import models
from django.contrib.gis.geos import Polygon
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import Func, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from geodata.coordinates import WGS84, Box, LonLat
from geodata.models.fields import SourceField, TextsField
from geodata.models.source import Source
from geodata.texts import fold, search_text

METRES_PER_DEGREE = 110_500  # of latitude at the equator, where it is shortest, rounded down


class EntryQuerySet(models.QuerySet["Any"]):
    """Questions about many entries, chainable. Positions are lon, lat degrees, distances metres."""

    def open(self) -> Self:
        """Keep what has not vanished from its source, each thing once."""
        return self.filter(closed_at=None, merged_into=None)

    def standing_for(self, pk: int) -> Self:
        """Keep the entry of this id, or the one that stands for it since they were merged."""
        # Looked up first: an alternative to be joined would read the whole table.
        stands: Any = self.model._default_manager.filter(pk=pk).values("merged_into")
        return self.filter(pk=Coalesce(Subquery(stands), Value(pk)))

    def inside(self, box: Box) -> Self:
        """Keep what touches the box; entries without a position do not."""
        return self.filter(**{f"{self._geometry}__intersects": polygon_of(box)})

    def near(self, position: LonLat, metres: float) -> Self:
        """Keep what lies within `metres` (geodesic), nearest first; annotates `metres_away`."""
        point = f"SRID={WGS84};POINT({position.lon!r} {position.lat!r})"
        here = Cast(Value(point), models.GeometryField(geography=True))
        there = Cast(self._geometry, models.GeometryField(geography=True))
        around = polygon_of(_around(position, metres))
        return (
            self.filter(**{f"{self._geometry}__bboverlaps": around})  # by the index; then exactly
            .filter(_WithinMetres(there, here, Value(float(metres))))
            .annotate(metres_away=_Metres(there, here))
            .order_by("metres_away", "pk")
        )

    def matching(self, words: str) -> Self:
        """Keep what has every word, or part of a word, in its names in any language."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def named(self, name: str) -> Self:
        """Keep what is called exactly so in any language, upper or lower case."""
        folded = fold(name)
        return self.filter(search_text__contains=f"\n{folded}\n") if folded else self.none()

    @property
    def _geometry(self) -> str:
        return str(self.model.geometry)


class Entry(models.Model):
    """Anything on the map: where it came from, what it is called, whether it is still there."""

    geometry: ClassVar[str] = "point"
    """Name of the column that places the entry."""

    source = SourceField(Source, on_delete=models.PROTECT, related_name="+", editable=False)
    source_id = models.CharField(max_length=200, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    name = TextsField()
    search_text = models.TextField(blank=True, editable=False)
    identifiers = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text="What others call it, such as tprek:8215, wikidata:Q1 or business:1234567-1.",
    )
    provenance = models.JSONField(default=dict, blank=True, editable=False)
    """Field → which source said what is shown, when, and what others say; see `provenance.py`."""
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="merged",
        editable=False,
        help_text="The entry that stands for this one, when both describe the same thing.",
    )
    is_example = models.BooleanField(
        default=False, help_text="Demonstration data that is not real; every page says so."
    )
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it vanished from its source; empty while open."
    )
    is_withdrawn = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Its people closed it; that its source still names it does not open it again.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="%(class)s_natural_key")
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="%(class)s_search"),
            GinIndex(fields=["identifiers"], name="%(class)s_identifiers"),
        ]

    def __str__(self) -> str:
        return next(iter(self.name.values()), "") or f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the searchable names and the date in step with what is saved."""
        self.search_text = search_text(self.name)
        self.updated_at = timezone.now()
        super().save(*args, **kwargs)


class _WithinMetres(Func):
    function = "ST_DWithin"
    output_field = models.BooleanField()


class _Metres(Func):
    function = "ST_Distance"
    output_field = models.FloatField()


def polygon_of(box: Box) -> Polygon:
    """Return a box as the database takes it."""
    polygon = Polygon.from_bbox(box)
    polygon.srid = WGS84
    return polygon


def _around(position: LonLat, metres: float) -> Box:
    """Make a box that holds everything within `metres`, and a little more."""
    lat = metres / METRES_PER_DEGREE
    farthest = min(abs(position.lat) + lat, 89.9)
    lon = lat / cos(radians(farthest))
    return Box(
        max(position.lon - lon, -180.0),
        max(position.lat - lat, -90.0),
        min(position.lon + lon, 180.0),
        min(position.lat + lat, 90.0),
    )
