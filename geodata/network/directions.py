"""Turn a walk into instructions: where to go, along what, how far, and which way to turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.network.earth import GEOD
from geodata.network.edges import CHORD
from geodata.network.network import Network
from geodata.network.walks import Leg, Walk, leg_line
from geodata.network.ways import Kind

_TURNS = ((30.0, "continue"), (60.0, "slight"), (120.0, ""), (181.0, "sharp"))
_SHORT_METRES = 12.0  # a nameless stretch this short belongs to what comes before it
_LOOK_METRES = 15.0  # a turn is felt over some metres, not between two shape points


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do.

    ``kind``: depart, continue, left, right, slight_left, slight_right, sharp_left, sharp_right or
    arrive; ``way``: what is underfoot (a `Kind` in lower case); ``street``: its names by language;
    ``metres`` to walk; ``steps`` of a flight (None when not counted or none); ``bearing`` at its
    start, in degrees from north.
    """

    kind: str
    way: str
    street: Mapping[str, str]
    metres: float
    steps: int | None
    bearing: float


@dataclass(slots=True)
class _Stretch:
    legs: list[Leg]
    kind: Kind
    name: int
    steps: int | None

    @property
    def metres(self) -> float:
        return sum(leg.metres for leg in self.legs)


def directions(network: Network, walk: Walk) -> list[Instruction]:
    """Return the instructions of a walk in order; the last one is always ``arrive``."""
    stretches = _absorbed(_stretches(network, walk))
    told: list[Instruction] = []
    leaving: float | None = None
    for stretch in stretches:
        lines = np.concatenate([leg_line(network, leg) for leg in stretch.legs])
        bearing = _bearing(lines)
        kind = "depart" if leaving is None else _turn(bearing - leaving)
        names = network.names[stretch.name]
        told.append(
            Instruction(
                kind, stretch.kind.name.lower(), names, stretch.metres, stretch.steps, bearing
            )
        )
        leaving = (_bearing(lines[::-1]) + 180) % 360
    end = told[-1] if told else Instruction("depart", "street", {}, 0.0, None, 0.0)
    return [*told, Instruction("arrive", end.way, end.street, 0.0, None, leaving or 0.0)]


def _stretches(network: Network, walk: Walk) -> list[_Stretch]:
    """Group successive legs that a walker takes for one: same name and same kind of way."""
    groups: list[_Stretch] = []
    for leg in walk.legs:
        kind = Kind(int(network.arrays["edge_kind"][leg.edge]))
        if kind is Kind.KERB or leg.metres == 0:
            continue
        name = int(network.arrays["edge_name"][leg.edge])
        if network.edge_flags[leg.edge] & CHORD:
            kind = Kind.SQUARE
        count = int(network.arrays["edge_step_count"][leg.edge])
        steps = count if kind is Kind.STEPS and count > 0 else None
        if groups and _continues(groups[-1], kind, name):
            groups[-1].legs.append(leg)
        else:
            groups.append(_Stretch([leg], kind, name, steps))
    return groups


_SPECIAL = {Kind.STEPS, Kind.ELEVATOR, Kind.SQUARE, Kind.CORRIDOR, Kind.PLATFORM}


def _continues(last: _Stretch, kind: Kind, name: int) -> bool:
    """Tell whether a leg belongs to the stretch before: a named street goes on as what it is, and
    nameless footways, paths and crossings are one way to a walker."""
    if last.name != name:
        return False
    return last.kind is kind or (last.kind not in _SPECIAL and kind not in _SPECIAL)


def _absorbed(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Fold crossings and other short nameless bits into the stretch before them."""
    kept: list[_Stretch] = []
    for stretch in stretches:
        is_bit = (
            stretch.name == 0 and stretch.kind not in _SPECIAL and stretch.metres < _SHORT_METRES
        )
        if kept and (is_bit or _continues(kept[-1], stretch.kind, stretch.name)):
            kept[-1].legs.extend(stretch.legs)
        else:
            kept.append(stretch)
    return kept


def _bearing(line: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Return the direction over the first metres of a line, in degrees from north."""
    lon, lat = line[0].tolist()
    for point in line[1:].tolist():
        azimuth, _, metres = GEOD.inv(lon, lat, *point)
        if metres >= _LOOK_METRES or point == line[-1].tolist():
            return float(azimuth) % 360
    return 0.0


def _turn(degrees: float) -> str:
    """Return the name of a turn by so many degrees, clockwise from straight on."""
    turned = (degrees + 180) % 360 - 180
    size = next(name for most, name in _TURNS if abs(turned) < most)
    if size == "continue":
        return size
    side = "right" if turned > 0 else "left"
    return f"{size}_{side}" if size else side
