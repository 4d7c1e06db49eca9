"""The pages of claims, members, invitations and the account: what they let whom do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core import mail
from django.core.cache import cache
from django.test import Client

from geodata.models import Organisation, Place, Source
from servicemap.editing import revisions
from servicemap.models import Claim, Invitation, Membership
from tests.people import person, sign_in

pytestmark = pytest.mark.django_db
NASTY = ["<script>alert(1)</script>", "a\0b", "\u202eabc", "x" * 10_000, "🌍 ä"]


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> None:
    """Letters go out at once; nobody has tried before."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()


@pytest.fixture
def choir() -> Organisation:
    return Organisation.objects.create(
        source=Source.local(), source_id="choir", name={"fi": "Kuoro"}, kind="association"
    )


@pytest.fixture
def aino(choir: Organisation) -> User:
    aino = person("aino")
    Membership.objects.create(organisation=choir, person=aino, role="owner")
    return aino


def people(organisation: Organisation) -> str:
    return f"/en/my/organisations/{organisation.pk}/people"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_it_works(client: Client, choir: Organisation) -> None:
    """Claim it, see how it stands, take it back."""
    page = f"/en/my/claim/{choir.pk}"
    assert client.get(page)["Location"] == f"/en/account/sign-in?next={page}"
    sign_in(client, person("bo"))
    assert "Is this yours to look after?" in text(client.get(page))
    for _ in range(2):  # a double click
        answer = client.post(page, {"action": "claim", "message": "I <b>sing</b> there.\nReally."})
        assert (answer.status_code, answer["Location"]) == (302, page)
    assert Claim.objects.count() == 1
    told = text(client.get(page))
    assert "The city has your request" in told
    assert "I &lt;b&gt;sing&lt;/b&gt; there." in told
    assert "The city has your request" in text(client.get("/en/my/"))
    for _ in range(2):
        assert client.post(page, {"action": "withdraw"}).status_code == 302
    assert Claim.objects.get().state == "withdrawn"
    assert "Ask the city" in text(client.get(page))


def test_a_refused_claim_says_why_and_can_be_made_again(
    client: Client, choir: Organisation
) -> None:
    bo = person("bo")
    sign_in(client, bo)
    Claim.objects.create(organisation=choir, person=bo, state="refused", answer="Which choir?")
    told = text(client.get(f"/en/my/claim/{choir.pk}"))
    assert "Which choir?" in told
    assert "Ask the city" in told


@pytest.mark.parametrize("message", ["", "  ", *NASTY])
def test_what_is_said_for_a_claim(client: Client, choir: Organisation, message: str) -> None:
    sign_in(client, person("bo"))
    answer = client.post(f"/en/my/claim/{choir.pk}", {"action": "claim", "message": message})
    assert answer.status_code in (302, 400)
    if answer.status_code == 400:
        assert "Something has to be put right" in text(answer)
        assert not Claim.objects.exists()


def test_nobody_claims_very_often(client: Client, settings: Any, choir: Organisation) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"claim": "1/d/user"}
    sign_in(client, person("bo"))
    page = f"/en/my/claim/{choir.pk}"
    assert client.post(page, {"message": "I sing there."}).status_code == 302
    answer = client.post(page, {"message": "I sing there."})
    assert (answer.status_code, answer["Retry-After"]) == (429, "86400")
    assert "Wait a while, then try again." in text(answer)


def test_what_is_not_there_cannot_be_claimed(client: Client, choir: Organisation) -> None:
    sign_in(client, person("bo"))
    assert client.get("/en/my/claim/999999999999").status_code == 404
    Organisation.objects.update(closed_at="2026-01-01T00:00:00Z")
    assert client.post(f"/en/my/claim/{choir.pk}", {"message": "x"}).status_code == 404


