"""Put entries into the order of their names, by the alphabet of a language, page after page."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Collate, Lower, NullIf
from django.utils.translation import gettext as _

from geodata.area import current_area
from servicemap import parameters
from servicemap.problems import ParameterError

LAST = "\uffff"  # sorts after every letter: what has no name comes last
# Alphabets that differ from the root order of Unicode; PostgreSQL brings them with ICU.
COLLATIONS = {"fi": "fi-x-icu", "sv": "sv-x-icu", "en": "en-x-icu", "et": "et-x-icu"}


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
    ordered: QuerySet[Any] = rows.annotate(said=_said(language)).order_by("said", "pk")
    return ordered


def _said(language: str) -> Collate:
    """Return the name as `texts.choose` chooses it, in the order of the language's alphabet."""
    order = dict.fromkeys([language, "", *current_area().languages])
    text = TextField()
    names = [NullIf(KeyTextTransform(each, "name"), Value(""), output_field=text) for each in order]
    said = Lower(Coalesce(*names, Value(LAST), output_field=text), output_field=text)
    return Collate(said, COLLATIONS.get(language, "und-x-icu"))


def _after(ordered: QuerySet[Any], after: int, language: str) -> QuerySet[Any]:
    rows: Any = ordered.model._default_manager.filter(pk=after)  # it may be closed by now
    said = rows.annotate(said=_said(language)).values_list("said", flat=True).first()
    if said is None:
        raise ParameterError(
            parameters.NEXT.name,
            _("This is not where a page of %(collection)s ends; take the address from `next`.")
            % {"collection": ordered.model._meta.verbose_name_plural},
        )
    return ordered.filter(Q(said__gt=said) | Q(said=said, pk__gt=after))
