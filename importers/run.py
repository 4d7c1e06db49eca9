"""Go the straight line of an import: fetch, parse into staging, build the network, sync."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

import geodata.network
import importers
from geodata import operating
from geodata.area import Area, Feed, current_area
from geodata.models import District, ImportRun, Instance, Source
from geodata.network import NetworkReport
from geodata.search import indexing
from importers import adoption, clusters, joining, networks, recording, sameness
from importers.errors import ImportFailed, InputError
from importers.lock import only_import
from importers.packaged import sha256_of
from importers.registry import REGISTRY, source_module
from importers.sources import BuildBasemap, Fetched, Say, SourceModule, Wanted
from importers.staging import Staged, fill, staging_tables
from importers.sync import Counts, as_json, check_vanished, sync

PLAUSIBLE_DEGREES = 0.5  # how far outside the area's box a record may lie
CODE = (Path(importers.__file__).parent, Path(geodata.network.__file__).parent)


@dataclass(frozen=True)
class Order:
    """What is asked for: a feed by its key, or one that the area file does not have, and how."""

    source: str
    file: Path | None = None
    url: str = ""
    dry_run: bool = False
    force: bool = False
    withdraw: bool = False  # close all that the source has brought
    feed: Feed | None = None


def is_at_hand(key: str) -> bool:
    """Say whether the feed's file lies on this machine; raises InputError for unknown sources."""
    area = current_area()
    feed = area.feed(key)
    return source_module(feed.module).is_at_hand(Wanted(area, feed, _cache()))


def run_import(order: Order, say: Say) -> ImportRun:
    """Import a source; returns the run with its counts (unsaved after a dry run).

    Raises InputError, FetchError, TooManyVanished, ImportRunning or ImportFailed, each with one
    clear sentence. Then nothing was written, and the former data and network are still served.
    """
    area = current_area()
    feed = order.feed or area.feed(order.source)
    module = source_module(feed.module)
    if order.withdraw and module.build_network:
        raise InputError(f"The walking network rests on {feed.key}: it cannot be withdrawn.")
    with only_import():
        if order.dry_run:
            with recording.rehearsal(), recording.recorded(_source(module, feed)) as run:
                _import(module, feed, area, order, run, say)
            run.status = ImportRun.Status.DRY_RUN
            return run
        recording.close_interrupted()
        networks.clean()
        with recording.recorded(_source(module, feed)) as run:
            fetched = _import(module, feed, area, order, run, say)
        if module.build_basemap:
            _refresh_basemap(module.build_basemap, area, fetched, say)
        networks.clean()
        return run


def _import(
    module: SourceModule, feed: Feed, area: Area, order: Order, run: ImportRun, say: Say
) -> Fetched:
    parse = module.parser(feed)
    wanted = Wanted(area, feed, _cache(), say, order.file, order.url)
    fetched = Fetched(Path(os.devnull)) if order.withdraw else module.fetch(wanted)
    _identify(run, fetched, area)
    # A feed of its own may be read otherwise than before, and its addresses found meanwhile.
    if not order.force and order.feed is None and _is_known(module, run):
        run.status = ImportRun.Status.UNCHANGED
        run.network_version = Instance.current().network_version if module.build_network else ""
        return fetched
    with staging_tables(module.kinds) as staged:
        say(f"Reading {fetched.path.name}")
        with fetched.path.open("rb") as stream:
            records = () if order.withdraw else parse(stream, area)
            fill(staged, records, area.box.padded(PLAUSIBLE_DEGREES))
        say(f"Checked {staged.counts.total()} records, {len(staged.problems)} refused")
        network = _build_network(module, area, fetched, order, say)
        with transaction.atomic():
            clusters.lock()  # before any row is: whoever decides a pair takes both in this order
            if "station" in module.kinds:
                _settle_stations(module, run.source)
            _write(staged, network, run, module, order)
            told = credit(module, feed) | dict(fetched.credit)
            Source.objects.filter(pk=run.source.pk).update(**told, data_date=run.data_date)
    if not order.dry_run:
        say("Saved")
    return fetched


def _refresh_basemap(build: BuildBasemap, area: Area, fetched: Fetched, say: Say) -> None:
    """Draw the basemap anew where the file is new; the former one is served until it is whole.

    The data is in by then: a basemap that cannot be made is told, and loses nothing.
    """
    say("Drawing the basemap")
    try:
        made = build(fetched.path, area, fetched.extract, networks.directory())
    except (ImportFailed, InputError, OSError) as error:
        say(f"The basemap stays as it was: {error}")
        return
    if made.version != Instance.current().basemap:
        Instance.objects.filter(pk=1).update(basemap=made.version, revision=F("revision") + 1)


