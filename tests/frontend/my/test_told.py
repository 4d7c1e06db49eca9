"""The values of areas, pictures and events in words, as a difference tells them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from frontend.my.values import told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("areas", [{"kind": "radius", "centre": [24.94, 60.17], "metres": 1500}],
         "1. Within 1.5 km in a straight line"),
        ("pictures", [{"id": 1, "alternative": {"fi": "Kuoro"}}, {"id": 2, "alternative": {}}],
         "1. Kuoro; 2. –"),
        ("events.1.starts_at", "2026-11-24T18:00:00+02:00", "Tuesday 24 November 2026 18:00"),
        ("events.1.starts_at", "nonsense", "nonsense"),
        ("events.1.recurrence", "FREQ=WEEKLY;BYDAY=TU,TH;INTERVAL=2",
         "Every 2 weeks on Tuesdays and Thursdays"),
        ("events.1.recurrence", "FREQ=MONTHLY;BYDAY=2TU", "Every month on the second Tuesday"),
        ("events.1.recurrence", "FREQ=YEARLY", "FREQ=YEARLY"),
        ("events.1.recurrence", "nonsense", "nonsense"),
        ("events.1.exceptions",
         [{"date": "2026-12-01", "moved_to": None},
          {"date": "2026-12-08", "moved_to": "2026-12-09T19:00:00+02:00"}],
         ("Tuesday 1 December 2026: cancelled; Tuesday 8 December 2026: "
          "moved to Wednesday 9 December 2026 19:00")),
        ("events.1.status", "postponed", "is postponed"),
        ("events.1.place", "new-1", "New place"),
        ("events.1.place", 999_999, ""),
        ("events.1.is_free", False, "no"),
        ("gone", False, "Back again"),
        ("places.1.gone", True, "yes"),
    ],
)  # fmt: skip
def test_told(path: str, value: Any, words: str) -> None:
    with translation.override("en"):
        assert told(path, value) == words
