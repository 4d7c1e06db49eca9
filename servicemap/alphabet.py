"""Put entries into the order of their names, by the alphabet of a language, page after page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from geodata import naming
from servicemap import parameters
from servicemap.problems import ParameterError


def page(
    rows: QuerySet[Any], after: Any, limit: int, language: str
) -> tuple[list[Any], int | None]:
    """Return the rows after the one with the id `after`, and the id that the next page follows.

    One query, and one more for where the page before ended.
    """
    ordered = _ordered(rows, language)
    if after is not None:
        ordered = _after(ordered, after, language)
    found = list(ordered[: limit + 1])
    page = found[:limit]
    return page, page[-1].pk if len(found) > limit else None


def _ordered(rows: QuerySet[Any], language: str) -> QuerySet[Any]:
    ordered: QuerySet[Any] = rows.annotate(said=naming.said(language)).order_by("said", "pk")
    return ordered


def _after(ordered: QuerySet[Any], after: int, language: str) -> QuerySet[Any]:
    rows: Any = ordered.model._default_manager.filter(pk=after)  # it may be closed by now
    said = rows.annotate(said=naming.said(language)).values_list("said", flat=True).first()
    if said is None:
        raise ParameterError(
            parameters.NEXT.name,
            _("This is not where a page of %(collection)s ends; take the address from `next`.")
            % {"collection": ordered.model._meta.verbose_name_plural},
        )
    # So the index is entered where the page begins: alternatives alone would read it whole.
    return ordered.filter(Q(said__gt=said) | Q(pk__gt=after), said__gte=said)
