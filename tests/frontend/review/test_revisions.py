"""Reviewers see what a revision changes and decide on it; two never step on each other."""

from __future__ import annotations

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from geodata.models import Organisation, SearchDocument
from servicemap.editing import revisions, sheets
from servicemap.models import Account, Membership, Revision, Standing
from servicemap.pictures.receiving import receive
from tests.forms import fields
from tests.people import sign_in
from tests.pictures import encoded, sent
from tests.review import handed_in
from tests.servicemap.town import Town


def at(revision: Revision) -> str:
    return f"/en/review/revisions/{revision.pk}"


def decided(client: Client, revision: Revision, action: str, **more: Any) -> Any:
    given = {"action": action, "version": str(revision.version), **more}
    return client.post(at(revision), given)


def now(revision: Revision) -> Revision:
    return Revision.objects.get(pk=revision.pk)


def test_it_works(client: Client, aino: User, rita: User, town: Town) -> None:
    """From the form that somebody fills in to the page that everybody reads, and nothing before."""
    library = f"/en/organisations/{town.library.pk}/kirjasto/"
    sign_in(client, aino)
    here = client.post(f"/en/my/organisations/{town.library.pk}/change")["Location"]
    typed = fields(client.get(here).content.decode())
    client.post(here, typed | {"description.fi": "Kirjoja ja pelejä kaikille.", "do": "on"})
    draft = Revision.objects.get()
    assert draft.patch == {"description.fi": "Kirjoja ja pelejä kaikille."}
    revisions.submit(draft, aino)
    for path in (library, "/api/v1/organisations/1?lang=fi", "/en/search?q=pelejä"):
        assert "ja pelejä" not in client.get(path).content.decode()

    sign_in(client, rita)
    assert f'href="{at(draft)}"' in client.get("/en/review/").content.decode()
    page = client.get(at(draft)).content.decode()
    assert "Kirjoja <ins>ja pelejä </ins>kaikille." in page
    answer = decided(client, draft, "approve")
    assert answer["Location"] == f"/en/review/?done=revision.{draft.pk}"
    assert "Published" in client.get(answer["Location"]).content.decode()

    for path in (library, "/api/v1/organisations/1?lang=fi"):
        assert "ja pelejä" in Client().get(path).content.decode()
    assert "Kirjasto" in Client().get("/en/search?q=pelejä").content.decode()
    assert SearchDocument.objects.get(noun="organisation", entry=1).name["fi"] == "Kirjasto"


def test_everything_that_changes_is_told(reviewer: Client, changes: Revision) -> None:
    page = reviewer.get(at(changes)).content.decode()
    for told in (
        "<del>123 456</del>",
        "<ins>999 999</ins>",
        "Moved 110\u00a0m east",
        "The area is 0.78 km².",
        "Within 500\u00a0m in a straight line",
        '<tr class="differs"><th scope="row">Saturday',
    ):
        assert told in page, told
    assert page.count('class="differs"') == 1
    [mark] = reviewer.get(at(changes)).context["review_map"]["marks"]
    assert mark == {
        "was": "Before: Kirjasto",
        "is": "After: Kirjasto",
        "before": [24.945, 60.1702],
        "after": [24.947, 60.1702],
    }
    [area] = reviewer.get(at(changes)).context["review_map"]["areas"]
    assert (area["label"], area["was"]) == ("Operating area", False)
    assert area["geometry"]["type"] == "MultiPolygon"


