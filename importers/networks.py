"""Keep the network files that are served or were just served; remove what is left over."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from geodata.models import ImportRun, Instance

NETWORK = ".net"
DRAFT = ".part"


def directory() -> Path:
    """Return the folder of network files; it is made when it is not there."""
    folder = Path(settings.NETWORK_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_there(version: str) -> bool:
    """Say whether a version's file can be served."""
    return bool(version) and (Path(settings.NETWORK_DIR) / f"{version}{NETWORK}").is_file()


def clean() -> None:
    """Remove drafts and every version but the current and the one before it.

    Call it with the lock of imports held: whatever is not referred to belongs to nobody then.
    Workers that still map a removed file keep it until they let go.
    """
    kept = _kept()
    for path in directory().iterdir():
        if path.suffix == DRAFT or (path.suffix == NETWORK and path.stem not in kept):
            path.unlink(missing_ok=True)


def _kept() -> set[str]:
    current = Instance.current().network_version
    before = (
        ImportRun.objects.filter(status=ImportRun.Status.DONE)
        .exclude(network_version__in=("", current))
        .values_list("network_version", flat=True)
    )
    return {current, *before[:1]}
