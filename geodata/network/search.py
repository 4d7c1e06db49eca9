"""Search the network from many seeds at once, bounded by a limit, with scipy's Dijkstra."""

import threading
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
from scipy.sparse.csgraph import dijkstra

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
UNBOUNDED = 1e9  # metres; infinite weights must never count as reached, so there is always a limit


class Graph:
    """A weight array over the network's arcs, ready to be searched.

    Seeds with a distance of their own (a position between two nodes) are arcs of one extra node.
    Their room is the spare tail of the mapped arrays: only those pages become private to a process,
    and nothing is copied however large the network is. All graphs of a network share that tail, and
    so ``lock``.
    """

    def __init__(
        self, arc_start: Ints, arc_to: Ints, weights: Floats, lock: threading.Lock
    ) -> None:
        self._start, self._to, self._weights = arc_start, arc_to, weights
        self._arcs = int(arc_start[-2])
        self._nodes = len(arc_start) - 2
        self._slots = len(arc_to) - self._arcs
        self._lock = lock

    def field(
        self, nodes: npt.NDArray[np.integer[Any]], metres: Floats, limit: float = UNBOUNDED
    ) -> tuple[Floats, Ints]:
        """Return for each of N nodes its metres from the nearest seed and its predecessor.

        ``nodes`` and ``metres`` are the seeds; unreached nodes are infinite; the predecessor of a
        node that a seed reaches first is N.
        """
        count = len(nodes)
        with self._lock:
            to, weights = self._with_seeds(nodes, metres)
            start = self._start
            end = self._arcs + count
            start[-1] = end
            shape = (self._nodes + 1, self._nodes + 1)
            reach = min(limit, UNBOUNDED)
            graph = sparse.csr_array((weights[:end], to[:end], start), shape=shape)
            far, before = dijkstra(
                graph,
                indices=np.array([self._nodes]),
                limit=reach,
                return_predecessors=True,
            )
            start[-1] = self._arcs
        return far[0, :-1], before[0, :-1]

    def _with_seeds(
        self, nodes: npt.NDArray[np.integer[Any]], metres: Floats
    ) -> tuple[Ints, Floats]:
        low, high = self._arcs, self._arcs + len(nodes)
        if len(nodes) > self._slots:
            return (
                np.concatenate((self._to[:low], nodes)).astype(np.int32),
                np.concatenate((self._weights[:low], metres)),
            )
        self._to[low:high] = nodes
        self._weights[low:high] = metres
        return self._to, self._weights
