"""Tell what a walk is like: steps, step-free or not, surfaces, light."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.network.network import Network
from geodata.network.walks import Walk
from geodata.network.ways import Kind, Lit, StepFree


@dataclass(frozen=True, slots=True)
class Description:
    """What a walker wants to know; ``surfaces`` and ``lit_share`` are shares of the metres.

    ``steps`` counts single steps when every flight says how many it has, else flights (and
    ``steps_counted`` is false). ``lit_share`` is the share known to be lit; None: nothing is known.
    """

    steps: int
    steps_counted: bool
    step_free: str
    surfaces: dict[str, float]
    lit_share: float | None


def describe(network: Network, walk: Walk) -> Description:
    """Return the description of a walk; a walk without length is step-free and has no surface."""
    steps, counted = steps_of(network, walk)
    edges = np.array([leg.edge for leg in walk.legs], dtype=np.int64)
    shares = shares_of(network, edges, np.array([leg.metres for leg in walk.legs]))
    return Description(steps, counted, step_free_of(network, walk), *shares)


def shares_of(
    network: Network, edges: npt.NDArray[np.int64], metres: npt.NDArray[np.float64]
) -> tuple[dict[str, float], float | None]:
    """Return the share of each surface, the largest first, and the share known to be lit.

    ``metres`` tells how much of each edge counts. None: nothing is known about light.
    """
    whole = float(metres.sum()) or 1.0
    surface = network.arrays["edge_surface"][edges]
    lengths = np.bincount(surface, weights=metres, minlength=len(network.surfaces)).tolist()
    ordered = sorted(
        zip(network.surfaces, lengths, strict=True), key=lambda item: (-item[1], item[0])
    )
    light = network.arrays["edge_lit"][edges]
    lit = float(metres[light == Lit.YES].sum()) / whole
    is_known = bool((light != Lit.UNKNOWN).any())
    return {name: length / whole for name, length in ordered if length > 0}, (
        lit if is_known else None
    )


def flights(network: Network, walk: Walk) -> list[tuple[int, int]]:
    """Return (way, step count or -1) of each flight of steps walked, in order."""
    found: list[tuple[int, int]] = []
    previous = None
    for leg in walk.legs:
        way = int(network.arrays["edge_way"][leg.edge])
        is_steps = network.arrays["edge_kind"][leg.edge] == Kind.STEPS and leg.metres > 0
        if is_steps and way != previous:  # a flight cut by a junction is still one flight
            found.append((way, int(network.arrays["edge_step_count"][leg.edge])))
        previous = way if is_steps else None
    return found


def steps_of(network: Network, walk: Walk) -> tuple[int, bool]:
    """Return (steps, True) when all flights are counted, else (flights, False)."""
    counts = [count for _, count in flights(network, walk)]
    if all(count >= 0 for count in counts):
        return sum(counts), True
    return len(counts), False


def step_free_of(network: Network, walk: Walk) -> str:
    """Return ``no`` when some part cannot be used on wheels, ``yes`` when all can be."""
    known = [StepFree(int(network.arrays["edge_step_free"][leg.edge])) for leg in walk.legs]
    if StepFree.NO in known:
        return "no"
    return "yes" if all(value is StepFree.YES for value in known) else "unknown"
