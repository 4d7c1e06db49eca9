"""Layers are switched in the legend; the lists follow the map; many places come as clusters."""

from __future__ import annotations

from django.contrib.gis.geos import Point
from playwright.sync_api import expect

from geodata import models
from tests.browser.conftest import Visit
from tests.browser.maps import open_map, pin
from tests.browser.test_keyboard import tab_to


def test_it_works(visit: Visit) -> None:
    page = open_map(visit)
    expect(pin(page, "Kirjasto, library")).to_be_visible()
    page.get_by_role("checkbox", name="Organisations").uncheck()
    expect(pin(page, "Kirjasto, library")).to_have_count(0)
    expect(page.locator("[data-collection=organisations]")).to_be_hidden()
    assert "layers=stations,trails,hubs" in page.url
    page.get_by_role("checkbox", name="Organisations").check()
    expect(pin(page, "Kirjasto, library")).to_be_visible()
    assert "layers" not in page.url


def test_places_have_a_layer_a_popup_and_a_list(visit: Visit) -> None:
    page = open_map(visit)
    field = pin(page, "Pelikenttä, sports field")
    expect(field).to_be_visible()
    places = page.locator("[data-collection=places]")
    expect(places.get_by_role("link", name="Pelikenttä")).to_be_visible()
    field.click()
    popup = page.get_by_role("dialog", name="Pelikenttä, sports field")
    expect(popup).to_contain_text("Kuja 2")
    expect(popup.get_by_role("link", name="All about it")).to_have_attribute(
        "href", f"/en/places/{visit.town.field.pk}/"
    )
    popup.get_by_role("button", name="Walk to here").click()
    assert f"to=place:{visit.town.field.pk}" in page.url
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="Places").uncheck()
    expect(field).to_have_count(0)
    expect(places).to_be_hidden()


def test_an_organisations_own_address_is_no_second_symbol(visit: Visit) -> None:
    library = visit.town.library
    models.Place.objects.create(
        pk=50,
        source=library.source,
        source_id=library.source_id,
        organisation=library,
        name=library.name,
        kind="library",
        point=library.point,
    )
    page = open_map(visit)
    expect(pin(page, "Pelikenttä, sports field")).to_be_visible()
    expect(page.locator("#map .pin-places")).to_have_count(1)
    expect(pin(page, "Kirjasto, library")).to_have_count(1)


def test_by_keyboard(visit: Visit) -> None:
    page = open_map(visit)
    page.get_by_role("checkbox", name="Along the way").focus()
    page.keyboard.press("Space")
    expect(pin(page, "Toilet without a name")).to_be_visible()
    tab_to(page, "Lines and areas", most=1)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Service area: what can be reached on foot")).to_be_visible()


def test_the_lists_tell_what_is_in_view(visit: Visit) -> None:
    page = open_map(visit, "?at=24.95490,60.17200&z=18")
    stations = page.locator("[data-collection=stations]")
    expect(stations).to_contain_text("1 in view")
    expect(stations.get_by_role("link", name="Ranta")).to_be_visible()
    expect(stations.get_by_role("link", name="Saari")).to_have_count(0)


def test_many_places_are_gathered_and_fall_apart(visit: Visit) -> None:
    source = models.Source.objects.get(key="osm")
    models.Amenity.objects.bulk_create(
        models.Amenity(
            pk=100 + number,
            source=source,
            source_id=f"node/b{number}",
            name={},
            kind="bench",
            point=Point(24.945 + number % 30 * 0.0001, 60.170 + number // 30 * 0.0001),
        )
        for number in range(300)
    )
    page = open_map(visit, "?layers=amenities&at=24.94650,60.17050&z=15")
    pins = page.locator("#map .pin")
    assert 0 < pins.count() < 40
    cluster = page.locator("#map .pin-many").first
    expect(cluster).to_have_accessible_name(
        page.locator("#map .pin-many").first.get_attribute("aria-label") or "-"
    )
    before = page.url
    cluster.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=before)


def test_symbols_have_names_of_their_own(visit: Visit) -> None:
    page = open_map(visit, "?layers=stations,trails,hubs,organisations,places,amenities")
    names = page.locator("#map .pin").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert len(names) >= 8
    assert len(set(names)) == len(names)
    assert all(names)
