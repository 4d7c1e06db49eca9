"""A reviewer works through the queue by keyboard alone, on a telephone's width."""

from __future__ import annotations

import os

import pytest

from servicemap.models import Membership
from tests.browser.conftest import Visit
from tests.browser.staff import signed_in
from tests.people import person
from tests.review import claimed, handed_in, reported, unconfirmed


@pytest.fixture
def changes(visit: Visit):
    aino = person("aino")
    library = visit.town.library
    Membership.objects.create(person=aino, organisation=library, role="owner")
    handed_in(
        None,
        aino,
        {
            "name.fi": "Kuoro",
            "kind": "association",
            "description.fi": "Laulamme tiistaisin.",
            "point": [24.955, 60.172],
        },
        days=1,
    )
    reported(library, days=4)
    unconfirmed(library, days=40)
    bo = person("bo")
    claimed(library, bo, days=6)
    return handed_in(
        library,
        aino,
        {
            "description.fi": "Kirjoja ja pelejä kaikille. Tervetuloa!",
            "telephone": "+358 9 999 999",
            "wheelchair": "yes",
            "languages": ["fi", "sv"],
            "hours": [["Mo-Fr 08:00-20:00; Sa 10:00-15:00", {}]],
            "point": [24.9470, 60.1712],
            "areas": [{"kind": "radius", "centre": [24.945, 60.1702], "metres": 500}],
            "places.new-1.name.fi": "Sivukirjasto",
            "places.new-1.kind": "library",
            "places.new-1.point": [24.9405, 60.1702],
            "events.new-2.name.fi": "Lukupiiri",
            "events.new-2.starts_at": "2026-12-01T18:00:00+02:00",
            "events.new-2.recurrence": "FREQ=WEEKLY;BYDAY=TU",
        },
        days=10,
    )


def test_shots(visit: Visit, changes) -> None:
    out = "/tmp/w/review6/shots"
    os.makedirs(out, exist_ok=True)
    with signed_in(visit):
        page = visit.page
        for scheme in ("light", "dark"):
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                for name, path in (
                    ("queue", "/en/review/"),
                    ("revision", f"/en/review/revisions/{changes.pk}"),
                    ("history", f"/en/review/organisations/{visit.town.library.pk}"),
                    ("claim", "/en/review/next?kind=claimed"),
                    ("report", "/en/review/next?kind=reported"),
                ):
                    visit.go(path)
                    page.wait_for_timeout(500)
                    page.screenshot(path=f"{out}/{name}-{width}-{scheme}.png", full_page=True)
