"""The queue as reviewers see it, and the way from one thing to the next."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from geodata.models import Organisation, SamePair, Source
from servicemap.models import Claim, Membership, Report, Revision, Standing
from tests.people import person
from tests.review import claimed, handed_in, reported, unconfirmed
from tests.servicemap.town import Town

QUEUE = "/en/review/"


def text_of(client: Client, path: str, **params: str) -> str:
    return client.get(path, params).content.decode()


def test_it_works(reviewer: Client, changes: Revision, town: Town, aino: User, rolf: User) -> None:
    """Everything that waits is there, and one decision leads to the next."""
    claim = claimed(town.library, rolf, days=3)
    report = reported(town.library, days=1)
    new = handed_in(None, aino, {})
    page = text_of(reviewer, QUEUE)
    for told in ("Olen sihteeri.", "Muutti pois.", "It has moved", 'lang="fi">Kuoro</bdi>'):
        assert told in page, told
    assert "Description in Finnish, Operating area" not in page  # in the order of the form
    assert "<strong>Changed</strong>: Description in Finnish, Telephone, Position" in page
    assert page.index("3 days ago") < page.index("2 days ago") < page.index("1 day ago")

    answer = reviewer.post(f"/en/review/claims/{claim.pk}", {"action": "yes", "version": "0"})
    at_changes = f"/en/review/revisions/{changes.pk}"
    assert answer["Location"] == f"{at_changes}?done=claim.{claim.pk}"
    assert "Decided" in text_of(reviewer, answer["Location"])
    given = {"action": "reject", "version": "1", "words": "Ei."}
    answer = reviewer.post(at_changes, given)
    at_report = f"/en/review/reports/{report.pk}"
    assert answer["Location"] == f"{at_report}?done=revision.{changes.pk}"
    answer = reviewer.post(at_report, {"action": "no", "words": "Ei ole."})
    assert answer["Location"] == f"/en/review/revisions/{new.pk}?done=report.{report.pk}"
    assert (Claim.objects.get().state, Report.objects.get().state) == ("granted", "dismissed")


def test_the_way_keeps_to_what_was_chosen(
    reviewer: Client, changes: Revision, town: Town, rolf: User
) -> None:
    report = reported(town.library)
    claimed(town.library, rolf, days=9)
    answer = reviewer.get("/en/review/next?kind=reported&order=newest")
    assert answer["Location"] == f"/en/review/reports/{report.pk}?kind=reported&order=newest"
    page = text_of(reviewer, answer["Location"])
    assert '<input type="hidden" name="kind" value="reported">' in page
    given = {"action": "yes", "kind": "reported", "order": "newest"}
    answer = reviewer.post(f"/en/review/reports/{report.pk}", given)
    ending = f"?kind=reported&order=newest&done=report.{report.pk}"
    assert answer["Location"] == f"{QUEUE}{ending}"


def test_skipping_leads_on(reviewer: Client, changes: Revision, town: Town) -> None:
    report = reported(town.library)
    skip = reviewer.get(f"/en/review/revisions/{changes.pk}").context["skip"]
    answer = reviewer.get(f"/en/review/next?{skip}")
    assert answer["Location"] == f"/en/review/reports/{report.pk}"
    for odd in ("x", "changed.1.now", "\x00", "9" * 500):
        assert reviewer.get("/en/review/next", {"after": odd}).status_code == 302


def test_a_claim_is_refused_with_a_reason(reviewer: Client, town: Town, aino: User) -> None:
    bo = person("bo")
    claim = claimed(town.library, bo)
    here = f"/en/review/claims/{claim.pk}"
    page = text_of(reviewer, here)
    assert "bo@example.org</bdi> says that it is theirs" in page
    assert "aino@example.org</bdi> <span" in page
    answer = reviewer.post(here, {"action": "no", "version": "0", "words": " "})
    assert answer.status_code == 400
    assert Claim.objects.get().state == "open"
    reviewer.post(here, {"action": "no", "version": "0", "words": "Kuka olet?"})
    assert (Claim.objects.get().state, Claim.objects.get().answer) == ("refused", "Kuka olet?")
    assert "Kuka olet?" in mail.outbox[-1].body
    assert not Membership.objects.filter(person=bo).exists()
    late = reviewer.post(here, {"action": "yes", "version": "0"})
    assert late.status_code == 409
    assert "This has been decided already." in late.content.decode()
    assert "They were refused." in late.content.decode()


def test_a_report_is_decided_once(reviewer: Client, town: Town) -> None:
    report = reported(town.library, email="visitor@example.org", text="<b>Muutti</b> pois")
    here = f"/en/review/reports/{report.pk}"
    page = text_of(reviewer, here)
    assert "&lt;b&gt;Muutti&lt;/b&gt; pois" in page
    assert 'href="/en/organisations/1/kirjasto/"' in page
    reviewer.post(here, {"action": "yes", "words": "Kiitos!"})
    assert mail.outbox[-1].to == ["visitor@example.org"]
    assert "Kiitos!" in mail.outbox[-1].body
    assert reviewer.post(here, {"action": "no"}).status_code == 409
    assert Report.objects.get().state == "done"
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("kind", ["claims", "reports"])
@pytest.mark.parametrize("data", [{}, {"action": "x", "version": "0"}, {"action": "\x00"}])
def test_what_is_no_decision_is_told(
    reviewer: Client, town: Town, rolf: User, kind: str, data: dict[str, str]
) -> None:
    row = claimed(town.library, rolf) if kind == "claims" else reported(town.library)
    assert reviewer.post(f"/en/review/{kind}/{row.pk}", data).status_code == 400
    assert reviewer.get(f"/en/review/{kind}/999").status_code == 404


def test_a_version_is_needed_for_a_claim(reviewer: Client, town: Town, rolf: User) -> None:
    claim = claimed(town.library, rolf)
    for version in ("", "-1", "x", "9" * 99):
        data = {"action": "yes", "version": version}
        assert reviewer.post(f"/en/review/claims/{claim.pk}", data).status_code == 400


def test_what_nobody_confirms_is_confirmed_by_the_city(reviewer: Client, town: Town) -> None:
    unconfirmed(town.library, days=40)
    assert 'href="/en/review/organisations/1"' in text_of(reviewer, QUEUE)
    here = "/en/review/organisations/1"
    assert "Its owners have not answered since" in text_of(reviewer, here)
    assert reviewer.post(here, {"action": "confirm"}).status_code == 302
    assert Standing.objects.get().asked == 0
    assert "Nothing waits here." in text_of(reviewer, QUEUE)


def test_merged_with_another(reviewer: Client, changes: Revision, town: Town) -> None:
    source = Source.objects.create(key="other", name="Other", rank=90)
    other = Organisation(
        source=source,
        source_id="1",
        name={"fi": "Kirjasto"},
        kind="library",
        point=town.library.point,
        email="kirjasto@example.org",
    )
    other.save()
    here = f"/en/review/revisions/{changes.pk}"
    page = text_of(reviewer, here)
    assert f'href="/en/organisations/{other.pk}/kirjasto/"' in page
    assert "names are alike" in page
    for wrong in ("", "x", "999999", str(town.library.pk), "9" * 99):
        assert reviewer.post(f"{here}/merge", {"other": wrong}).status_code == 404
    for _click in range(2):
        answer = reviewer.post(f"{here}/merge", {"other": str(other.pk)})
        assert answer["Location"] == f"{here}?merged=yes#candidates"
    other.refresh_from_db()
    assert other.merged_into_id == town.library.pk
    assert SamePair.objects.get().status == "merged"
    assert Organisation.objects.get(pk=1).email == "kirjasto@example.org"
    assert f"organisations/{other.pk}/" not in text_of(reviewer, here)


def test_those_that_nobody_owns(reviewer: Client, town: Town, aino: User) -> None:
    assert "Every organisation that had an owner" in text_of(reviewer, "/en/review/ownerless")
    Membership.objects.update(role="member")
    page = text_of(reviewer, "/en/review/ownerless")
    assert 'href="/en/review/organisations/1"' in page


@pytest.mark.parametrize(
    "params", [{"kind": "x"}, {"days": "2"}, {"whose": "x"}, {"order": "x"}, {"page": "0"}]
)
def test_what_cannot_be_asked(reviewer: Client, params: dict[str, str]) -> None:
    assert reviewer.get(QUEUE, params).status_code == 400
    assert reviewer.get("/en/review/next", params).status_code == 400


@pytest.mark.parametrize("done", ["revision.1", "claim.9", "x", "revision.x", "claim." + "9" * 40])
def test_what_was_never_done_is_not_told(reviewer: Client, town: Town, done: str) -> None:
    assert 'id="done"' not in text_of(reviewer, QUEUE, done=done)


def test_as_many_queries_whatever_waits(
    reviewer: Client, changes: Revision, town: Town, aino: User, django_assert_num_queries: Any
) -> None:
    reported(town.library)
    claimed(town.library, person("bo"))
    with django_assert_num_queries(12):
        reviewer.get(QUEUE)
    for number in range(15):
        handed_in(None, aino, {"name.fi": f"Kuoro {number}"})
        claimed(town.library, person(f"somebody-{number}"))
    with django_assert_num_queries(12):
        reviewer.get(QUEUE)


def test_in_every_language(reviewer: Client, changes: Revision) -> None:
    for language, told in (("fi", "Mikä odottaa"), ("sv", "Vad som väntar"), ("ar", "ما ينتظر")):
        assert told in text_of(reviewer, f"/{language}/review/")
        assert reviewer.get(f"/{language}/review/revisions/{changes.pk}").status_code == 200
