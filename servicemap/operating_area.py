"""Answer: where does an organisation work? Never a service area, which is what can be walked to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.db import models
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Func, Prefetch, QuerySet
from django.db.models.functions import Cast
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from geodata.area import current_area
from geodata.models import District, OperatingArea, Organisation
from servicemap import parameters
from servicemap.attributions import credits_of
from servicemap.networks import Provenance, current_instance
from servicemap.problems import NotFound
from servicemap.stops import closed
from servicemap.values import quoted
from servicemap.wording import chosen

PARAMETERS = (parameters.LANG,)


@dataclass(frozen=True)
class OperatingAreaQuery:
    """Of which organisation, told in which language."""

    organisation: int
    language: str

    @classmethod
    def from_params(cls, organisation: int, params: Mapping[str, Any]) -> OperatingAreaQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        return cls(organisation, parameters.language_of(parameters.take(params, PARAMETERS)))


@dataclass(frozen=True)
class DistrictNamed:
    """One of the districts that an area is made of."""

    id: int
    name: str
    name_language: str
    code: str
    kind: str  # "administrative" or "postal"

    def as_json(self) -> dict[str, Any]:
        """Return the fields as they are answered."""
        return {
            "id": self.id,
            "name": self.name,
            "name_language": self.name_language,
            "code": self.code,
            "kind": self.kind,
        }


@dataclass(frozen=True)
class OperatingAreaPart:
    """One area in which an organisation works; several together are all of it."""

    id: int
    kind: str  # "drawn", "districts" or "radius"
    text: str  # the same in words
    districts: tuple[DistrictNamed, ...]
    centre: list[float] | None  # longitude and latitude
    radius_metres: float | None
    square_metres: float | None
    geometry: str | None  # GeoJSON text of a MultiPolygon; None when its districts have vanished

    def properties(self) -> dict[str, Any]:
        """Return the properties of the GeoJSON feature but those of the organisation."""
        return {
            "kind": self.kind,
            "text": self.text,
            "districts": [district.as_json() for district in self.districts],
            "centre": self.centre,
            "radius_metres": self.radius_metres,
            "square_metres": self.square_metres,
        }


@dataclass(frozen=True)
class OperatingAreaAnswer:
    """Where an organisation works; no parts when that is not known."""

    query: OperatingAreaQuery
    name: str  # of the organisation
    name_language: str
    is_example: bool
    parts: tuple[OperatingAreaPart, ...]
    provenance: Provenance

    def as_geojson(self) -> str:
        """Return a GeoJSON FeatureCollection; the shapes stay as the database wrote them."""
        shared = {
            "organisation": f"organisation:{self.query.organisation}",
            "name": self.name,
            "name_language": self.name_language,
            "is_example": self.is_example,
        }
        features = ", ".join(
            f'{{"type": "Feature", "id": {part.id}, "geometry": {part.geometry or "null"}, '
            f'"properties": {json.dumps(shared | part.properties(), ensure_ascii=False)}}}'
            for part in self.parts
        )
        tail = json.dumps(self.provenance.as_json(), ensure_ascii=False)[1:]
        return f'{{"type": "FeatureCollection", "features": [{features}], {tail}'


def answer(query: OperatingAreaQuery) -> OperatingAreaAnswer:
    """Return where an organisation works; raises NotFound, and Gone when it was closed.

    Four queries: the instance, the organisation, its areas, their districts.
    """
    instance = current_instance()
    reference = f"organisation:{query.organisation}"
    found = Organisation.objects.standing_for(query.organisation).select_related("source").first()
    if found is None:
        raise NotFound(_("There is no %(id)s.") % {"id": quoted(reference)})
    if found.closed_at:
        raise closed(found, reference, query.language)
    rows = list(_measured(OperatingArea.objects.filter(organisation=found)))
    name, name_language = chosen(found.name, query.language)
    return OperatingAreaAnswer(
        query=query,
        name=name,
        name_language=name_language,
        is_example=found.is_example,
        parts=tuple(_part(row, query.language) for row in rows),
        provenance=Provenance(
            network_version=instance.network_version,
            data_date=instance.data_date.isoformat() if instance.data_date else None,
            attribution="; ".join(_credits(found, rows)),
        ),
    )


def shapes_of(organisations: Sequence[int]) -> list[tuple[int, str]]:
    """Return where organisations work: the id of each, and one of its shapes as GeoJSON.

    One query, however many there are.
    """
    rows = OperatingArea.objects.filter(organisation__in=organisations, shape__isnull=False)
    shaped = rows.order_by("pk").annotate(geojson=AsGeoJSON("shape", precision=6))
    return list(shaped.values_list("organisation_id", "geojson"))


def _measured(rows: QuerySet[OperatingArea]) -> QuerySet[OperatingArea]:
    """Give each area its shape as GeoJSON and its size."""
    on_earth = models.GeometryField(geography=True)
    districts = District.objects.open().select_related("source").defer("polygon").order_by("pk")
    return (
        rows.annotate(
            geojson=AsGeoJSON("shape", precision=7),
            square_metres=Func(
                Cast("shape", on_earth), function="ST_Area", output_field=models.FloatField()
            ),
        )
        .defer("polygon", "shape")
        .prefetch_related(Prefetch("districts", queryset=districts))
        .order_by("pk")
    )


def _part(row: Any, language: str) -> OperatingAreaPart:
    districts = tuple(_district(each, language) for each in row.districts.all())
    is_round = row.kind == OperatingArea.Kind.RADIUS
    return OperatingAreaPart(
        id=row.pk,
        kind=row.kind,
        text=words_of(row.kind, row.radius_metres, [each.name for each in districts]),
        districts=districts if row.kind == OperatingArea.Kind.DISTRICTS else (),
        centre=[round(row.centre.x, 7), round(row.centre.y, 7)] if is_round else None,
        radius_metres=row.radius_metres if is_round else None,
        square_metres=None if row.square_metres is None else round(row.square_metres, 1),
        geometry=row.geojson,
    )


def _district(district: District, language: str) -> DistrictNamed:
    name, said_in = chosen(district.name, language)
    return DistrictNamed(district.pk, name or district.code, said_in, district.code, district.kind)


def words_of(kind: str, metres: float | None, districts: Sequence[str]) -> str:
    """Return where somebody works in words, with the names of the districts if it is such."""
    if kind == OperatingArea.Kind.RADIUS:
        kilometres = Decimal(f"{(metres or 0) / 1000:.4g}")
        told = number_format(kilometres)
        return _("Within %(kilometres)s km in a straight line") % {"kilometres": told}
    if kind == OperatingArea.Kind.DRAWN:
        return _("An area drawn by hand")
    if not districts:
        return _("Districts that are no longer in the data")
    sentence = ngettext("The district %(names)s", "The districts %(names)s", len(districts))
    return sentence % {"names": ", ".join(districts)}


def _credits(organisation: Organisation, rows: list[Any]) -> list[str]:
    """Return whom to credit: for the organisation and for every district, each once."""
    districts = (each for row in rows for each in row.districts.all())
    return list(credits_of([organisation, *districts])) or list(
        dict.fromkeys(extract.attribution for extract in current_area().extracts)
    )
