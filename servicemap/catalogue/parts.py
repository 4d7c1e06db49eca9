"""Tell what several collections share: addresses, hours, entrances, links, and their fetching."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch

from servicemap.catalogue.collection import Told
from servicemap.wording import chosen


def entrances(entry: Any, language: str) -> list[Told]:
    return [
        {
            "id": entrance.pk,
            "ref": entrance.ref,
            "name": chosen(entrance.name, language)[0],
            "wheelchair": entrance.wheelchair,
            "coordinates": coordinates(entrance.point),
        }
        for entrance in entry.entrances.all()
    ]


def address(entry: Any, language: str) -> Told:
    return {
        "street_address": chosen(entry.street_address, language)[0],
        "postal_code": entry.postal_code,
        "city": entry.city,
    }


def hours(entry: Any, language: str) -> list[Told]:
    return [
        {"rule": each.rule, "comment": comment, "comment_language": spoken}
        for each in entry.opening_hours.all()
        for comment, spoken in [chosen(each.comment, language)]
    ]


def coordinates(point: Any) -> list[float]:
    return [round(point.x, 7), round(point.y, 7)]


def web(address: str) -> str:
    """Let through what is safe to link to: sources can hold javascript: and the like."""
    return address if address.lower().startswith(("http://", "https://")) else ""


def open_only(model: Any, field: str) -> Callable[[], Prefetch[Any]]:
    """Fetch only what is open, in a steady order; made anew for each question."""
    return lambda: Prefetch(
        field, queryset=model.objects.open().select_related("source").order_by("pk")
    )


def plain(field: str) -> Callable[[], Prefetch[Any]]:
    return lambda: Prefetch(field)
