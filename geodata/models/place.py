"""Places: points with an address where organisations work and events happen."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.gis.db import models
from django.db.models import Exists, OuterRef, Subquery

from geodata.models import fields
from geodata.models.entry import Entry, EntryQuerySet
from geodata.models.organisation import Organisation

BESIDE_DEGREES = 0.001  # 111 m from south to north; from west to east half of that in Finland


class PlaceQuerySet(EntryQuerySet):
    """Questions about many places."""

    def of_its_own(self) -> Self:
        """Keep what is more than the address of its organisation, which stands there already.

        Sources that know organisations alone give each a place; it lies where they lie, and its
        names are among theirs.
        """
        return self.filter(~Exists(self._same()))

    def few_of_its_own(self) -> Self:
        """Keep the same of a few: each is looked up; joined, all organisations would be read."""
        return self.annotate(same=Subquery(self._same().values("pk")[:1])).filter(same=None)

    @staticmethod
    def _same() -> models.QuerySet[Organisation]:
        return Organisation.objects.open().filter(
            pk=OuterRef("organisation_id"),
            search_text__contains=OuterRef("search_text"),
            point__dwithin=(OuterRef("point"), BESIDE_DEGREES),
        )


class Place(Entry):
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="places"
    )
    kind = models.CharField(max_length=40)
    point = fields.point()
    street_address = fields.TextsField()
    postal_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    wheelchair = fields.wheelchair()
    website = fields.WebAddressField()
    telephone = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    description = fields.TextsField(multiline=True)
    keywords = fields.texts_list()

    objects: ClassVar[Any] = PlaceQuerySet.as_manager()
