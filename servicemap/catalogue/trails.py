"""Trails."""

from __future__ import annotations

from typing import Any

from geodata.models import Trail
from servicemap.catalogue.collection import Collection, Told
from servicemap.catalogue.parts import web


def _trail(trail: Any, language: str) -> Told:
    return {
        "kind": trail.kind,
        "ref": trail.ref,
        "network": trail.network,
        "operator": trail.operator,
        "website": web(trail.website),
        "metres": round(trail.metres, 1),
        "members": trail.members,
        "members_inside": trail.members_inside,
        "complete": trail.is_complete,
    }


COLLECTION = Collection("trails", "trail", Trail, _trail, defer=("access_points",))