def _build_network(
    module: SourceModule, area: Area, fetched: Fetched, order: Order, say: Say
) -> NetworkReport | None:
    if module.build_network is None:
        return None
    say("Building the walking network")
    with recording.network_folder(order.dry_run) as folder:
        report = module.build_network(fetched.path, area, fetched.extract, folder)
    say("Network: " + ", ".join(f"{count} {name}" for name, count in report.counts.items()))
    return report


def _write(
    staged: Staged,
    network: NetworkReport | None,
    run: ImportRun,
    module: SourceModule,
    order: Order,
) -> None:
    """Bring everything in step; call it in a transaction, which also records the run."""
    if not (order.force or order.withdraw):
        check_vanished(staged, run.source.pk)
    now = timezone.now()
    counts = sync(staged, run.source.pk, now, is_example=module.is_example)
    sameness.settle(staged.nouns, now)
    joining.settle(staged.nouns, now)
    changed = District.objects.filter(updated_at__gte=now)
    operating.reshape(districts=changed.values_list("pk", flat=True))
    indexing.refresh_changed(now)
    run.counts = as_json(counts)
    run.problems = recording.problems(staged.problems)
    run.network_version = network.version if network else ""
    run.status = _conclude(run, counts)
    run.finished_at = timezone.now()
    run.save()


def _conclude(run: ImportRun, counts: dict[str, Counts]) -> ImportRun.Status:
    """Point the instance to the new network and count the revision, if anything is new."""
    instance, _ = Instance.objects.select_for_update().get_or_create(pk=1)
    version = run.network_version or instance.network_version
    if version == instance.network_version and all(each.is_still for each in counts.values()):
        return ImportRun.Status.UNCHANGED
    date = run.data_date if run.network_version else instance.data_date
    Instance.objects.filter(pk=1).update(
        network_version=version, data_date=date, revision=F("revision") + 1
    )
    return ImportRun.Status.DONE


def _settle_stations(module: SourceModule, source: Source) -> None:
    keys = dict(Source.objects.filter(key__in=REGISTRY).values_list("key", "pk"))
    yielding = [pk for key, pk in keys.items() if REGISTRY[key].yields]
    if module.yields:
        adoption.leave_out_covered(source.pk, yielding)
    adoption.adopt(source.pk, yielding, list(keys.values()))


def _source(module: SourceModule, feed: Feed) -> Source:
    return Source.objects.get_or_create(key=feed.key, defaults=credit(module, feed))[0]


def credit(module: SourceModule, feed: Feed) -> dict[str, Any]:
    """Return what is to be said of a source: what its feed says, else what the registry knows."""
    names = ("name", "licence", "licence_url", "attribution", "url")
    own = {name: getattr(module, name) for name in names} | dict(feed.credit)
    if "homepage" in own:
        own["url"] = own.pop("homepage")  # an area file's `url` is where the data is
    return own | {"rank": module.rank}


def _cache() -> Path:
    folder = Path(settings.CACHE_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _identify(run: ImportRun, fetched: Fetched, area: Area) -> None:
    run.file_name = fetched.path.name[-300:]
    run.file_sha256 = sha256_of(fetched.path)
    run.data_date = fetched.data_date
    run.code_version = code_version(area)


def _is_known(module: SourceModule, run: ImportRun) -> bool:
    """Say whether this very file was the last one to be imported, by the same code.

    A source that rests on others is always read.
    """
    last = (
        ImportRun.objects.filter(
            source=run.source, status__in=(ImportRun.Status.DONE, ImportRun.Status.UNCHANGED)
        )
        .exclude(pk=run.pk)
        .first()
    )
    if last is None or module.rests_on_others:
        return False
    if (last.file_sha256, last.code_version) != (run.file_sha256, run.code_version):
        return False
    current = Instance.current().network_version
    return not module.build_network or (
        current == last.network_version and networks.is_there(current)
    )


def code_version(area: Area) -> str:
    """Return a sha256 over the area's file, and the code and tables that an import rests on."""
    digest = hashlib.sha256(area.path.read_bytes() if area.path.is_file() else b"")
    for folder in CODE:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()
