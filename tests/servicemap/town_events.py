"""Fill the small town's days: events of every sort, counted from the day on which it is founded."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from django.utils import timezone

from geodata import models

ZONE = ZoneInfo("Europe/Helsinki")
SATURDAY = 5


def saturday() -> dt.date:
    """Return the first Saturday after today."""
    today = timezone.localdate(timezone=ZONE)
    return today + dt.timedelta(days=(SATURDAY - today.weekday() - 1) % 7 + 1)


def settle_events(library: models.Organisation, field: models.Place) -> dict[str, models.Event]:
    """Write the events; they are called in the tests as they are in Finnish."""
    source = library.source
    day, library_at = saturday(), Point(24.9450, 60.1702)
    tuesday = day + dt.timedelta(days=3)

    def make(number: int, fi: str, starts: dt.datetime, **values: Any) -> models.Event:
        told = {"source": source, "source_id": f"event/{number}", "name": {"fi": fi}}
        return models.Event.objects.create(pk=number, starts_at=starts, **told | values)

    made = [
        make(
            1, "Lukupiiri", at(tuesday, 18), ends_at=at(tuesday, 20),
            name={"fi": "Lukupiiri", "sv": "Läsecirkel"},
            organisation=library, point=library_at, is_free=True, languages=["fi", "sv"],
            recurrence="FREQ=WEEKLY;COUNT=4", wheelchair="yes",
            summary={"fi": "Luemme yhdessä."}, description={"fi": "Kirja kuussa."},
            audience={"fi": "Aikuisille"}, keywords=["nurmi"],
        ),
        make(
            2, "Konsertti", at(day, 19), ends_at=at(day, 21), place=field, point=field.point,
            is_free=False, price={"fi": "10 €"}, website="https://konsertti.example/",
            images=[{
                "url": "https://kuva.example/1.jpg", "alt": {"fi": "Soittaja"},
                "photographer": "P. Kuvaaja", "licence": "CC BY 4.0", "only_with_event": False,
            }],
        ),
        make(3, "Jumppa", at(day, 10), point=library_at, status="cancelled"),
        make(4, "Retki", at(day, 9), point=library_at, status="postponed"),
        make(
            5, "Joulumarkkinat", at(day, 0), ends_at=at(day + dt.timedelta(days=2), 0),
            all_day=True, place=field, point=field.point,
        ),
        make(
            6, "Yökahvila", at(day, 22), ends_at=at(day + dt.timedelta(days=1), 2),
            point=library_at,
        ),
        make(7, "Kesäjuhla", at(day - dt.timedelta(days=20), 12), point=library_at),
        make(8, "Esimerkkijuhla", at(day, 12), point=library_at, is_example=True),
        make(9, "Kurssi", at(day, 14), kind="series", point=library_at),
    ]  # fmt: skip
    made += [
        make(10 + week, f"Kurssin osa {week + 1}", at(day + dt.timedelta(weeks=week), 14),
             series=made[-1], point=library_at)
        for week in range(2)
    ]  # fmt: skip
    for week, moved in ((1, None), (2, at(tuesday + dt.timedelta(days=15), 17))):
        models.EventException.objects.create(
            event=made[0], date=tuesday + dt.timedelta(weeks=week), moved_to=moved
        )
    return {event.name["fi"]: event for event in made}


def at(day: dt.date, hour: int) -> dt.datetime:
    """Return an hour of a day by the town's clock."""
    return dt.datetime.combine(day, dt.time(hour), ZONE)
