"""Every noun is in the admin, its names in the area's languages, its provenance read-only."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.forms import modelform_factory
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import translation
from leaflet.admin import LeafletGeoAdmin

from geodata.forms import TextsFormField
from geodata.models import Event, ImportRun, Instance, Organisation, Place, Source, Station
from tests.people import sign_in

pytestmark = pytest.mark.django_db
MODELS = list(apps.get_app_config("geodata").get_models())
# Edited with what they are part of, or made anew from the entries.
RECORDED = {"importrun", "instance", "samepair", "zerosearch"}  # nobody adds them by hand
PARTS = {"openinghours", "eventexception", "searchdocument", "searchword"}
PARTS |= {"mapcell", "occurrence", "openingtimes"}


@pytest.fixture
def alice() -> Client:
    """A superuser, signed in."""
    client = Client()
    sign_in(client, User.objects.create_superuser("alice", password="x"))
    return client


@pytest.fixture
def tapiola() -> Station:
    station = Station(
        source=Source.objects.create(key="osm", name="OpenStreetMap"),
        source_id="node/1",
        name={"fi": "Tapiola", "de": "Tapiola auf Deutsch"},
        mode="subway",
        point=Point(24.8035, 60.1749, srid=4326),
    )
    station.save()
    return station


def test_it_works(alice: Client, tapiola: Station) -> None:
    answer = alice.get(reverse("admin:geodata_station_change", args=[tapiola.pk]))
    html = answer.content.decode()
    for language in ("fi", "sv", "en", "de", ""):
        assert f'name="name.{language}"' in html
    assert 'value="Tapiola auf Deutsch"' in html
    assert 'name="source_id"' not in html
    assert "node/1" in html
    assert "leaflet" in html


@pytest.mark.parametrize("model", MODELS)
def test_every_noun_can_be_listed_and_added(alice: Client, model: Any) -> None:
    name = model._meta.model_name
    if name in PARTS:
        return
    assert alice.get(reverse(f"admin:geodata_{name}_changelist")).status_code == 200
    added = alice.get(reverse(f"admin:geodata_{name}_add"))
    assert added.status_code == (403 if name in RECORDED else 200)


@pytest.mark.parametrize("model", MODELS)
def test_every_noun_with_a_place_has_a_map(model: Any) -> None:
    if model._meta.model_name in PARTS:
        return
    if any(hasattr(field, "geom_type") for field in model._meta.get_fields()):
        assert isinstance(admin.site._registry[model], LeafletGeoAdmin)


def test_saving_keeps_other_languages_and_counts_the_change(
    alice: Client, tapiola: Station
) -> None:
    url = reverse("admin:geodata_station_change", args=[tapiola.pk])
    answer = alice.post(
        url,
        {
            "name.fi": " Tapiola ",
            "name.sv": "Hagalund",
            "name.en": "",
            "name.": "",
            "name.de": "Tapiola auf Deutsch",
            "mode": "subway",
            "point": '{"type": "Point", "coordinates": [24.8035, 60.1749]}',
            "operator": "",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    tapiola.refresh_from_db()
    assert tapiola.name == {"fi": "Tapiola", "sv": "Hagalund", "de": "Tapiola auf Deutsch"}
    assert Station.objects.named("hagalund").get() == tapiola
    assert (tapiola.source.key, tapiola.source_id) == ("osm", "node/1")
    assert Instance.current().revision == 1


def test_a_new_entry_belongs_to_this_instance(alice: Client) -> None:
    answer = alice.post(
        reverse("admin:geodata_organisation_add"),
        {
            "name.fi": "Kyläyhdistys",
            "description.fi": "Talkoita",
            "kind": "association",
            "opening_hours-TOTAL_FORMS": "0",
            "opening_hours-INITIAL_FORMS": "0",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    made = Organisation.objects.get()
    assert made.source == Source.local()
    assert made.description == {"fi": "Talkoita"}
    assert len(made.source_id) == 36


def test_deleting_counts_as_a_change(alice: Client, tapiola: Station) -> None:
    alice.post(
        reverse("admin:geodata_station_changelist"),
        {"action": "delete_selected", "_selected_action": [tapiola.pk], "post": "yes"},
    )
    assert not Station.objects.exists()
    assert Instance.current().revision == 1


def test_searching_takes_any_sign(alice: Client, tapiola: Station) -> None:
    url = reverse("admin:geodata_station_changelist")
    assert b"node/1" in alice.get(url, {"q": "TAPIO"}).content
    assert b"node/1" not in alice.get(url, {"q": "100%"}).content


def test_a_run_cannot_be_changed(alice: Client, tapiola: Station) -> None:
    run = ImportRun.objects.create(source=tapiola.source, started_at=tapiola.created_at)
    answer = alice.get(reverse("admin:geodata_importrun_change", args=[run.pk]))
    assert answer.status_code == 200
    assert b'name="_save"' not in answer.content


def test_names_are_shown_as_text(alice: Client, tapiola: Station) -> None:
    tapiola.name = {"fi": '"><img src=x onerror=alert(1)>'}
    tapiola.save()
    answer = alice.get(reverse("admin:geodata_station_change", args=[tapiola.pk]))
    assert b"<img src=x" not in answer.content


@pytest.mark.parametrize(
    ("sent", "said"),
    [("name.fi=a%00b", "Null characters"), ("name.fi=" + "x" * 10_001, "at most 10000")],
)
def test_texts_that_cannot_be_kept_are_told(sent: str, said: str) -> None:
    form = modelform_factory(Station, fields=["name"])(QueryDict(sent))
    with translation.override("en"):
        assert said in str(form.errors["name"])


def test_a_form_knows_whether_a_text_changed() -> None:
    field = TextsFormField()
    assert not field.has_changed({"fi": "a"}, {"fi": "a ", "sv": ""})
    assert field.has_changed({"fi": "a"}, {"fi": "b"})


def test_what_is_edited_here_says_so_and_keeps_what_the_source_says(
    alice: Client, tapiola: Station
) -> None:
    url = reverse("admin:geodata_station_change", args=[tapiola.pk])
    point = '{"type": "Point", "coordinates": [24.8035, 60.1749]}'
    form = {"name.fi": "Tapiola", "name.de": "Tapiola auf Deutsch", "mode": "subway"}
    kept = {"routes": "[]", "departures": "{}", "point": point}
    answer = alice.post(url, form | kept | {"name.sv": "Hagalund", "operator": "HSL"})
    assert answer.status_code == 302, answer.content.decode()
    tapiola.refresh_from_db()
    assert set(tapiola.provenance) == {"name.sv", "operator"}
    assert tapiola.provenance["operator"]["source"] == "local"

    answer = alice.post(url, form | kept | {"name.fi": "Hagalund", "operator": "HSL"})
    tapiola.refresh_from_db()
    [other] = tapiola.provenance["name.fi"]["others"]
    assert (other["source"], other["value"]) == ("osm", "Tapiola")

    answer = alice.post(
        reverse("admin:geodata_station_changelist"),
        {"action": "release", "_selected_action": [tapiola.pk]},
    )
    tapiola.refresh_from_db()
    assert tapiola.provenance == {}
    assert (tapiola.name["fi"], tapiola.operator) == ("Tapiola", "")


def test_an_event_without_a_position_is_where_its_place_is(alice: Client) -> None:
    place = Place.objects.create(
        source=Source.local(), source_id="1", name={"fi": "Kenttä"}, kind="place",
        point=Point(24.8, 60.2),
    )  # fmt: skip
    exceptions = {f"exceptions-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    exceptions |= {"exceptions-MIN_NUM_FORMS": "0", "exceptions-MAX_NUM_FORMS": "1000"}
    given = {"name.fi": "Peli", "place": place.pk, "status": "scheduled", "images": "[]"}
    given |= {"starts_at_0": "2026-11-28", "starts_at_1": "18:00", "is_free": "unknown"}
    answer = alice.post(reverse("admin:geodata_event_add"), given | exceptions)
    assert answer.status_code == 302, answer.content.decode()
    event = Event.objects.get()
    assert event.point == place.point
    assert event.times.count() == 1
