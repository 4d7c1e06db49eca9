"""Open a compiled walking network: arrays mapped into memory, shared by all workers."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geodata.network.assemble import floating
from geodata.network.bands import LEVELS
from geodata.network.errors import NetworkFileError
from geodata.network.search import Graph
from geodata.network.storage import damaged, map_network, outdated

Floats = npt.NDArray[np.float64]


class Network:
    """One version of the walking network.

    Arrays are named by what they describe: ``node_…`` (N), ``edge_…`` (E), ``arc_…`` (2E, both
    directions of each edge), ``coord_…`` (C, the edges' own OSM nodes). Metres are geodesic.
    """

    def __init__(self, meta: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.version: str = meta["version"]
        self.area: str = meta["area"]
        self.data_date: str = meta["data_date"]
        self.attribution: str = meta["attribution"]
        self.names: list[dict[str, str]] = meta["names"]
        self.surfaces: list[str] = meta["surfaces"]
        self.cell = (float(meta["cell"]["lon"]), float(meta["cell"]["lat"]))
        self.arrays = arrays
        self.edge_u = arrays["edge_u"]
        self.edge_v = arrays["edge_v"]
        self.edge_metres = arrays["edge_metres"]
        self.edge_flags = arrays["edge_flags"]
        self.coord_start = arrays["edge_coord_start"]
        self.coord_along = arrays["coord_along"]
        self.arc_start = arrays["arc_start"]
        self.arc_to = arrays["arc_to"]
        self.arc_edge = arrays["arc_edge"]
        self.arc_reversed = arrays["arc_reversed"]
        self._trails = {name: i for i, name in enumerate(meta["trails"])}
        self._coverage = shapely.from_wkb(meta["coverage"])
        shapely.prepare(self._coverage)
        self._graphs: dict[tuple[str, bool], Graph] = {}
        self._lock = threading.Lock()
        self._search_lock = threading.Lock()
        self.remembered: dict[
            str, Any
        ] = {}  # what follows from the file alone, made when first asked

    @property
    def node_count(self) -> int:
        """Return N."""
        return len(self.arrays["node_lonlat"])

    @property
    def edge_count(self) -> int:
        """Return E."""
        return len(self.edge_metres)

    def covers(self, lon: float, lat: float) -> bool:
        """Tell whether the data is complete enough here to be trusted."""
        return bool(shapely.intersects_xy(self._coverage, lon, lat))

    def lonlat(self, first: int, last: int) -> Floats:
        """Return coordinates ``first`` to ``last`` - 1 in degrees, shape (n, 2)."""
        return floating(self.arrays["coord_lonlat"][first:last])

    def trail_edges(self, source_id: str) -> npt.NDArray[np.int32] | None:
        """Return the edges of a trail, or None when the network knows no such trail."""
        index = self._trails.get(source_id)
        if index is None:
            return None
        start = self.arrays["trail_start"]
        return self.arrays["trail_edge"][start[index] : start[index + 1]]

    def weights(self, name: str, *, backwards: bool = False) -> Floats:
        """Return the metres of each arc, infinite where the profile cannot go."""
        own = self.arrays[f"weight_{name}"]
        return self.arrays.get(f"weight_{name}_back", own) if backwards else own

    def graph(self, weights: str, *, backwards: bool = False) -> Graph:
        """Return the searchable graph of a profile's weights, made when first asked for."""
        key = (weights, backwards and f"weight_{weights}_back" in self.arrays)
        with self._lock:
            if key not in self._graphs:
                data = self.weights(weights, backwards=key[1])
                self._graphs[key] = Graph(self.arc_start, self.arc_to, data, self._search_lock)
        return self._graphs[key]

    def arc_between(self, tail: int, head: int, weights: Floats) -> int:
        """Return the lightest arc from one node to the next."""
        low, high = self.arc_start[tail], self.arc_start[tail + 1]
        arcs = np.flatnonzero(self.arc_to[low:high] == head) + low
        return int(arcs[np.argmin(weights[arcs])])


def open_network(path: Path) -> Network:
    """Map a network file; `NetworkFileError` when it is missing, damaged or of another kind."""
    try:
        meta, arrays = map_network(path)
        if meta["levels"] != list(LEVELS):
            raise outdated(path)
        return Network(meta, arrays)
    except NetworkFileError:
        raise
    except (LookupError, TypeError, ValueError, shapely.GEOSException) as error:
        raise damaged(path) from error
