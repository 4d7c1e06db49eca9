"""Give an organisation's owners everything of theirs: JSON, CSV, GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from geodata.models import Organisation
from servicemap.editing.patches import Sheet
from servicemap.editing.sheets import CHILDREN, sheet_of, where
from servicemap.exports import Written, as_csv
from servicemap.models import Revision
from servicemap.people import invitations, owners

COLUMNS = ("what", "id", "field", "language", "value")
REVISION = (
    *("id", "state", "patch", "before", "comments", "created_at", "submitted_at"),
    *("decided_at", "was_trusted", "undoes"),
)


def written(organisation: Organisation, form: str) -> Written:
    """Return everything in one of the forms."""
    sheet = sheet_of(organisation)
    if form == "csv":
        return Written("\ufeff" + as_csv(_rows(organisation, sheet), COLUMNS), form)
    told = _features(organisation, sheet) if form == "geojson" else _whole(organisation, sheet)
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return Written(text + "\n", form)


def _whole(organisation: Organisation, sheet: Sheet) -> dict[str, Any]:
    """Return what is told, by whom it is looked after, and how it came to be."""
    people = owners.members(organisation)
    revisions = Revision.objects.filter(organisation=organisation).order_by("pk")
    return {
        "id": organisation.pk,
        "organisation": _entry(sheet, "", ""),
        **{group: _entries(sheet, group) for group in CHILDREN},
        "pictures": [
            {"id": each.pk, "digest": each.digest, "alternative": each.alternative}
            for each in organisation.pictures.order_by("position", "pk")
        ],
        "people": [
            {"email": each.person.email, "role": each.role, "since": each.since} for each in people
        ],
        "invitations": list(
            invitations.waiting(organisation).values("email", "role", "made_at", "until")
        ),
        "revisions": list(revisions.values(*REVISION)),
    }


def _rows(organisation: Organisation, sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Return one row for each field, as a spreadsheet is read."""
    for path, value in sheet.items():
        found = where(path)
        yield {
            "what": found.group or "organisation",
            "id": found.key or organisation.pk,
            "field": found.name,
            "language": found.language,
            "value": value,
        }


def _features(organisation: Organisation, sheet: Sheet) -> dict[str, Any]:
    """Return the organisation, its places and events as features, and where it works."""
    told = [("organisation", organisation.pk, _entry(sheet, "", ""))]
    told += [(group, each.pop("id"), each) for group in CHILDREN for each in _entries(sheet, group)]
    features = [_feature(what, id, fields, fields.pop("point", None)) for what, id, fields in told]
    for row in organisation.operating_areas.order_by("pk"):
        if row.shape is None:
            continue
        geometry = json.loads(row.shape.geojson)
        properties = {"what": "operating_area", "kind": row.kind}
        features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def _feature(what: str, id: Any, fields: dict[str, Any], point: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": point} if point else None
    properties = {"what": what, **fields}
    return {"type": "Feature", "id": f"{what}.{id}", "geometry": geometry, "properties": properties}


def _entries(sheet: Sheet, group: str) -> list[dict[str, Any]]:
    """Return what is told of each place or event."""
    keys = dict.fromkeys(found.key for found in map(where, sheet) if found.group == group)
    return [{"id": int(key), **_entry(sheet, group, key)} for key in keys]


def _entry(sheet: Sheet, group: str, key: str) -> dict[str, Any]:
    """Return the fields of one entry; a text by its languages."""
    fields: dict[str, Any] = {}
    for path, value in sheet.items():
        found = where(path)
        if (found.group, found.key) == (group, key):
            if found.is_text:
                fields.setdefault(found.name, {})[found.language] = value
            else:
                fields[found.name] = value
    return fields