def test_areas_and_pictures_beside_each_other(
    reviewer: Client, town: Town, aino: User, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    centre = {"kind": "radius", "centre": [24.945, 60.1702]}
    sheets.BESIDE["areas"][1](town.library, [{**centre, "metres": 400}])
    draft = revisions.draft_of(town.library, aino)
    picture = receive(sent(encoded()), draft, aino)
    edits = {
        "areas": [{**centre, "metres": 500}],
        "pictures": [{"id": picture.pk, "alternative": {"fi": "Lukusali"}}],
    }
    row = handed_in(town.library, aino, edits)
    answer = reviewer.get(at(row))
    page = answer.content.decode()
    assert "The area grows from 0.50 to 0.78 km²." in page
    assert "Within 400\u00a0m in a straight line" in page
    areas = answer.context["review_map"]["areas"]
    assert [(each["label"], each["was"]) for each in areas] == [
        ("Operating area before", True),
        ("Operating area", False),
    ]
    assert f'src="/en/my/pictures/{picture.pk}?size=small"' in page
    assert "<ins><bdi>Lukusali</bdi></ins>" in page
    assert reviewer.get(f"/en/my/pictures/{picture.pk}?size=small").status_code == 200


def test_to_open_is_to_be_at_it(
    reviewer: Client, changes: Revision, rita: User, rolf: User
) -> None:
    reviewer.get(at(changes))
    assert now(changes).reviewer == rita
    other = sign_in(Client(), rolf)
    assert "rita@example.org</bdi> is at it" in other.get("/en/review/").content.decode()
    page = other.get(at(changes)).content.decode()
    assert "rita@example.org</bdi> is at this" in page
    assert 'value="approve"' not in page
    answer = decided(other, changes, "approve")
    assert answer.status_code == 409
    assert "Another reviewer is looking at this just now." in answer.content.decode()
    assert now(changes).state == "submitted"
    assert decided(reviewer, changes, "leave")["Location"] == "/en/review/"
    assert 'value="approve"' in other.get(at(changes)).content.decode()
    assert now(changes).reviewer == rolf


def test_the_second_learns_what_happened(
    reviewer: Client, changes: Revision, rolf: User, aino: User
) -> None:
    reviewer.get(at(changes))
    assert decided(reviewer, changes, "approve").status_code == 302
    late = decided(reviewer, changes, "return", words="Kotisivu puuttuu.")
    page = late.content.decode()
    assert late.status_code == 409
    assert "This has been published already." in page
    assert "It stands so now: Published." in page
    assert now(changes).comments == {}


@pytest.mark.parametrize("action", ["approve", "return", "reject"])
def test_two_clicks_decide_once(
    reviewer: Client, changes: Revision, rolf: User, action: str
) -> None:
    reviewer.get(at(changes))
    first = decided(reviewer, changes, action, words="Kiitos.")
    sent, before = len(mail.outbox), now(changes)
    second = decided(reviewer, changes, action, words="Kiitos.")
    assert (second.status_code, second["Location"]) == (302, first["Location"])
    assert (len(mail.outbox), now(changes).decided_at) == (sent, before.decided_at)
    # Somebody else is told that it was done already.
    assert decided(sign_in(Client(), rolf), changes, action, words="Kiitos.").status_code == 409


def test_what_was_changed_since_is_looked_at_again(
    reviewer: Client, changes: Revision, aino: User
) -> None:
    reviewer.get(at(changes))
    revisions.recall(changes)
    assert "taken it back" in reviewer.get(at(changes)).content.decode()
    assert "999 999" not in reviewer.get(at(changes)).content.decode()
    draft = revisions.save(changes, aino, {"telephone": "112"}, changes.version).revision
    revisions.submit(draft, aino)
    answer = decided(reviewer, changes, "return", **{"comment.telephone": "Kenen numero?"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This has been changed since you opened it" in page
    assert "<ins>112</ins>" in page
    assert "Kenen numero?</textarea>" in page  # what was typed is not lost
    assert f'name="version" value="{draft.version}"' in page


def test_returned_with_comments(
    reviewer: Client, changes: Revision, aino: User, settings: Any
) -> None:
    Account.objects.update_or_create(person=aino, defaults={"language": "sv"})
    hostile = "Kenen\x00 \u202enumero <script>?"
    answer = decided(
        reviewer,
        changes,
        "return",
        words="Kiitos!",
        **{"comment.telephone": hostile, "comment.nothing": "x", "comment.website": "y"},
    )
    assert answer.status_code == 302
    assert now(changes).state == "returned"
    assert now(changes).comments == {"": "Kiitos!", "telephone": "Kenen numero <script>?"}
    [letter] = mail.outbox
    assert letter.to == ["aino@example.org"]
    assert "Biblioteket" in letter.subject
    assert "Telefon: Kenen numero <script>?" in letter.body
    assert "Kiitos!" in letter.body
    assert f"/sv/my/drafts/{changes.pk}/" in letter.body


@pytest.mark.parametrize("action", ["return", "reject"])
def test_nothing_comes_back_without_words(reviewer: Client, changes: Revision, action: str) -> None:
    answer = decided(reviewer, changes, action, words=" \x00 ")
    assert answer.status_code == 400
    assert "Say why, so that its people know what to change." in answer.content.decode()
    assert now(changes).state == "submitted"
    assert mail.outbox == []


def test_rejected_for_a_reason(reviewer: Client, changes: Revision, town: Town) -> None:
    decided(reviewer, changes, "reject", words="Tämä ei ole kirjasto.")
    assert (now(changes).state, now(changes).comments) == (
        "rejected",
        {"": "Tämä ei ole kirjasto."},
    )
    assert "Tämä ei ole kirjasto." in mail.outbox[0].body
    assert Organisation.objects.get(pk=1).telephone == "+358 9 123 456"


def test_published_meanwhile_is_shown_beside_it(
    reviewer: Client, changes: Revision, town: Town
) -> None:
    Organisation.objects.filter(pk=1).update(telephone="+358 9 555 555")
    page = reviewer.get(at(changes)).content.decode()
    assert "Changed by somebody else since" in page
    assert "+358 9 555 555" in page
    assert decided(reviewer, changes, "approve").status_code == 409
    assert now(changes).state == "submitted"
    assert decided(reviewer, changes, "approve", over="yes").status_code == 302
    assert Organisation.objects.get(pk=1).telephone == "+358 9 999 999"


def test_undone_and_the_history_tells_it(
    reviewer: Client, changes: Revision, town: Town, aino: User
) -> None:
    decided(reviewer, changes, "approve")
    later = handed_in(town.library, aino, {"telephone": "112"})
    decided(reviewer, later, "approve")
    answer = decided(reviewer, changes, "undo")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Undo, over what is there now" in page
    assert page.count("Changed by somebody else since") == 1
    assert "<p>112</p>" in page.replace('<p class="said"><bdi>', "<p>").replace("</bdi>", "")
    assert decided(reviewer, later, "undo").status_code == 302
    answer = decided(reviewer, changes, "undo", words="Väärä numero.")
    assert answer["Location"].startswith("/en/review/organisations/1?done=revision.")
    assert "Väärä numero." in mail.outbox[-1].body
    library = Organisation.objects.get(pk=1)
    assert library.telephone == "+358 9 123 456"
    assert library.point.coords == (24.945, 60.1702)
    page = reviewer.get(answer["Location"]).content.decode()
    assert page.count("Undone since") == 2
    assert page.count("an earlier change was undone") == 2
    assert decided(reviewer, changes, "undo")["Location"] == answer["Location"]  # a second click


def test_a_new_organisation_is_its_authors(reviewer: Client, aino: User, town: Town) -> None:
    new = handed_in(None, aino, {})
    assert "New: <bdi>Kuoro</bdi>" in reviewer.get(at(new)).content.decode()
    decided(reviewer, new, "approve")
    made = now(new).organisation
    assert made is not None
    assert made.name == {"fi": "Kuoro"}
    assert Membership.objects.get(organisation=made).person == aino
    assert Membership.objects.get(organisation=made).role == "owner"


def test_trusted_ones_publish_and_are_looked_at(
    reviewer: Client, aino: User, rita: User, town: Town
) -> None:
    history = f"/en/review/organisations/{town.library.pk}"
    reviewer.post(history, {"action": "trust"})
    done = handed_in(town.library, aino, {"telephone": "112"})
    assert done.state == "published"
    page = reviewer.get("/en/review/?kind=published").content.decode()
    assert f'href="{at(done)}?kind=published"' in page
    answer = decided(reviewer, done, "look", kind="published")
    assert answer["Location"] == f"/en/review/?kind=published&done=revision.{done.pk}"
    assert now(done).looked_at is not None
    reviewer.post(history, {"action": "distrust"})
    assert handed_in(town.library, aino, {"telephone": "1"}).state == "submitted"
    assert not Standing.objects.get().is_trusted
    log = LogEntry.objects.get_for_model(Standing).order_by("pk")
    assert [(each.actor, each.changes_dict["is_trusted"][1]) for each in log] == [
        (rita, "True"),
        (rita, "False"),
    ]


def test_an_owner_is_given(reviewer: Client, town: Town) -> None:
    history = f"/en/review/organisations/{town.library.pk}"
    assert "Nobody owns it." in reviewer.get(history).content.decode()
    for email in ("nobody\x00", "", f"{'a' * 250}@b.fi"):
        wrong = reviewer.post(history, {"action": "owner", "email": email})
        assert wrong.status_code == 400
        assert "That is no e-mail address." in wrong.content.decode()
    reviewer.post(history, {"action": "owner", "email": "Uusi@Example.org"})
    reviewer.post(history, {"action": "owner", "email": "uusi@example.org"})
    row = Membership.objects.get(organisation=town.library)
    assert (row.person.email, row.role) == ("uusi@example.org", "owner")
    assert len(mail.outbox) == 1
    assert "Nobody owns it." not in reviewer.get(history).content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"action": "explode", "version": "1"},
        {"action": "approve"},
        {"action": "approve", "version": "-1"},
        {"action": "approve", "version": "9" * 40},
        {"action": "approve", "version": "١"},
        {"action": "approve", "version": "1", "kind": "strange"},
        {},
    ],
)
def test_what_is_no_decision_is_told(
    reviewer: Client, changes: Revision, given: dict[str, str]
) -> None:
    assert reviewer.post(at(changes), given).status_code == 400
    assert now(changes).state == "submitted"


