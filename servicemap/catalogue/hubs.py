"""Mobility hubs with their components, and how these stand at the moment."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from geodata.models import Hub, HubComponent
from servicemap.catalogue.collection import Collection, Told
from servicemap.catalogue.parts import coordinates, web
from servicemap.wording import chosen


def _hub(hub: Any, language: str) -> Told:
    return {
        "kind": hub.kind,
        "components": [
            {
                "id": part.pk,
                "kind": part.kind,
                "name": chosen(part.name, language)[0],
                "station": f"station:{part.station_id}" if part.station_id else None,
                "operator": part.operator,
                "capacity": part.capacity,
                "street_address": chosen(part.street_address, language)[0],
                "website": web(part.website),
                "live": _live(part),
                "coordinates": coordinates(part.point),
            }
            for part in hub.components.all()
        ],
    }


def _live(part: Any) -> Told | None:
    """Return what a component last said of itself, and how old that is."""
    status = getattr(part, "live_status", None)  # it may never have said anything
    if status is None:
        return None
    age = timezone.now() - status.reported_at
    return {
        "vehicles": status.vehicles,
        "docks": status.docks,
        "is_renting": status.is_renting,
        "is_returning": status.is_returning,
        "reported_at": status.reported_at.isoformat(timespec="seconds"),
        "age_seconds": max(round(age.total_seconds()), 0),
    }


def _open_components() -> Prefetch[Any]:
    parts = HubComponent.objects.open().select_related("source", "live_status").order_by("pk")
    return Prefetch("components", queryset=parts)


COLLECTION = Collection(
    "hubs",
    "hub",
    Hub,
    _hub,
    prefetch=(_open_components,),
    parts=("components",),
)
