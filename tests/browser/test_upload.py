"""Staff bring a list to the map: by mouse, by keyboard alone, without scripts, on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from geodata.models import Address, Instance, Organisation, Source
from tests import people
from tests.browser.conftest import Visit
from tests.browser.maps import broken, pin
from tests.browser.test_keyboard import tab_to

MEMBERS = (
    "Seuran virallinen nimi;Osoite;Mistä tuttu;Verkkosivu\n"
    "Rannan seura;Katu 3 B 12;Rannasta;ranta.fi\n"
    "Kujan kerho;Katu 5;Kujalta;\n"
    "Eksyneet ry;Kattu 3;Mistä lie;\n"
    "Postin ystävät;PL 12;Postista;javascript:alert(1)\n"
)
HERE = "/en/review/uploads"


@dataclass
class Desk:
    """A member of the city's staff at the page, with a list at hand."""

    visit: Visit
    page: Page
    file: Path

    def send(self, language: str = "en") -> Page:
        """Upload the list by its form, in English."""
        page = self.visit.go(HERE)
        page.get_by_label("File", exact=True).set_input_files(self.file)
        page.get_by_label("Name of a new list").fill("Members")
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_role("heading", name="What do the columns hold?")).to_be_visible()
        return page

    def look(self) -> Page:
        """Go on to the rows."""
        page = self.send()
        page.get_by_label("Seuran virallinen nimi").select_option(label="Name")
        page.get_by_role("button", name="Look at the rows").click()
        expect(page.get_by_role("heading", name="3 rows can be imported, 1 cannot")).to_be_visible()
        return page

    def drawn(self) -> Page:
        """Wait until the rows are on the map."""
        page = self.look()
        expect(pin(page, "Row 2: Rannan seura, Organisation")).to_be_visible()
        page.wait_for_load_state("networkidle")
        return page


def sign_in(page: Page, root: str) -> None:
    client = Client()
    user, _ = User.objects.get_or_create(username="alice", defaults={"is_staff": True})
    people.sign_in(client, user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": root}])


@pytest.fixture
def desk(visit: Visit, tmp_path: Path) -> Iterator[Desk]:
    source = Source.objects.get(key="osm")
    for number, lon in (("3", 24.943), ("5", 24.947)):
        Address.objects.create(
            source=source,
            source_id=f"a{number}",
            name={},
            street={"fi": "Katu"},
            number=number,
            point=Point(lon, 60.17, srid=4326),
        )
    with connection.cursor() as cursor:  # the town chose its keys itself
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation]):
            cursor.execute(statement)
    file = tmp_path / "jäsenet.csv"
    file.write_text(MEMBERS, encoding="utf-8-sig")
    sign_in(visit.page, visit.root)
    yield Desk(visit, visit.page, file)
    visit.page.context.clear_cookies()  # staff are signed in; readers have no cookie


def work() -> None:
    """Let the queue's worker do what waits."""
    call_command("worker", "--until-empty")