def test_inviting_joining_handing_over_and_leaving(
    client: Client, choir: Organisation, aino: User
) -> None:
    sign_in(client, aino)
    page = people(choir)
    told = {"action": "invite", "email": "bo@example.org", "role": "member", "language": "en"}
    for _ in range(2):
        assert client.post(page, told)["Location"] == f"{page}?done=invited"
    assert len(mail.outbox) == 1
    assert "The invitation is on its way." in text(client.get(f"{page}?done=invited"))
    [link] = re.findall(r"https?://[^/]+(/en/join/\S+)", str(mail.outbox[0].body))

    # A visitor is told where to sign in, and comes back.
    other = Client()
    shown = text(other.get(link))
    assert "aino@example.org" in shown
    assert f"next={link}" in shown
    assert other.post(link).status_code == 200
    assert Membership.objects.count() == 1
    bo = person("bo")
    sign_in(other, bo)
    for _ in range(2):
        assert other.post(link)["Location"] == f"{page}?done=joined"
    assert "Welcome" in text(other.get(f"{page}?done=joined"))
    assert other.get(link).status_code == 410
    his, hers = (Membership.objects.get(person=each) for each in (bo, aino))

    # A member cannot do what an owner can, whatever they send.
    for action in ("invite", "withdraw", "make-owner", "dismiss", "hand-over"):
        assert other.post(page, {"action": action, "of": hers.pk}).status_code == 404
    assert "Invite somebody" not in text(other.get(page))

    refused = client.post(page, {"action": "leave"})
    assert refused.status_code == 409
    assert "Leave it to the city" in text(refused)
    assert client.post(page, {"action": "hand-over", "of": his.pk}).status_code == 302
    assert client.post(page, {"action": "leave"})["Location"] == "/en/my/"
    assert client.get(page).status_code == 404
    assert other.post(page, {"action": "leave", "to-city": "1"}).status_code == 302
    assert not Membership.objects.exists()


def test_what_an_owner_changes(client: Client, choir: Organisation, aino: User) -> None:
    sign_in(client, aino)
    row = Membership.objects.create(organisation=choir, person=person("bo"))
    page = people(choir)
    for action, role in (("make-owner", "owner"), ("make-member", "member")):
        assert client.post(page, {"action": action, "of": row.pk}).status_code == 302
        row.refresh_from_db()
        assert row.role == role
    for _ in range(2):
        answer = client.post(page, {"action": "dismiss", "of": row.pk})
    assert answer.status_code == 404  # gone already: a second click
    assert [each.to for each in mail.outbox].count(["bo@example.org"]) == 2
    client.post(
        page, {"action": "invite", "email": "cai@example.org", "role": "owner", "language": "sv"}
    )
    waiting = Invitation.objects.get()
    assert "Take the invitation back" in text(client.get(page))
    assert client.post(page, {"action": "withdraw", "of": waiting.pk}).status_code == 302
    assert "Take the invitation back" not in text(client.get(page))


@pytest.mark.parametrize("of", ["", "0", "-1", "abc", "9" * 30, "١٢", *NASTY])
def test_buttons_beside_nobody(client: Client, choir: Organisation, aino: User, of: str) -> None:
    sign_in(client, aino)
    for action in ("make-owner", "dismiss", "hand-over", "withdraw"):
        assert client.post(people(choir), {"action": action, "of": of}).status_code == 404


def test_members_of_others_stay_out_of_reach(
    client: Client, choir: Organisation, aino: User
) -> None:
    club = Organisation.objects.create(
        source=Source.local(), source_id="club", name={"fi": "Kerho"}, kind="association"
    )
    theirs = Membership.objects.create(organisation=club, person=person("dan"), role="owner")
    sign_in(client, aino)
    assert client.get(people(club)).status_code == 404
    assert client.post(people(choir), {"action": "dismiss", "of": theirs.pk}).status_code == 404
    assert Membership.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "bo"},
        {"email": ""},
        {"role": "king"},
        {"language": "xx"},
        *({"email": each} for each in NASTY),
    ],
)
def test_an_invitation_that_is_not_right(
    client: Client, choir: Organisation, aino: User, wrong: dict[str, str]
) -> None:
    sign_in(client, aino)
    right = {"action": "invite", "email": "bo@example.org", "role": "member", "language": "en"}
    answer = client.post(people(choir), {**right, **wrong})
    assert answer.status_code == 400
    assert "Something has to be put right" in text(answer)
    assert "<script>alert" not in text(answer)
    assert not mail.outbox


