"""The form in which people change their organisation: saved as a draft, checked, nothing lost."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from geodata.models import Organisation
from servicemap.models import Membership
from tests.frontend.my.posting import begin, fields
from tests.people import person, sign_in

pytestmark = pytest.mark.django_db


def test_it_works(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    page = client.get(f"/en/my/drafts/{draft.pk}/about").content.decode()
    assert "Name in Finnish" in page
    assert 'value="Kuoro"' in page
    posted = fields(page) | {"name.en": "Choir", "do": "leave"}
    answer = client.post(f"/en/my/drafts/{draft.pk}/about", posted)
    assert (answer.status_code, answer["Location"]) == (302, f"/en/my/#draft-{draft.pk}")
    assert "changes being written" in client.get("/en/my/").content.decode()
    draft.refresh_from_db()
    assert draft.patch == {"name.en": "Choir"}


def test_a_page_that_comes_back_untouched_changes_nothing(
    client: Client, choir: Organisation
) -> None:
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}/about"
    posted = fields(client.get(address).content.decode())
    client.post(address, posted | {"do": "leave"})
    draft.refresh_from_db()
    assert (draft.patch, draft.version) == ({}, 0)
    # Without the marks too: then what is kept now is what was shown.
    client.post(address, {**posted, "was": "[[", "do": "leave"})
    draft.refresh_from_db()
    assert (draft.patch, draft.version) == ({}, 0)


def test_half_written_is_kept_and_told(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}/about"
    posted = fields(client.get(address).content.decode()) | {"identifiers": "1234567-9"}
    answer = client.post(address, posted | {"do": "on"})
    assert answer.status_code == 400
    assert "This is no business id" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.patch == {"identifiers": ["tprek:1", "business:1234567-9"]}
    again = fields(answer.content.decode()) | {"identifiers": "1234567-1", "do": "leave"}
    client.post(address, again)
    draft.refresh_from_db()
    assert draft.patch == {"identifiers": ["tprek:1", "business:1234567-1"]}


def test_two_write_the_same_field(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    address = f"/en/my/drafts/{draft.pk}/about"
    mine = fields(client.get(address).content.decode())
    bo = person("bo")
    Membership.objects.create(organisation=choir, person=bo)
    other = sign_in(Client(), bo)
    other.post(address, mine | {"name.fi": "Bon kuoro", "name.en": "Bo's choir", "do": "leave"})
    answer = client.post(
        address, mine | {"name.fi": "Ainon kuoro", "audience.fi": "Kaikki", "do": "on"}
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Bon kuoro" in page
    assert 'value="Ainon kuoro"' in page
    draft.refresh_from_db()
    kept = {"name.fi": "Bon kuoro", "name.en": "Bo's choir", "audience.fi": "Kaikki"}
    assert draft.patch == kept
    # Taken: theirs stays. Saved again: mine, now that theirs has been seen.
    shown = fields(page)
    client.post(address, shown | {"take": "name.fi", "do": "leave"})
    draft.refresh_from_db()
    assert draft.patch["name.fi"] == "Bon kuoro"
    client.post(address, shown | {"do": "leave"})
    draft.refresh_from_db()
    assert draft.patch == kept | {"name.fi": "Ainon kuoro"}


def test_saved_while_it_is_typed(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    posted = fields(client.get(f"/en/my/drafts/{draft.pk}/about").content.decode())
    save = f"/en/my/drafts/{draft.pk}/save"
    told = client.post(save, posted | {"name.en": "Ch"}).json()
    assert told["state"] == "saved"
    assert re.fullmatch(r"\d\d\.\d\d", told["at"])
    was = json.dumps(json.loads(posted["was"][0]) | told["was"])
    told = client.post(save, posted | {"was": was, "name.en": "Choir"}).json()
    assert (told["state"], list(told["was"])) == ("saved", ["name.en"])
    draft.refresh_from_db()
    assert (draft.patch, draft.version) == ({"name.en": "Choir"}, 2)


def test_strangers_find_nothing(client: Client, choir: Organisation) -> None:
    draft = begin(client, choir)
    stranger = sign_in(Client(), person("charlie"))
    for method, path in (
        ("get", f"/en/my/drafts/{draft.pk}/about"),
        ("post", f"/en/my/drafts/{draft.pk}/about"),
        ("post", f"/en/my/drafts/{draft.pk}/save"),
        ("post", f"/en/my/organisations/{choir.pk}/change"),
    ):
        assert getattr(stranger, method)(path).status_code == 404
    assert client.get(f"/en/my/drafts/{draft.pk}/nothing").status_code == 404
