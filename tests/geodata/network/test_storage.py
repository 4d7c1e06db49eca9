"""The network file: whole or not at all, mapped and not read, refused when damaged."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from geodata.network import (
    EmptyNetworkError,
    NetworkFileError,
    Targets,
    bands,
    build,
    network,
    open_network,
    walks,
)
from geodata.network.storage import map_network, write_network
from tests.geodata.network.city import Town, grid_town, on


def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "a.net"
    arrays = {"numbers": np.arange(5, dtype=np.int64), "none": np.empty((0, 2))}

    write_network(path, {"version": "1"}, arrays)
    meta, mapped = map_network(path)

    assert meta == {"version": "1"}
    np.testing.assert_array_equal(mapped["numbers"], arrays["numbers"])
    assert mapped["none"].shape == (0, 2)
    assert list(tmp_path.iterdir()) == [path]


def test_arrays_are_mapped_and_writing_to_them_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.net"
    write_network(path, {}, {"numbers": np.zeros(5)})
    before = path.read_bytes()

    _, mapped = map_network(path)
    mapped["numbers"][0] = 7

    assert isinstance(mapped["numbers"].base, np.memmap)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file"),
        (b"", "not a network file"),
        (b"WALKNET0" + bytes(100), "not a network file"),
        (b"WALKNET1" + (50).to_bytes(8, "little") + b"{", "damaged"),
        (b"WALKNET1" + (2**40).to_bytes(8, "little"), "not a network file"),
        (b"WALKNET1" + (2).to_bytes(8, "little") + b"[]", "damaged"),
        (b"WALKNET1" + (2).to_bytes(8, "little") + b"{}", "damaged"),
        (b"WALKNET1" + (27).to_bytes(8, "little") + b'{"bytes": 0, "arrays": {}} ', "damaged"),
    ],
)
def test_what_is_no_network_file_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "a.net"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(NetworkFileError, match=message):
        open_network(path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    grid_town().build(tmp_path)
    [path] = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(NetworkFileError, match="cut short"):
        open_network(path)


def test_a_new_file_leaves_those_alone_who_have_the_former_one_mapped(tmp_path: Path) -> None:
    path = tmp_path / "a.net"
    write_network(path, {}, {"numbers": np.zeros(5000)})
    _, mapped = map_network(path)

    write_network(path, {}, {"numbers": np.ones(5)})

    assert not mapped["numbers"].any()
    assert map_network(path)[1]["numbers"].all()


def test_a_full_disk_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.net"
    write_network(path, {}, {"numbers": np.zeros(5)})
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_network(path, {}, {"numbers": np.ones(5)})

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_to_walk_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EmptyNetworkError):
        Town().build(tmp_path)


def test_a_changed_town_has_another_version(tmp_path: Path) -> None:
    assert grid_town(3).build(tmp_path).version != grid_town(4).build(tmp_path).version


def test_a_file_that_is_gone_still_serves_who_has_it_open(tmp_path: Path) -> None:
    network = grid_town().build(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()

    [walk] = walks(network, [[on(network, 0, 0)]], Targets.at([on(network, 300, 0)]))

    assert walk is not None
    assert walk.metres == pytest.approx(300, abs=0.5)


def test_a_file_of_other_code_is_refused_and_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = grid_town().build(tmp_path)
    [path] = tmp_path.iterdir()
    levels = (100.0, 200.0)
    monkeypatch.setattr(bands, "LEVELS", levels)
    monkeypatch.setattr(build, "LEVELS", levels)
    monkeypatch.setattr(network, "LEVELS", levels)

    with pytest.raises(NetworkFileError, match="not a network file of this version"):
        open_network(path)

    assert grid_town().build(tmp_path).version != former.version