def test_what_was_never_handed_in_is_nobodys_to_see(
    reviewer: Client, town: Town, aino: User
) -> None:
    draft = revisions.draft_of(town.library, aino)
    assert reviewer.get(at(draft)).status_code == 404
    assert reviewer.get("/en/review/revisions/999999999999").status_code == 404


def test_hostile_words_are_shown_as_words(reviewer: Client, town: Town, aino: User) -> None:
    hostile = '</script><img src=x onerror="alert(1)"> \u202e ' + "ä" * 7_000
    row = handed_in(town.library, aino, {"description.fi": "Kirjoja"})
    row.patch = {  # which the form would have refused
        "description.fi": hostile,
        "places.new-1.name.fi": "<b>Paikka</b>",
        "places.new-1.point": [24.95, 60.17],
        "hours": [["<script>", {"fi": "</script>"}]],
        "events.new-1.recurrence": "FREQ=SECONDLY",
        "events.new-1.starts_at": "2026-12-01T18:00:00+02:00",
        "kind": "<i>",
        "topics": ["<i>"],
    }
    row.save()
    answer = reviewer.get(at(row))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<img src=x" not in page
    assert "<b>Paikka" not in page
    assert "<i>" not in page
    assert "\\u003Cb\\u003EPaikka" in page  # in the map's data


def test_as_many_queries_whatever_changes(
    reviewer: Client, town: Town, aino: User, django_assert_max_num_queries: Any
) -> None:
    edits: dict[str, Any] = {}
    for number in range(30):
        edits[f"places.new-{number}.name.fi"] = f"Paikka {number}"
        edits[f"places.new-{number}.kind"] = "library"
        edits[f"places.new-{number}.point"] = [24.95, 60.17]
        edits[f"events.new-{number}.name.fi"] = f"Ilta {number}"
        edits[f"events.new-{number}.starts_at"] = "2026-12-01T18:00:00+02:00"
    row = handed_in(town.library, aino, edits)
    with django_assert_max_num_queries(40):
        assert reviewer.get(at(row)).status_code == 200


def test_who_is_at_it_for_long_keeps_nobody_away(
    reviewer: Client, changes: Revision, rolf: User
) -> None:
    reviewer.get(at(changes))
    Revision.objects.filter(pk=changes.pk).update(taken_at=timezone.now() - revisions.TAKEN)
    other = sign_in(Client(), rolf)
    assert decided(other, changes, "approve").status_code == 302
