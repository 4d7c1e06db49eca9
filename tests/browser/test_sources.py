"""The page of the sources, with one in trouble: narrow and wide, by day and by night."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from geodata.models import ImportRun, Source
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import broken

ADDRESS = "https://register.example/a/very/long/path/that/does/not/break/anywhere/at/all.json"


def trouble() -> None:
    source = Source.objects.get(key="osm")
    problems = [
        {"kind": "place", "source_id": f"tprek:{number}", "reason": "its position is missing"}
        for number in range(3)
    ]
    counts = {"place": {"new": 5, "changed": 2, "closed": 1, "refused": 3}}
    for hours, status in enumerate(["failed", "failed", "failed", "done"]):
        ImportRun.objects.create(
            source=source,
            status=status,
            started_at=timezone.now() - dt.timedelta(hours=hours + 1),
            message=f"{ADDRESS}: it answers 503." if status == "failed" else "",
            counts=counts if status == "done" else {},
            problems=problems if status == "done" else [],
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_it_works(visit: Visit, scheme: str, width: int) -> None:
    trouble()
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page = visit.go("/en/about/sources")
    section = page.get_by_role("region", name="OpenStreetMap")
    section.get_by_text("Keeps failing").wait_for()
    section.get_by_text("3 records were refused").click()
    section.get_by_role("link", name="All refused records of OpenStreetMap (CSV)").wait_for()
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
