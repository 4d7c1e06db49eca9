"""One entry stands for several, shows the best of all, and lets each go again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from shapely import Point

from geodata.models import ImportRun, OpeningHours, Organisation, Place, SamePair
from geodata.statements import edited, read_rows, release
from importers import merging
from tests.importers.several import HERE, Told, library, place, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def osm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return told("streets", 50, tmp_path, monkeypatch)


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    return told("register", 10, tmp_path, monkeypatch)


def the_one() -> Organisation:
    found: Organisation = Organisation.objects.open().get()
    return found


def test_it_works(osm: Told, register: Told) -> None:
    osm.brings(library("node/1", website="https://old.fi", telephone="+358 1"))
    register.brings(library("unit:8215", website="https://helmet.fi", postal_code="00530"))
    kept = the_one()
    assert (kept.source.key, kept.source_id) == ("streets", "node/1")
    assert (kept.website, kept.telephone, kept.postal_code) == (
        "https://helmet.fi",
        "+358 1",
        "00530",
    )
    assert kept.provenance["website"]["source"] == "register"
    [other] = kept.provenance["website"]["others"]
    assert (other["source"], other["value"]) == ("streets", "https://old.fi")
    assert "telephone" not in kept.provenance
    pair = SamePair.objects.get()
    assert (pair.status, pair.by_rule) == ("merged", True)
    assert [reason["what"] for reason in pair.reasons] == ["name", "metres"]


def test_the_order_of_imports_makes_no_difference_to_what_is_shown(
    osm: Told, register: Told
) -> None:
    register.brings(library("unit:8215", website="https://helmet.fi", postal_code="00530"))
    osm.brings(library("node/1", website="https://old.fi", telephone="+358 1"))
    kept = the_one()
    assert (kept.website, kept.telephone, kept.postal_code) == (
        "https://helmet.fi",
        "+358 1",
        "00530",
    )
    assert "website" not in {
        name for name, each in kept.provenance.items() if each["source"] != "register"
    }


def test_a_second_import_changes_nothing(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"), place("room", "node/1"))
    register.brings(library("unit:8215", website="https://helmet.fi"))
    before = (the_one().updated_at, the_one().provenance)
    for source, records in ((osm, osm.records), (register, register.records)):
        run = source.brings(*records)
        assert run.status == ImportRun.Status.UNCHANGED
        assert run.counts["organisation"]["unchanged"] == 1
    assert (the_one().updated_at, the_one().provenance) == before


def test_a_change_of_a_member_shows(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"))
    register.brings(library("unit:8215", website="https://a.fi", opening_hours="Mo-Fr 8-16"))
    assert [each.rule for each in the_one().opening_hours.all()] == ["Mo-Fr 8-16"]
    register.brings(library("unit:8215", website="https://b.fi", opening_hours="Mo-Fr 9-17"))
    assert the_one().website == "https://b.fi"
    assert [each.rule for each in the_one().opening_hours.all()] == ["Mo-Fr 9-17"]


def test_a_member_that_vanishes_says_nothing_any_more(osm: Told, register: Told) -> None:
    osm.brings(library("node/1", website="https://old.fi"))
    register.brings(library("unit:8215", website="https://helmet.fi"))
    register.brings()
    assert the_one().website == "https://old.fi"
    assert the_one().provenance == {}


def test_an_open_one_succeeds_the_one_that_vanishes(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"), place("room", "node/1"))
    register.brings(library("unit:8215", website="https://helmet.fi"), place("hall", "unit:8215"))
    first = the_one().pk
    osm.brings(place("room", "node/1"))
    heir = the_one()
    assert (heir.source.key, heir.pk != first) == ("register", True)
    assert Organisation.objects.get(pk=first).merged_into == heir
    assert {each.organisation_id for each in Place.objects.all()} <= {heir.pk, None}
    osm.brings(library("node/1"), place("room", "node/1"))
    assert the_one() == heir
    assert {each.organisation_id for each in Place.objects.open()} == {heir.pk}


def test_what_belongs_to_both_belongs_to_the_one_and_goes_back(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"), place("room", "node/1"))
    register.brings(library("unit:8215"), place("hall", "unit:8215"))
    kept = the_one()
    assert set(kept.places.values_list("source_id", flat=True)) == {"room", "hall"}

    merging.part(SamePair.objects.get(noun="organisation"))

    room, hall = (Place.objects.get(source_id=each) for each in ("room", "hall"))
    assert room.organisation and hall.organisation
    assert (room.organisation.source_id, hall.organisation.source_id) == ("node/1", "unit:8215")
    assert Organisation.objects.open().count() == 2


def test_parting_gives_back_what_each_said(osm: Told, register: Told) -> None:
    osm.brings(library("node/1", website="https://old.fi"))
    register.brings(library("unit:8215", website="https://helmet.fi"))
    merging.part(SamePair.objects.get())
    shown = dict(Organisation.objects.open().values_list("source_id", "website"))
    assert shown == {"node/1": "https://old.fi", "unit:8215": "https://helmet.fi"}
    assert not Organisation.objects.exclude(provenance={}).exists()


def test_what_a_person_parted_is_not_merged_again(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"))
    register.brings(library("unit:8215"))
    merging.part(SamePair.objects.get())
    osm.brings(library("node/1", telephone="+358 9"))
    assert Organisation.objects.open().count() == 2


def test_what_was_edited_by_hand_survives_everything(osm: Told, register: Told) -> None:
    osm.brings(library("node/1", website="https://old.fi"))
    edit(the_one(), website="https://mine.fi")
    osm.brings(library("node/1", website="https://new.fi"))
    assert the_one().website == "https://mine.fi"
    register.brings(library("unit:8215", website="https://helmet.fi"))
    kept = the_one()
    assert kept.website == "https://mine.fi"
    others = kept.provenance["website"]["others"]
    assert [(each["source"], each["value"]) for each in others] == [
        ("register", "https://helmet.fi"),
        ("streets", "https://new.fi"),
    ]
    osm.brings()
    heir = the_one()
    assert (heir.source.key, heir.website) == ("register", "https://mine.fi")


def test_hours_edited_by_hand_stay(osm: Told) -> None:
    osm.brings(library("node/1", opening_hours="Mo-Fr 8-16"))
    kept = the_one()
    before = read_rows(Organisation, [kept.pk])[0].shown
    kept.opening_hours.update(rule="Mo-Su 10-12")
    edited(Organisation, kept.pk, before, ["opening_hours"])
    osm.brings(library("node/1", opening_hours="Mo-Fr 9-17"))
    assert [each.rule for each in OpeningHours.objects.all()] == ["Mo-Su 10-12"]
    [other] = the_one().provenance["opening_hours"]["others"]
    assert "Mo-Fr 9-17" in other["value"]


def test_three_of_the_same_are_one(
    osm: Told, register: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sports = told("sports", 20, tmp_path, monkeypatch)
    osm.brings(library("node/1"))
    register.brings(library("unit:8215"))
    sports.brings(library("72948"))
    assert Organisation.objects.open().count() == 1
    assert Organisation.objects.exclude(merged_into=None).count() == 2
    assert {each.status for each in SamePair.objects.all()} == {"merged"}


def test_other_ids_of_the_same_kind_are_never_merged(osm: Told, register: Told) -> None:
    osm.brings(library("node/1", identifiers=("tprek:1",)))
    register.brings(library("unit:2", identifiers=("tprek:2",)))
    assert Organisation.objects.open().count() == 2
    assert not SamePair.objects.exists()


def test_what_only_looks_alike_is_proposed(osm: Told, register: Told) -> None:
    osm.brings(library("node/1", name="Kallion kirjasto"))
    near = Point(HERE[0] + 0.001, HERE[1])
    register.brings(library("unit:1", name="Kallion lastenkirjasto", point=near))
    assert Organisation.objects.open().count() == 2
    pair = SamePair.objects.get()
    assert (pair.status, pair.by_rule) == ("proposed", False)
    merging.merge(pair)
    assert Organisation.objects.open().count() == 1


def edit(organisation: Organisation, **values: str) -> None:
    """Edit as a person does."""
    before = read_rows(Organisation, [organisation.pk])[0].shown
    for name, value in values.items():
        setattr(organisation, name, value)
    organisation.save()
    edited(Organisation, organisation.pk, before, values)


def test_parting_one_of_a_triangle_has_an_effect_whichever_it_is(
    osm: Told, register: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sports = told("sports", 20, tmp_path, monkeypatch)
    for source, key in ((osm, "node/1"), (register, "unit:1"), (sports, "72948")):
        source.brings(library(key))
    assert SamePair.objects.filter(status="merged").count() == 3
    for pair in SamePair.objects.order_by("-pk"):
        merging.part(pair)
        one, other = Organisation.objects.filter(pk__in=(pair.one, pair.other))
        assert (one.merged_into_id or one.pk) != (other.merged_into_id or other.pk)
    assert Organisation.objects.open().count() == 3


def test_a_third_does_not_bring_together_what_a_person_parted(
    osm: Told, register: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sports = told("sports", 20, tmp_path, monkeypatch)
    osm.brings(library("node/1"))
    register.brings(library("unit:1"))
    merging.part(SamePair.objects.get())
    sports.brings(library("72948"))
    assert Organisation.objects.open().count() == 2
    assert sorted(SamePair.objects.values_list("status", flat=True)) == [
        "apart",
        "merged",
        "proposed",
    ]


def test_the_rule_never_makes_one_of_two_that_one_source_tells_apart(
    osm: Told, register: Told
) -> None:
    register.brings(library("unit:1"), library("unit:2"))
    osm.brings(library("node/1"))
    assert Organisation.objects.open().count() == 2
    merging.merge(
        SamePair.objects.get(status="proposed"), get_user_model().objects.create(username="staff")
    )
    assert Organisation.objects.open().count() == 1


def test_what_comes_while_merged_goes_to_its_own_when_parted(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"))
    register.brings(library("unit:1"))
    register.brings(library("unit:1"), place("hall", "unit:1"))
    assert Place.objects.get().organisation == the_one()
    merging.part(SamePair.objects.get())
    owner = Place.objects.get().organisation
    assert owner is not None
    assert owner.source_id == "unit:1"


def test_an_edit_of_a_member_shows_and_can_be_taken_back(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"))
    register.brings(library("unit:1", website="https://helmet.fi"))
    edit(Organisation.objects.get(source_id="unit:1"), website="https://mine.fi")
    assert the_one().website == "https://mine.fi"
    release(Organisation, the_one().pk)
    register.brings(library("unit:1", website="https://helmet.fi", telephone="+358 1"))
    assert the_one().website == "https://helmet.fi"


def test_deleting_an_entry_by_hand_breaks_no_import(osm: Told, register: Told) -> None:
    osm.brings(library("node/1"), place("room", "node/1"))
    register.brings(library("unit:1"), place("room", "unit:1"))
    assert Place.objects.open().count() == 1
    Organisation.objects.get(source_id="node/1").delete()
    run = register.brings(library("unit:1", telephone="+358 1"), place("room", "unit:1"))
    assert run.status == "done"
    assert the_one().source_id == "unit:1"
    assert not SamePair.objects.filter(noun="organisation").exists()
    [room] = Place.objects.open()
    assert room.organisation == the_one()
    run = osm.brings(library("node/1"), place("room", "node/1"))
    assert (run.status, Organisation.objects.open().count()) == ("done", 1)


def test_closed_entries_cost_no_statement_each(osm: Told, register: Told) -> None:
    osm.brings(*(library(f"node/{n}", name=f"Talo {n}") for n in range(60)))
    register.brings(library("unit:1"))
    osm.brings()
    with CaptureQueriesContext(connection) as asked:
        merging.settle("organisation", timezone.now())
    assert len(asked) < 10
