"""Thousands of points are snapped at once, each just as by itself."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geodata.network import Network, Targets, nearest, snap, snap_many
from geodata.network import snapping as module
from geodata.network.ways import Attributes, Direction, Kind
from tests.geodata.network.city import STEPS, STREET, Town, at

TUNNEL = Attributes(Kind.CORRIDOR, is_underground=True)
PROFILES = ("walk", "step_free", "slow")


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """A grid of streets with a stair, a tunnel, and a lonely lane far to the east."""
    town = Town()
    for line in range(5):
        town.way((0, line * 130), (520, line * 130), attributes=STREET)
        town.way((line * 130, 0), (line * 130, 520), attributes=STREET)
    town.way((0, 65), (130, 65), attributes=STEPS)
    town.way((130, 65), (260, 65), attributes=TUNNEL)
    town.way((900, 0), (900, 300), attributes=STREET)
    return town.build(tmp_path)


def scattered(number: int) -> np.ndarray:
    chance = np.random.default_rng(7)
    points = zip(chance.uniform(-300, 1300, number), chance.uniform(-300, 800, number), strict=True)
    return np.array([at(x, y) for x, y in points])


@pytest.mark.parametrize("profile", PROFILES)
def test_it_works(network: Network, profile: str) -> None:
    points = scattered(600)
    targets, near = snap_many(network, points, profile)
    alone = {
        number: position
        for number, (lon, lat) in enumerate(points.tolist())
        if (position := snap(network, lon, lat, profile)) is not None
    }
    assert near.tolist() == list(alone)
    assert 100 < len(alone) < 600
    expected = Targets.at(list(alone.values()))
    assert targets.edge.tolist() == expected.edge.tolist()
    np.testing.assert_allclose(targets.along, expected.along, atol=1e-6)
    np.testing.assert_allclose(targets.metres, expected.metres, atol=1e-6)
    np.testing.assert_allclose(targets.lonlat, expected.lonlat, atol=1e-12)


def test_nothing_and_nowhere(network: Network) -> None:
    targets, near = snap_many(network, np.empty((0, 2)))
    assert (len(targets.edge), len(near)) == (0, 0)
    targets, near = snap_many(network, np.array([at(5000, 5000), at(1, 1), at(1, 1)]))
    assert near.tolist() == [1, 2]
    assert targets.edge[0] == targets.edge[1]


def test_what_was_snapped_is_remembered(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    points = scattered(50)
    first, _near = snap_many(network, points[:40])
    more, near = snap_many(network, points)
    monkeypatch.setattr(module, "_Nearest", None)  # nothing is looked for again
    again, same = snap_many(network, points)
    assert same.tolist() == near.tolist()
    assert again.along.tolist() == more.along.tolist()
    assert again.along.tolist()[: len(first.along)] == first.along.tolist()


def test_what_is_remembered_has_an_end(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_KNOWN", 30)
    for part in range(3):
        some = scattered(60)[part * 20 : part * 20 + 20]
        _targets, near = snap_many(network, some)
        assert near.tolist() == [
            number for number, point in enumerate(some.tolist()) if snap(network, *point)
        ]
    assert len(network.remembered["snapped walk"].points) <= 30


def test_one_way_is_walked_from_or_to(tmp_path: Path) -> None:
    town = Town()
    town.way((0, 0), (300, 0), attributes=replace(STREET, direction=Direction.FORWARD))
    network = town.build(tmp_path)
    west, _near = snap_many(network, np.array([at(50, 0)]))
    east, _near = snap_many(network, np.array([at(250, 0)]))
    assert nearest(network, west, east).metres[0] == pytest.approx(200, abs=0.5)
    assert nearest(network, east, west, leaving=True).metres[0] == pytest.approx(200, abs=0.5)
    assert np.isinf(nearest(network, east, west).metres[0])
    assert np.isinf(nearest(network, west, east, leaving=True).metres[0])
