"""From a new organisation to the city and back: checked, looked at, handed in, recalled."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.cache import cache
from django.test import Client

from geodata.models import Instance, Organisation, SearchDocument
from servicemap.editing import revisions
from servicemap.models import Membership, Revision, Standing
from tests.frontend.my.posting import begin, step
from tests.people import person, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_tried_yet() -> None:
    cache.clear()


def act(client: Client, draft: Revision, do: str, **more: object) -> int:
    draft.refresh_from_db()
    data = {"do": do, "version": draft.version, **more}
    answer = client.post(f"/en/my/drafts/{draft.pk}/check", data)
    draft.refresh_from_db()
    return answer.status_code


def test_it_works(client: Client, aino: User) -> None:
    """A new organisation, from nothing to its public page."""
    draft = begin(client)
    page = client.get(f"/en/my/drafts/{draft.pk}/check").content.decode()
    assert "Nothing has been changed." in page
    step(client, draft, "about", kind="club", name__fi="Pyöräkerho", description__fi="Ajamme")
    page = client.get(f"/en/my/drafts/{draft.pk}/check").content.decode()
    assert "Name in Finnish" in page
    assert act(client, draft, "submit") == 302
    assert draft.state == "submitted"
    assert "Waiting for the city".casefold() in client.get("/en/my/").content.decode().casefold()
    revisions.approve(draft, person("rita", staff=True), draft.version)
    mine = client.get("/en/my/").content.decode()
    assert "Pyöräkerho" in mine
    assert "You are its owner." in mine


def test_two_clicks_begin_one(client: Client) -> None:
    assert begin(client) == begin(client)
    assert Revision.objects.count() == 1


def test_two_clicks_hand_in_once(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    step(client, draft, "about", name__en="Choir")
    version = draft.version
    assert act(client, draft, "submit", version=version) == 302
    at = draft.submitted_at
    assert act(client, draft, "submit", version=version) == 409
    assert draft.submitted_at == at
    assert act(client, draft, "recall") == 302
    assert act(client, draft, "withdraw") == 302
    assert draft.state == "withdrawn"


def test_what_is_missing_leads_to_its_field(client: Client) -> None:
    draft = begin(client)
    step(client, draft, "about", description__fi="Ajamme")
    page = client.get(f"/en/my/drafts/{draft.pk}/check").content.decode()
    assert f'href="/en/my/drafts/{draft.pk}/about?told=1#at-name.fi"' in page
    assert 'value="submit"' not in page
    assert act(client, draft, "submit") == 400
    assert draft.state == "draft"
    there = client.get(f"/en/my/drafts/{draft.pk}/about?told=1").content.decode()
    assert 'id="at-name.fi"' in there
    assert 'id="id_name.fi_error"' in there
    assert (
        'id="id_name.fi_error"'
        not in client.get(f"/en/my/drafts/{draft.pk}/about").content.decode()
    )


def test_what_somebody_added_since_is_not_handed_in_unseen(
    client: Client, choir: Organisation
) -> None:
    draft = begin(client, choir)
    step(client, draft, "about", name__en="Choir")
    seen = draft.version
    step(client, draft, "contact", telephone="09 1234")
    assert act(client, draft, "submit", version=seen) == 409
    assert act(client, draft, "submit", version="x") == 409
    assert draft.state == "draft"


def test_the_reviewers_comments_stand_at_their_fields(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    step(client, draft, "about", name__en="Choir")
    revisions.submit(draft, draft.author)  # type: ignore[arg-type]
    comments = {"name.en": "Is this <b>official</b>?", "": "Nearly there", "hours": "And when?"}
    revisions.send_back(draft, person("rita", staff=True), draft.version, comments)
    assert "returned with comments" in client.get("/en/my/").content.decode()
    page = client.get(f"/en/my/drafts/{draft.pk}/about").content.decode()
    assert "Is this &lt;b&gt;official&lt;/b&gt;?" in page
    assert "Nearly there" in page
    assert "And when?" in client.get(f"/en/my/drafts/{draft.pk}/hours").content.decode()
    step(client, draft, "about", name__en="The Choir")
    assert act(client, draft, "submit") == 302
    assert (draft.state, draft.comments) == ("submitted", {})


def test_what_it_may_be_the_same_as(client: Client, choir: Organisation) -> None:
    choir.point = Point(24.94, 60.17, srid=4326)
    choir.save()
    draft = begin(client)
    step(client, draft, "about", kind="club", name__fi="Kuoro")
    step(client, draft, "contact", website="https://old.fi", point="24.9401,60.17")
    page = client.get(f"/en/my/drafts/{draft.pk}/check").content.decode()
    assert "Is it on the map already?" in page
    assert f"/en/organisations/{choir.pk}/kuoro/" in page
    assert "names are alike" in page
    assert "6 m apart" in page
    assert "same website" in page
    step(client, draft, "about", name__fi="Aivan muu")
    step(client, draft, "contact", website="", point="")
    page = client.get(f"/en/my/drafts/{draft.pk}/check").content.decode()
    assert "Is it on the map already?" not in page


@pytest.mark.usefixtures("served")
def test_the_page_as_visitors_will_see_it(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    step(client, draft, "about", description__fi="Tule <i>mukaan</i>", name__fi="Uusi kuoro")
    before = Instance.current().revision, SearchDocument.objects.count()
    answer = client.get(f"/en/my/drafts/{draft.pk}/preview")
    page = answer.content.decode()
    assert "Uusi kuoro" in page.partition("<h1>")[2].partition("</h1>")[0]
    assert "Tule &lt;i&gt;mukaan&lt;/i&gt;" in page
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert (Instance.current().revision, SearchDocument.objects.count()) == before
    choir.refresh_from_db()
    assert choir.name["fi"] == "Kuoro"
    new = begin(client)
    assert client.get(f"/en/my/drafts/{new.pk}/preview").status_code == 400
    step(client, new, "about", kind="club", name__fi="Pyöräkerho")
    assert "<h1" in client.get(f"/en/my/drafts/{new.pk}/preview").content.decode()
    assert not Organisation.objects.filter(name__fi="Pyöräkerho").exists()


def test_a_trusted_organisation_publishes_at_once(client: Client, choir: Organisation) -> None:
    Standing.objects.create(organisation=choir, is_trusted=True)
    draft = begin(client, choir)
    step(client, draft, "contact", website="https://ours.fi")
    Organisation.objects.filter(pk=choir.pk).update(website="https://imported.fi")
    page = client.get(f"/en/my/drafts/{draft.pk}/check").content.decode()
    assert "What is published has changed since" in page
    assert "https://imported.fi" in page
    assert act(client, draft, "submit") == 409
    assert act(client, draft, "submit", over="yes") == 302
    assert draft.state == "published"
    choir.refresh_from_db()
    assert choir.website == "https://ours.fi"


def test_handed_in_it_can_be_read_and_not_written(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}/about"
    step(client, draft, "about", name__en="Choir")
    act(client, draft, "submit")
    assert client.get(address)["Location"] == f"/en/my/drafts/{draft.pk}/check"
    answer = client.post(address, {"name.en": "What I was typing", "do": "on"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "What I was typing" in page
    assert "take it back to change it" in page
    saved = client.post(f"/en/my/drafts/{draft.pk}/save", {"step": "about", "name.en": "Typing"})
    assert (saved.status_code, saved.json()["state"]) == (409, "closed")
    draft.refresh_from_db()
    assert draft.patch == {"name.en": "Choir"}


def test_too_often(client: Client, choir: Organisation, settings: object) -> None:
    draft = begin(client, choir)
    step(client, draft, "about", name__en="Choir")
    for _ in range(15):
        assert act(client, draft, "submit") == 302
        assert act(client, draft, "recall") == 302
    for _ in range(15):
        assert act(client, draft, "submit") in (302, 409)
    assert act(client, draft, "submit") == 429


@pytest.mark.usefixtures("served")
def test_only_its_people(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    member = person("bo")
    Membership.objects.create(organisation=choir, person=member)
    for who, status in ((member, 200), (person("charlie"), 404), (person("rita", staff=True), 404)):
        other = sign_in(Client(), who)
        for page in ("about", "check", "preview"):
            assert other.get(f"/en/my/drafts/{draft.pk}/{page}").status_code == status
    new = begin(client)
    assert sign_in(Client(), member).get(f"/en/my/drafts/{new.pk}/about").status_code == 404
