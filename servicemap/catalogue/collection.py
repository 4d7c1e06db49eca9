"""Describe a collection: its rows, what to fetch with them, and what is told of one."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from servicemap.times import Span
from servicemap.wording import chosen

Told = dict[str, Any]


@dataclass(frozen=True)
class Collection:
    """One kind of feature; `tell` adds its own properties to those that all have."""

    name: str  # in the address: "stations"
    kind: str  # of one: "station"
    model: type[Model]
    tell: Callable[[Any, str], Told]
    prefetch: tuple[Callable[[], Prefetch[Any]], ...] = ()
    is_endpoint: bool = True  # whether one can walk from and to it
    defer: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()  # entries of their own, of other sources perhaps, told with it
    listed: Callable[[Any], Any] = lambda rows: rows  # which of the open ones lists tell
    # Fetch what no relation leads to; of what has its time, within the span that was asked for.
    gather: Callable[[Sequence[Any], Span | None], None] = lambda rows, span: None
    is_timed: bool = False  # whether lists tell when it is, in that order, and not by name

    def parts_of(self, row: Any) -> Iterator[Any]:
        """Return the entries of their own that are told with a row."""
        for name in self.parts:
            part = getattr(row, name)
            if part is not None:
                yield from part.all() if hasattr(part, "all") else [part]

    def rows(self, relations: Container[str] | None = None) -> QuerySet[Any]:
        """Return all rows, closed ones too, and what `tell` needs, in few queries.

        Of what belongs to them only `relations` are fetched, if any are named.
        """
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.select_related("source").defer(
            "search_text",
            self.geometry,  # comes as GeoJSON text from the database
            *self.defer,
        )
        fetched = (make() for make in self.prefetch)
        return rows.prefetch_related(
            *(each for each in fetched if relations is None or each.prefetch_to in relations)
        )

    def without(self, rows: Iterable[Any], relations: Container[str]) -> None:
        """Let rows that were fetched with these relations alone have nothing of the others."""
        for name in (make().prefetch_to for make in self.prefetch):
            if name in relations:
                continue
            is_one = self.model._meta.get_field(name).many_to_one
            for row in rows:
                if is_one:
                    row._state.fields_cache[name] = None
                else:
                    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = ()

    @property
    def schema(self) -> str:
        """Return the name of the schema of what is told."""
        return self.kind.capitalize()

    @property
    def geometry(self) -> str:
        """Return the name of the column that places a row."""
        return str(getattr(self.model, "geometry"))  # noqa: B009 - models name it, Model does not


def tell(collection: Collection, entry: Any, language: str) -> Told:
    """Return the properties of a feature: what all have, then its own."""
    name, name_language = chosen(entry.name, language)
    told: Told = {"name": name, "name_language": name_language, "names": entry.name}
    if collection.is_endpoint:
        told["endpoint"] = f"{collection.kind}:{entry.pk}"
    told |= collection.tell(entry, language)
    return told | {
        "is_example": entry.is_example,
        "source": {
            "key": entry.source.key,
            "name": entry.source.name,
            "licence": entry.source.licence,
            "attribution": entry.source.attribution,
            "data_date": entry.source.data_date.isoformat() if entry.source.data_date else None,
        },
        "source_id": entry.source_id,
        "updated_at": entry.updated_at.isoformat(timespec="seconds"),
    }