def test_who_is_there_already(client: Client, choir: Organisation, aino: User) -> None:
    sign_in(client, aino)
    told = {"action": "invite", "email": "aino@example.org", "role": "member", "language": "en"}
    answer = client.post(people(choir), told)
    assert answer.status_code == 409
    assert "looks after the organisation already" in text(answer)


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 2_000, "%00", "%E2%80%AE"])
def test_links_that_are_no_invitation(client: Client, token: str) -> None:
    for method in (client.get, client.post):
        answer = method(f"/en/join/{token}")
        assert answer.status_code in (302, 404)
        assert "no-store" in answer["Cache-Control"] or answer.status_code == 404
    sign_in(client, person("bo"))
    assert client.post(f"/en/join/{token}").status_code == 404


def test_the_account(client: Client, choir: Organisation, aino: User) -> None:
    page = "/en/my/account"
    sign_in(client, aino)
    told = text(client.get(page))
    assert "You are the only owner of these." in told
    assert "Letters to you" in told
    kept = client.get(f"{page}/data.json")
    assert kept["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert "no-store" in kept["Cache-Control"]
    assert json.loads(kept.content)["account"]["email"] == "aino@example.org"

    assert client.post(page).status_code == 400
    assert User.objects.filter(pk=aino.pk).exists()
    assert client.post(page, {"sure": "on"})["Location"] == f"{page}/deleted"
    assert "Your account was deleted" in text(client.get(f"{page}/deleted"))
    assert not User.objects.exists()
    assert Organisation.objects.open().get() == choir
    assert client.get(page).status_code == 302
    assert [each.to for each in mail.outbox] == [["aino@example.org"]]


@pytest.mark.parametrize("others", [1, 30])
def test_the_page_asks_as_much_however_many_there_are(
    client: Client,
    choir: Organisation,
    aino: User,
    others: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(others):
        Membership.objects.create(organisation=choir, person=person(f"p{number}"))
    sign_in(client, aino).get(people(choir))
    with django_assert_num_queries(5):
        client.get(people(choir))


def test_owners_take_everything_with_them(client: Client, choir: Organisation, aino: User) -> None:
    choir.telephone = "+358 1"
    choir.description = {"fi": "=HYPERLINK(1)", "sv": "Vi sjunger; åäö"}
    choir.point = Point(24.94, 60.17, srid=4326)
    choir.save()
    place = Place.objects.create(
        source=Source.local(),
        source_id="hall",
        name={"fi": "Sali"},
        kind="hall",
        organisation=choir,
        point=Point(24.95, 60.18, srid=4326),
    )
    draft = revisions.draft_of(choir, aino)
    revisions.save(draft, aino, {"website": "https://kuoro.example"}, 0)
    sign_in(client, aino)
    base = f"/en/my/organisations/{choir.pk}/export"

    rows = client.get(f"{base}.csv")
    assert rows["Content-Disposition"] == f'attachment; filename="organisation-{choir.pk}.csv"'
    assert "no-store" in rows["Cache-Control"]
    assert text(rows).splitlines() == [
        "\ufeffwhat,id,field,language,value",
        f"organisation,{choir.pk},name,fi,Kuoro",
        f"organisation,{choir.pk},kind,,association",
        f"organisation,{choir.pk},description,fi,'=HYPERLINK(1)",
        f"organisation,{choir.pk},description,sv,Vi sjunger; åäö",
        f"organisation,{choir.pk},telephone,,+358 1",
        f'organisation,{choir.pk},point,,"24.94,60.17"',
        f"places,{place.pk},name,fi,Sali",
        f"places,{place.pk},kind,,hall",
        f'places,{place.pk},point,,"24.95,60.18"',
    ]

    whole = json.loads(text(client.get(f"{base}.json")))
    assert whole["organisation"]["name"] == {"fi": "Kuoro"}
    assert whole["places"] == [
        {"id": place.pk, "name": {"fi": "Sali"}, "kind": "hall", "point": [24.95, 60.18]}
    ]
    assert [each["email"] for each in whole["people"]] == ["aino@example.org"]
    assert whole["revisions"][0]["patch"] == {"website": "https://kuoro.example"}

    drawn = json.loads(text(client.get(f"{base}.geojson")))
    assert [(each["id"], each["geometry"]) for each in drawn["features"]] == [
        (f"organisation.{choir.pk}", {"type": "Point", "coordinates": [24.94, 60.17]}),
        (f"places.{place.pk}", {"type": "Point", "coordinates": [24.95, 60.18]}),
    ]
