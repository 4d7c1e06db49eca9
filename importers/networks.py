"""Keep the networks and basemaps that are served or were just served; remove what is left over."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from geodata.models import ImportRun, Instance
from geodata.network import NetworkFileError
from geodata.network.storage import map_network

NETWORK = ".net"
BASEMAP = ".pmtiles"
DRAFT = ".part"
VERSIONED = (NETWORK, BASEMAP)


def directory() -> Path:
    """Return the folder of network files; it is made when it is not there."""
    folder = Path(settings.NETWORK_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_there(version: str) -> bool:
    """Say whether a version's file can be served: it is there and whole."""
    try:
        return bool(version and map_network(Path(settings.NETWORK_DIR) / f"{version}{NETWORK}"))
    except NetworkFileError:
        return False


def clean() -> None:
    """Remove drafts and every version but the current and the one before it.

    Call it with the lock of imports held: whatever is not referred to belongs to nobody then.
    Workers that still map a removed file keep it until they let go.
    """
    kept = _kept() | _kept_basemaps()
    for path in directory().iterdir():
        if path.is_dir() and path.suffix == DRAFT:
            shutil.rmtree(path, ignore_errors=True)
        elif path.suffix == DRAFT or (path.suffix in VERSIONED and path.stem not in kept):
            path.unlink(missing_ok=True)


def _kept_basemaps() -> set[str]:
    """Return the basemap that is served, and the newest other, which open pages still ask for."""
    current = Instance.current().basemap
    others = [path for path in directory().glob(f"*{BASEMAP}") if path.stem != current]
    others.sort(key=lambda path: path.stat().st_mtime)
    return {current, *(path.stem for path in others[-1:])}


def _kept() -> set[str]:
    current = Instance.current().network_version
    before = (
        ImportRun.objects.filter(status=ImportRun.Status.DONE)
        .exclude(network_version__in=("", current))
        .values_list("network_version", flat=True)
    )
    return {current, *before[:1]}
