"""From the first page to a walk in words, by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until something with this accessible name has the focus."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.locator(":focus").count() and name in named(page):
            return
    raise AssertionError(f"{name} cannot be reached")


def named(page: Page) -> str:
    """Return the label or text of what has the focus."""
    label = page.evaluate(
        "() => { const e = document.activeElement;"
        " return (e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent) || ''; }"
    )
    return " ".join(str(label).split())


def test_it_works(visit: Visit) -> None:
    page = visit.go("/en/")
    page.keyboard.press("Tab")
    assert named(page) == "Skip to the content"
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, "What do you look for?", most=1)
    tab_to(page, "From", most=4)
    page.keyboard.type("Ranta")
    tab_to(page, "To", most=2)
    page.keyboard.type("Saari")
    tab_to(page, "Who walks?", most=2)
    page.keyboard.press("ArrowDown")
    tab_to(page, "Show the walk", most=2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ranta to Saari")).to_be_focused()
    assert "profile=step_free" in page.url


def test_the_last_mile_by_keyboard(visit: Visit) -> None:
    page = visit.go("/en/last-mile")
    tab_to(page, "From", most=20)
    tab_to(page, "To", most=1)
    page.keyboard.press("Control+a")
    page.keyboard.type("Rantapolku")
    tab_to(page, "Within, in metres", most=1)
    page.keyboard.press("Control+a")
    page.keyboard.type("300")
    tab_to(page, "Who walks?", most=1)
    page.keyboard.press("ArrowDown")
    tab_to(page, "Show the walk", most=1)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="1 of 5 within 300 m")).to_be_visible()
    assert "profile=step_free" in page.url
    row = page.get_by_role("row").filter(has_text="Ranta").first
    expect(row.get_by_role("cell", name="Yes").first).to_be_visible()
    tab_to(page, "The way in words: Ranta")
    page.keyboard.press("Enter")
    expect(page.locator("details[open]").get_by_text("You have arrived.")).to_be_visible()


def test_the_focus_is_always_seen(visit: Visit) -> None:
    page = visit.go("/fi/")
    seen = set()
    for _press in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName, s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        seen.add(outline[0])
        if outline[0] != "BODY":
            assert outline[1] == "solid", outline
            assert outline[2] >= 2, outline
    assert {"A", "INPUT", "SELECT", "BUTTON"} <= seen


def test_a_mistake_takes_the_focus_and_leads_to_its_field(visit: Visit) -> None:
    page = visit.go("/en/last-mile?within=far")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    field = page.get_by_label("Within, in metres")
    expect(field).to_have_accessible_description(
        "“far” is not a plain number. Give a number from 1 to 20000 m. "
        "How far on foot is near enough?"
    )
    expect(field).to_have_value("far")


def test_the_menu_is_reached_on_a_telephone(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 360, "height": 780})
    page = visit.go("/en/trails/")
    tab_to(page, "Menu", most=3)
    page.keyboard.press("Enter")
    tab_to(page, "Last mile", most=2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Last mile")).to_be_visible()


def test_the_language_changes_and_the_page_stays(visit: Visit) -> None:
    page = visit.go(f"/en/stations/{visit.town.keskusta.pk}/keskusta/")
    page.get_by_role("link", name="Svenska").click()
    expect(page.get_by_role("heading", level=1, name="Centrum")).to_be_visible()
    assert page.url.endswith(f"/sv/stations/{visit.town.keskusta.pk}/centrum/")


def test_the_language_keeps_the_question(visit: Visit) -> None:
    page = visit.go("/en/last-mile?within=300&profile=slow")
    page.get_by_role("link", name="Suomi").click()
    expect(page.get_by_label("Enintään (m)")).to_have_value("300")
    assert "profile=slow" in page.url
