"""Turn the engine's walks into answers: what route and last mile have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Position = tuple[float, float]  # lon, lat


@dataclass(frozen=True)
class End:
    """One end of a walk: an entry or a position; `id` can be used as `from` or `to`."""

    id: str  # "station:12", or "24.8,60.1" for a position
    name: str
    kind: str  # one of `endpoints.KINDS`, "point" or "metro"
    name_language: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the fields that answers carry."""
        return {"id": self.id, "name": self.name, "kind": self.kind}


@dataclass(frozen=True)
class EntranceUsed:
    """The entrance through which a walk leaves or reaches a station or a place."""

    id: int
    ref: str
    name: str
    coordinates: Position

    def as_json(self) -> dict[str, Any]:
        """Return the fields that answers carry."""
        return {
            "id": self.id,
            "ref": self.ref,
            "name": self.name,
            "coordinates": list(self.coordinates),
        }


@dataclass(frozen=True)
class InstructionText:
    """One leg of a walk in words; `street` is None on ways without a name."""

    text: str
    metres: float
    street: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the fields that answers carry."""
        return {"text": self.text, "metres": self.metres, "street": self.street}


@dataclass(frozen=True)
class WalkAnswer:
    """One walk, or the reason why there is none; lengths in metres along the network.

    `coordinates` is a list of [lon, lat], or None without a path. `metres` is an upper bound when
    not `complete`. `within` is None when it cannot be told (or was not asked).
    """

    origin: End
    target: End
    entrance: EntranceUsed | None
    target_entrance: EntranceUsed | None
    access_point: Position | None
    profile: str
    complete: bool
    within: bool | None = None
    reason: str | None = None
    metres: float | None = None
    minutes: float | None = None
    snap_from_metres: float | None = None
    snap_to_metres: float | None = None
    total_metres: float | None = None
    steps: int | None = None
    steps_counted: bool | None = None
    step_free: str = "unknown"  # "yes", "no" or "unknown"
    surfaces: dict[str, float] | None = None
    lit_share: float | None = None
    instructions: Sequence[InstructionText] = ()
    coordinates: list[list[float]] | None = None

    def properties(self) -> dict[str, Any]:
        """Return the properties of the GeoJSON feature, named as the contracts name them."""
        return {
            "origin": self.origin.as_json(),
            "target": self.target.as_json(),
            "entrance": self.entrance.as_json() if self.entrance else None,
            "target_entrance": self.target_entrance.as_json() if self.target_entrance else None,
            "access_point": list(self.access_point) if self.access_point else None,
            "metres": self.metres,
            "minutes": self.minutes,
            "snap_from_metres": self.snap_from_metres,
            "snap_to_metres": self.snap_to_metres,
            "total_metres": self.total_metres,
            "steps": self.steps,
            "steps_counted": self.steps_counted,
            "step_free": self.step_free,
            "surfaces": self.surfaces,
            "lit_share": self.lit_share,
            "instructions": [each.as_json() for each in self.instructions],
            "profile": self.profile,
            "complete": self.complete,
            "reason": self.reason,
        }

    def geometry(self) -> dict[str, Any] | None:
        """Return the path as a GeoJSON geometry."""
        if self.coordinates is None:
            return None
        return {"type": "LineString", "coordinates": self.coordinates}
