"""Rows follow their source: by natural key, untouched when unchanged, closed but never deleted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely import Point

from geodata.models import (
    Entrance,
    Hub,
    HubComponent,
    ImportRun,
    Instance,
    OpeningHours,
    Place,
    Source,
    Station,
)
from importers.errors import TooManyVanished
from importers.records import Problem
from tests.importers.invented import Invented, component, entrance, hub, place, station, trail

pytestmark = pytest.mark.django_db
STATIONS = [station(f"s{number}") for number in range(10)]


def counts(run: ImportRun, kind: str = "station") -> dict[str, int]:
    return {name: number for name, number in run.counts[kind].items() if number}


def test_it_works(invented: Invented) -> None:
    run = invented.bring(station("s1", "Kamppi"), entrance("e1", "s1"), trail("t1"), place("p1"))
    assert run.status == "done"
    assert counts(run) == {"new": 1}
    kamppi = Station.objects.open().named("kamppi").get()
    assert (kamppi.point.x, kamppi.point.y) == (24.9414, 60.1712)
    assert kamppi.point.srid == 4326
    assert kamppi.source.key == "invented"
    assert Entrance.objects.get().station == kamppi


def test_importing_twice_changes_nothing_and_says_so(invented: Invented) -> None:
    records = [
        *STATIONS,
        entrance("e1", "s1"),
        hub("h1"),
        component("c1", "h1"),
        place("p", "24/7"),
    ]
    invented.bring(*records)
    before = list(Station.objects.order_by("pk").values())
    revision = Instance.current().revision

    assert invented.run().status == "unchanged"  # the same file is not even read
    again = invented.run(force=True)
    assert again.status == "unchanged"
    assert counts(again) == {"unchanged": 10}
    assert counts(again, "hub_component") == {"unchanged": 1}
    assert list(Station.objects.order_by("pk").values()) == before
    assert Instance.current().revision == revision
    assert OpeningHours.objects.count() == 1


def test_a_changed_row_keeps_its_public_id(invented: Invented) -> None:
    invented.bring(*STATIONS)
    before = Station.objects.get(source_id="s1")
    run = invented.bring(*STATIONS[:1], station("s1", "Kamppi", wheelchair="yes"), *STATIONS[2:])
    assert counts(run) == {"changed": 1, "unchanged": 9}
    after = Station.objects.get(source_id="s1")
    assert (after.pk, after.name, after.wheelchair) == (before.pk, {"fi": "Kamppi"}, "yes")
    assert after.created_at == before.created_at
    assert after.updated_at > before.updated_at
    assert Instance.current().revision == 2


def test_a_vanished_row_is_closed_and_a_reappearing_one_opened(invented: Invented) -> None:
    invented.bring(*STATIONS)
    first = Station.objects.get(source_id="s9").pk
    assert counts(invented.bring(*STATIONS[:9])) == {"unchanged": 9, "closed": 1}
    assert Station.objects.get(pk=first).closed_at
    assert Station.objects.open().count() == 9
    assert counts(invented.bring(*STATIONS)) == {"unchanged": 9, "reopened": 1}
    assert Station.objects.get(source_id="s9").pk == first
    assert Station.objects.open().count() == 10


def test_more_than_a_fifth_vanishing_is_refused_and_changes_nothing(invented: Invented) -> None:
    invented.bring(*STATIONS)
    with pytest.raises(TooManyVanished, match="3 of 10 entries"):
        invented.bring(station("s0", "Renamed"), *STATIONS[1:7], station("new"))
    assert Station.objects.open().count() == 10
    assert not Station.objects.named("Renamed")
    refused = ImportRun.objects.first()
    assert refused is not None
    assert refused.status == "refused"
    assert "--force" in refused.message
    assert Instance.current().revision == 1


def test_force_accepts_what_vanishes(invented: Invented) -> None:
    invented.bring(*STATIONS)
    assert counts(invented.bring(*STATIONS[:1], force=True)) == {"unchanged": 1, "closed": 9}


def test_exactly_a_fifth_may_vanish(invented: Invented) -> None:
    invented.bring(*STATIONS)
    assert counts(invented.bring(*STATIONS[:8])) == {"unchanged": 8, "closed": 2}


def test_rows_of_other_sources_do_not_count(invented: Invented) -> None:
    invented.bring(*STATIONS)
    Station.objects.create(
        source=Source.local(),
        source_id="mine",
        name={"fi": "Mine"},
        mode="bus",
        point=Station.objects.all()[0].point,
    )
    invented.bring(*STATIONS[:9])
    assert Station.objects.get(source_id="mine").closed_at is None


def test_a_bad_record_keeps_its_former_version_and_is_reported(invented: Invented) -> None:
    invented.bring(*STATIONS)
    bad = station("s1", "Far away", point=Point(60.17, 24.94))
    run = invented.bring(*STATIONS[:1], bad, Problem("station", "s2", "no position"), *STATIONS[3:])
    assert counts(run) == {"unchanged": 8, "refused": 2}
    assert Station.objects.open().count() == 10
    assert Station.objects.get(source_id="s1").name == {"fi": "s1"}
    assert run.problems == [
        {
            "kind": "station",
            "source_id": "s1",
            "reason": (
                "point at 60.17,24.94 is far outside the area: did you swap longitude and latitude?"
            ),
        },
        {"kind": "station", "source_id": "s2", "reason": "no position"},
    ]


def test_a_record_that_comes_twice_is_taken_once(invented: Invented) -> None:
    run = invented.bring(station("s1", "First"), station("s1", "Second"))
    assert counts(run) == {"new": 1, "refused": 1}
    assert Station.objects.get().name == {"fi": "First"}


def test_a_relation_follows_its_parent(invented: Invented) -> None:
    known = [station("s1"), station("s2")]
    many = [entrance(f"e{number}", "s1") for number in range(8)]
    invented.bring(*known, *many, entrance("e", "s3"))
    assert Entrance.objects.get(source_id="e").station is None
    run = invented.bring(*known, *many, station("s3"), entrance("e", "s3"))
    assert counts(run, "entrance") == {"changed": 1, "unchanged": 8}
    assert Entrance.objects.get(source_id="e").station == Station.objects.get(source_id="s3")
    invented.bring(*known, *many, entrance("e", "s3"))
    assert Entrance.objects.get(source_id="e").station is None


def test_a_part_without_its_whole_is_refused(invented: Invented) -> None:
    run = invented.bring(hub("h1"), component("c1", "h1"), component("c2", "h2"))
    assert counts(run, "hub_component") == {"new": 1, "refused": 1}
    assert run.problems[0]["reason"] == "its hub h2 is not among the entries"
    assert HubComponent.objects.get().hub == Hub.objects.get()


def test_a_part_whose_whole_vanished_keeps_its_former_version(invented: Invented) -> None:
    rest = [station(f"s{number}") for number in range(8)]
    invented.bring(*rest, hub("h1"), component("c1", "h1"))
    run = invented.bring(*rest, component("c1", "h1"))
    assert counts(run, "hub") == {"closed": 1}
    assert counts(run, "hub_component") == {"refused": 1}


def test_opening_hours_follow_their_place(invented: Invented) -> None:
    invented.bring(place("p1", "Mo-Fr 8-16"), place("p2"))
    assert OpeningHours.objects.get().place == Place.objects.get(source_id="p1")
    invented.bring(place("p1", "Mo-Su 8-16"), place("p2", "24/7"))
    rules = dict(OpeningHours.objects.values_list("place__source_id", "rule"))
    assert rules == {"p1": "Mo-Su 8-16", "p2": "24/7"}
    invented.bring(place("p1"), place("p2", "24/7"))
    assert OpeningHours.objects.get().rule == "24/7"


def test_names_are_searchable_in_every_language(invented: Invented) -> None:
    invented.bring(station("s1", name="", mode="train"))
    record = station("s2", "Rautatientori")
    record.name.update({"sv": "Järnvägstorget", "": "Rautatientori"})
    invented.bring(station("s1"), record)
    assert Station.objects.named("järnvägstorget").get().source_id == "s2"


def test_signs_that_copy_treats_specially_survive(invented: Invented) -> None:
    name = "Tab\\t \\N \\. back\\slash 'quote' \"double\" <script> %s {}"
    invented.bring(station("\\N", name, operator="a\tb"))
    saved = Station.objects.get()
    assert (saved.source_id, saved.name, saved.operator) == ("\\N", {"fi": name}, "a\tb")


def test_the_number_of_statements_does_not_grow_with_the_records(invented: Invented) -> None:
    def changed(size: int, name: str) -> int:
        invented.bring(*(station(f"s{number}") for number in range(size)))
        with CaptureQueriesContext(connection) as asked:
            invented.bring(*(station(f"s{number}", name) for number in range(size)))
        return len(asked)

    few = changed(30, "new name")
    assert changed(300, "newer name") <= few