def test_it_works(desk: Desk) -> None:
    page = desk.send()
    expect(page.get_by_label("Osoite")).to_have_value("address")
    expect(page.get_by_label("Osoite")).to_have_accessible_description(
        "Katu 3 B 12 · Katu 5 · Kattu 3"
    )
    page.get_by_role("button", name="Look at the rows").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("No column is chosen for: Name.")
    page.get_by_label("Seuran virallinen nimi").select_option(label="Name")
    page.get_by_label("Mistä tuttu").select_option(label="Description")
    page.get_by_role("button", name="Look at the rows").click()

    expect(page.get_by_role("heading", name="3 rows can be imported, 1 cannot")).to_be_visible()
    lost = page.get_by_role("row", name="Eksyneet ry")
    expect(lost).to_contain_text("there is no address “Kattu 3”; nearest spellings: Katu 3")
    expect(page.get_by_role("row", name="Postin ystävät")).to_contain_text(
        "may be linked; left out"
    )
    pin(page, "Row 3: Kujan kerho, Organisation").click()
    expect(page.get_by_role("button", name="Row 3, Kujan kerho: show on the map")).to_be_focused()
    expect(page.locator("tbody.chosen-row")).to_contain_text("Kujan kerho")
    page.get_by_role("button", name="Row 2, Rannan seura: show on the map").click()
    expect(page.locator("#map-status")).to_have_text("Row 2: Rannan seura")
    expect(page.locator("#map")).to_be_in_viewport()

    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("main [role=status]").first).to_contain_text("Waiting for its turn")
    work()
    page.get_by_role("link", name="Look whether it is ready").click()
    expect(page.locator("main [role=status]").first).to_contain_text("The file was imported.")
    expect(page.get_by_role("listitem").filter(has_text="Row 4: Eksyneet ry")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as a table (CSV)").click()
    assert "Kattu 3" in download.value.path().read_text(encoding="utf-8-sig")

    page.get_by_role("link", name="See it on the map").click()
    expect(page.locator(".leaflet-map-pane")).to_be_attached()
    expect(page.locator("#places").get_by_text("Rannan seura").first).to_be_visible()


def test_by_keyboard_alone(desk: Desk) -> None:
    page = desk.visit.go(HERE)
    tab_to(page, "File", most=30)
    page.get_by_label("File", exact=True).set_input_files(desk.file)  # the system's own dialogue
    tab_to(page, "Name of a new list", most=40)
    page.keyboard.type("Members")
    tab_to(page, "Upload", most=4)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What do the columns hold?")).to_be_visible()
    tab_to(page, "Seuran virallinen nimi", most=30)
    page.keyboard.type("Name")
    tab_to(page, "Look at the rows", most=10)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="3 rows can be imported, 1 cannot")).to_be_visible()
    expect(pin(page, "Row 2: Rannan seura, Organisation")).to_be_visible()
    tab_to(page, "Import", most=30)
    tab_to(page, "Skip the map", most=3)
    page.keyboard.press("Enter")
    tab_to(page, "Row 2, Rannan seura: show on the map", most=3)
    page.keyboard.press("Enter")
    expect(page.locator("tbody.chosen-row")).to_contain_text("Rannan seura")
    pin(page, "Row 3: Kujan kerho, Organisation").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Row 3, Kujan kerho: show on the map")).to_be_focused()
    for _press in range(30):
        page.keyboard.press("Shift+Tab")
        if page.locator(":focus").inner_text() == "Import":
            break
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]").first).to_contain_text("Waiting for its turn")
    work()
    tab_to(page, "Look whether it is ready", most=30)
    page.keyboard.press("Enter")
    expect(page.locator("main [role=status]").first).to_contain_text("The file was imported.")
    assert Organisation.objects.get(name__fi="Kujan kerho").point is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_wrong(desk: Desk, scheme: str, width: int) -> None:
    page = desk.page
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    desk.visit.go(HERE)
    assert (broken(page), too_wide(page)) == ([], False)
    page.get_by_role("button", name="Upload").click()
    assert (broken(page), too_wide(page)) == ([], False)
    desk.send()
    assert (broken(page), too_wide(page)) == ([], False)
    page.get_by_role("button", name="Look at the rows").click()
    assert (broken(page), too_wide(page)) == ([], False)
    desk.drawn()
    assert (broken(page), too_wide(page)) == ([], False)
    page.get_by_role("button", name="Import", exact=True).click()
    assert (broken(page), too_wide(page)) == ([], False)
    work()
    page.reload()
    expect(page.locator("main [role=status]").first).to_contain_text("The file was imported.")
    assert (broken(page), too_wide(page)) == ([], False)


def too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def test_without_scripts(desk: Desk, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk.visit.root)
    plain = Desk(Visit(page, desk.visit.root, desk.visit.town), page, desk.file)
    plain.look()
    expect(page.locator(".map-stage")).to_be_hidden()
    expect(page.locator(".on-map").first).to_be_hidden()
    expect(page.get_by_role("row", name="Eksyneet ry")).to_contain_text("no address “Kattu 3”")
    page.get_by_role("button", name="Import", exact=True).click()
    work()
    page.get_by_role("link", name="Look whether it is ready").click()
    expect(page.locator("main [role=status]").first).to_contain_text("The file was imported.")
    context.close()


def test_a_double_click_imports_once(desk: Desk) -> None:
    page = desk.look()
    page.get_by_role("button", name="Import", exact=True).dblclick()
    expect(page.locator("main [role=status]").first).to_contain_text("Waiting for its turn")
    work()
    assert Organisation.objects.filter(source__key="upload_members").count() == 3
    assert Instance.current().revision >= 1
