"""Tell for very many origins which target is nearest and how far, in one search."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.network.network import Network
from geodata.network.positions import Targets, seeds
from geodata.network.profiles import profile_named
from geodata.network.search import UNBOUNDED
from geodata.network.ways import Direction, StepFree

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each origin its metres along the network (inf: no path) and its target (-1: none)."""

    metres: Floats
    target: npt.NDArray[np.int64]


def nearest(
    network: Network,
    origins: Targets,
    targets: Targets,
    profile: str = "walk",
    *,
    limit: float = UNBOUNDED,
    leaving: bool = False,
) -> Nearest:
    """Return the nearest target of each of n origins within ``limit`` metres.

    ``leaving``: the walks begin at the targets and end at the origins, where ways are one-way.
    """
    weights = profile_named(profile).weights
    nodes, metres, index = seeds(network, targets, weights, leaving=leaving)
    far, before = network.graph(weights, backwards=not leaving).field(nodes, metres, limit)
    owner = _owners(before, nodes, index)
    u, v = network.edge_u[origins.edge], network.edge_v[origins.edge]
    length = network.edge_metres[origins.edge]
    back, on = _passable(network, origins, weights)
    if leaving:
        back, on = on, back
    by_u = np.where(back | (origins.along <= 0), origins.along + far[u], np.inf)
    by_v = np.where(on | (origins.along >= length), length - origins.along + far[v], np.inf)
    best = np.minimum(by_u, by_v)
    target = np.where(by_u <= by_v, owner[u], owner[v])
    _same_edge(origins, targets, back, on, best, target)
    unreached = best > limit
    best[unreached], target[unreached] = np.inf, -1
    return Nearest(best, target)


def _passable(
    network: Network, origins: Targets, weights: str
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    direction = network.arrays["edge_direction"][origins.edge]
    barred = network.arrays["edge_step_free"][origins.edge] == StepFree.NO
    free = ~barred if weights == "step_free" else np.ones(len(barred), dtype=bool)
    return (direction != Direction.FORWARD) & free, (direction != Direction.BACKWARD) & free


def _owners(
    before: npt.NDArray[np.int32], nodes: npt.NDArray[np.int64], index: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Return the target behind each node by halving the way to it again and again."""
    count = len(before)
    jump = np.where((before >= 0) & (before < count), before, np.arange(count))
    while True:
        further = jump[jump]
        if np.array_equal(further, jump):
            break
        jump = further
    at_seed = np.full(count, -1, dtype=np.int64)
    at_seed[nodes] = index
    owners: npt.NDArray[np.int64] = np.where(before < 0, -1, at_seed[jump])
    return owners


def _same_edge(
    origins: Targets,
    targets: Targets,
    back: npt.NDArray[np.bool_],
    on: npt.NDArray[np.bool_],
    best: Floats,
    target: npt.NDArray[np.int64],
) -> None:
    """Improve origins that have a target on their own edge, in place."""
    for i in np.flatnonzero(np.isin(origins.edge, targets.edge)).tolist():
        for j in targets.on(int(origins.edge[i])).tolist():
            step = float(targets.along[j] - origins.along[i])
            total = abs(step) + float(targets.metres[j])
            if (step == 0 or (on[i] if step > 0 else back[i])) and total < best[i]:
                best[i], target[i] = total, j
