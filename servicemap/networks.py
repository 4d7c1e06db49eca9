"""Hand out the walking network that the database names, opened once per version and process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from geodata.models import Instance
from geodata.network import Network, NetworkError, open_network
from servicemap.attributions import together
from servicemap.problems import NotReady

logger = logging.getLogger(__name__)

_lock = threading.Lock()
_opened: tuple[Path, Network] | None = None
_known: ContextVar[Instance | None] = ContextVar("_known", default=None)


@dataclass(frozen=True)
class Provenance:
    """What every answer carries: which data it was made from."""

    network_version: str
    data_date: str | None  # ISO date
    attribution: str

    def as_json(self) -> dict[str, str | None]:
        """Return the three fields."""
        return {
            "network_version": self.network_version,
            "data_date": self.data_date,
            "attribution": self.attribution,
        }


def current_network() -> Network:
    """Return the network of the last import; raises NotReady when there is none to read.

    One query. A new version is opened by the first question after the import's commit; questions
    that hold the former one keep it mapped until they are done.
    """
    global _opened
    version = current_version()
    path = Path(settings.NETWORK_DIR) / f"{version}.net"
    opened = _opened
    if opened is not None and opened[0] == path:
        return opened[1]
    with _lock:
        if _opened is None or _opened[0] != path:
            _opened = (path, _open(path))
        return _opened[1]


def current_version() -> str:
    """Return the version that the database names; raises NotReady before the first import."""
    version = instance_now().network_version
    if not version:
        raise nothing_yet()
    return version


def current_instance() -> Instance:
    """Return the instance's row; raises NotReady before anything was imported. One query."""
    instance = instance_now()
    if not instance.revision and not instance.network_version:
        raise nothing_yet()
    return instance


def instance_now() -> Instance:
    """Return the instance's row: the one that this question began with, else a fresh one."""
    return _known.get() or Instance.current()


@contextmanager
def one_state() -> Iterator[None]:
    """Answer from one state of the instance: the ETag is that of the answer. One query."""
    token = _known.set(Instance.current())
    try:
        yield
    finally:
        _known.reset(token)


def nothing_yet() -> NotReady:
    """Return the error of an instance into which nothing was imported."""
    return NotReady(
        _("There is no network yet: run “./dev manage import_data osm”, then ask again.")
    )


def provenance(network: Network, credits: Iterable[str] = ()) -> Provenance:
    """Return what answers from this network carry; `credits` are for what else they show."""
    told = together([network.attribution], credits)
    return Provenance(network.version, network.data_date, told)


def _open(path: Path) -> Network:
    try:
        return open_network(path)
    except (NetworkError, OSError, ValueError) as error:
        # The path is for the operator's log, not for the asker.
        logger.error("The network file %s cannot be read: %s", path, error)
        raise NotReady(
            _("The walking network cannot be read; the operator must import the data again.")
        ) from error
