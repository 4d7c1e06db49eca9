"""There is always an owner, nobody is let in twice, and whoever it concerns gets a letter."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.test import override_settings
from django.utils import timezone, translation

from geodata.models import Organisation, Source
from servicemap import letters
from servicemap.editing import revisions
from servicemap.editing.revisions import EditingError, NotNow
from servicemap.models import Account, Claim, Invitation, Membership
from servicemap.people import claims, invitations, owners
from servicemap.people.owners import LastOwner
from servicemap.problems import Gone, NotFound
from tests.people import person

pytestmark = pytest.mark.django_db
OWNER, MEMBER = Membership.Role.OWNER, Membership.Role.MEMBER


@pytest.fixture(autouse=True)
def letters_go_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.ORIGIN = "https://map.example.org"


@pytest.fixture
def choir() -> Organisation:
    return Organisation.objects.create(
        source=Source.local(),
        source_id="choir",
        name={"fi": "Rannan kuoro", "sv": "Strandens kör"},
        kind="association",
    )


@pytest.fixture
def aino(choir: Organisation) -> User:
    """The choir's owner; she reads English."""
    aino = person("aino")
    Account.objects.create(person=aino, language="en")
    Membership.objects.create(organisation=choir, person=aino, role=OWNER)
    return aino


@pytest.fixture
def bo() -> User:
    """Somebody without an organisation; he reads Swedish."""
    bo = person("bo")
    Account.objects.create(person=bo, language="sv")
    return bo


@pytest.fixture
def rita() -> User:
    return person("rita", staff=True)


def roles(organisation: Organisation) -> dict[str, str]:
    return {each.person.username: each.role for each in owners.members(organisation)}


def of(organisation: Organisation, someone: User) -> Membership:
    return Membership.objects.get(organisation=organisation, person=someone)


def sent() -> list[tuple[str, str]]:
    """Return to whom letters went, and their subjects, and forget them."""
    told = [
        (each.to[0].partition("@")[0], each.subject.partition(" – ")[0]) for each in mail.outbox
    ]
    mail.outbox.clear()
    return told


def token() -> str:
    """Take the token out of the last letter."""
    [found] = re.findall(r"/join/(\S+)", str(mail.outbox[-1].body))
    return str(found)


# --- Claims --------------------------------------------------------------------------------------


def test_it_works(choir: Organisation, aino: User, bo: User, rita: User) -> None:
    made = claims.claim(choir, bo, "I sing there.")
    assert claims.claim(choir, bo, "I sing there, really.") == made  # a second click
    assert sent() == [("aino", "Somebody asks to look after Rannan kuoro")]
    claims.grant(made, rita, made.version)
    assert roles(choir) == {"aino": "owner", "bo": "owner"}
    assert sent() == [("bo", "Du sköter nu Strandens kör")]


def test_two_reviewers_decide_a_claim_once(choir: Organisation, bo: User, rita: User) -> None:
    made = claims.claim(choir, bo, "I sing there.")
    with pytest.raises(NotNow):
        claims.grant(made, rita, made.version + 1)
    claims.refuse(made, rita, made.version, "Which choir?")
    with pytest.raises(NotNow):
        claims.grant(made, person("rolf", staff=True), made.version)
    assert roles(choir) == {}
    assert sent() == [("bo", "Vad staden säger om Strandens kör")]
    # It can be asked again, and only that is open now.
    again = claims.claim(choir, bo, "The one by the shore.")
    assert again != made
    made.refresh_from_db()
    assert (made.state, made.reviewer, made.answer) == ("refused", rita, "Which choir?")


def test_a_refusal_says_why(choir: Organisation, bo: User, rita: User) -> None:
    made = claims.claim(choir, bo, "I sing there.")
    with pytest.raises(EditingError):
        claims.refuse(made, rita, made.version, " \n")
    assert Claim.objects.get().state == "open"


def test_a_claim_that_is_taken_back_is_forgotten(choir: Organisation, bo: User) -> None:
    made = claims.withdraw(claims.claim(choir, bo, "I sing there."))
    assert (made.state, made.message) == ("withdrawn", "")
    with pytest.raises(NotNow):
        claims.withdraw(made)


def test_who_owns_it_claims_nothing(choir: Organisation, aino: User) -> None:
    with pytest.raises(NotNow):
        claims.claim(choir, aino, "Mine.")
    choir.closed_at = timezone.now()
    choir.save()
    with pytest.raises(NotNow):
        claims.claim(choir, person("dan"), "Mine.")


def test_a_member_who_claims_it_becomes_an_owner(choir: Organisation, bo: User, rita: User) -> None:
    Membership.objects.create(organisation=choir, person=bo)
    made = claims.claim(choir, bo, "The others have left.")
    claims.grant(made, rita, 0)
    assert roles(choir) == {"bo": "owner"}


# --- Invitations ---------------------------------------------------------------------------------


def test_an_invitation_is_accepted_once(choir: Organisation, aino: User, bo: User) -> None:
    row = invitations.invite(choir, "Bo@Example.org", MEMBER, aino, "sv")
    letter = token()
    assert row.digest == invitations.digest_of(letter)
    assert letter not in str(Invitation.objects.values().get())
    assert len(letter) == 43  # 256 bits
    assert sent() == [("bo", "Sköt uppgifterna om Strandens kör")]
    member = invitations.take(letter, bo)
    assert invitations.take(letter, bo) == member  # a second click
    assert roles(choir) == {"aino": "owner", "bo": "member"}
    assert sent() == [("aino", "bo@example.org looks after Rannan kuoro too")]
    with pytest.raises(Gone):
        invitations.take(letter, person("dan"))
    with pytest.raises(Gone):
        invitations.find(letter)


def test_who_holds_the_letter_may_sign_in_with_another_address(
    choir: Organisation, aino: User
) -> None:
    invitations.invite(choir, "office@example.org", OWNER, aino, "en")
    invitations.take(token(), person("dan"))
    assert roles(choir) == {"aino": "owner", "dan": "owner"}


def test_an_accepted_invitation_takes_nothing_away(
    choir: Organisation, aino: User, bo: User
) -> None:
    invitations.invite(choir, "office@example.org", MEMBER, aino, "en")
    invitations.take(token(), aino)
    assert roles(choir) == {"aino": "owner"}


@pytest.mark.parametrize("how", ["ended", "withdrawn", "replaced", "closed"])
def test_an_invitation_that_has_ended(choir: Organisation, aino: User, bo: User, how: str) -> None:
    row = invitations.invite(choir, "bo@example.org", MEMBER, aino, "en")
    letter = token()
    if how == "ended":
        Invitation.objects.update(until=timezone.now())
    elif how == "withdrawn":
        invitations.withdraw(row)
        invitations.withdraw(row)  # a second click
    elif how == "replaced":
        invitations.invite(choir, "BO@example.org", OWNER, aino, "en")
    else:
        Organisation.objects.update(closed_at=timezone.now())
    for _ in range(2):
        with pytest.raises(NotFound):
            invitations.take(letter, bo)
    assert roles(choir) == {"aino": "owner"}


def test_a_second_click_sends_no_second_letter(choir: Organisation, aino: User) -> None:
    first = invitations.invite(choir, "bo@example.org", MEMBER, aino, "en")
    assert invitations.invite(choir, "bo@example.org", MEMBER, aino, "en") == first
    assert len(mail.outbox) == 1
    Invitation.objects.update(made_at=timezone.now() - dt.timedelta(minutes=2))
    second = invitations.invite(choir, "bo@example.org", MEMBER, aino, "en")
    assert second != first
    assert len(mail.outbox) == 2
    assert list(invitations.waiting(choir)) == [second]


def test_who_is_there_already_is_not_invited(choir: Organisation, aino: User) -> None:
    with pytest.raises(NotNow):
        invitations.invite(choir, "AINO@example.org", OWNER, None, "en")
    assert sent() == []


@pytest.mark.parametrize("guess", ["", "x", "a" * 43, "\u202e", "x" * 10_000])
def test_a_token_cannot_be_guessed(choir: Organisation, aino: User, bo: User, guess: str) -> None:
    row = invitations.invite(choir, "bo@example.org", MEMBER, aino, "en")
    for each in (guess, row.digest):
        with pytest.raises(NotFound):
            invitations.take(each, bo)


# --- Owners --------------------------------------------------------------------------------------


def test_there_is_always_an_owner(choir: Organisation, aino: User, bo: User) -> None:
    mine, his = of(choir, aino), Membership.objects.create(organisation=choir, person=bo)
    for go in (
        lambda: owners.leave(mine),
        lambda: owners.dismiss(mine),
        lambda: owners.change_role(mine, MEMBER),
    ):
        with pytest.raises(LastOwner):
            go()
    assert roles(choir) == {"aino": "owner", "bo": "member"}
    owners.hand_over(mine, his)
    assert roles(choir) == {"aino": "member", "bo": "owner"}
    assert sent() == [("bo", "Du är ägare till Strandens kör")]
    with pytest.raises(NotNow):
        owners.hand_over(mine, his)  # a second click
    owners.leave(of(choir, aino))
    assert roles(choir) == {"bo": "owner"}
    with pytest.raises(NotNow):
        owners.leave(mine)


def test_one_of_two_owners_may_go(choir: Organisation, aino: User, bo: User) -> None:
    his = Membership.objects.create(organisation=choir, person=bo)
    owners.change_role(his, OWNER)
    owners.change_role(his, OWNER)  # a second click
    assert sent() == [("bo", "Du är ägare till Strandens kör")]
    owners.dismiss(of(choir, aino))
    assert sent() == [("aino", "You look after Rannan kuoro no longer")]
    with pytest.raises(LastOwner):
        owners.dismiss(of(choir, bo))


def test_nothing_is_handed_to_strangers(choir: Organisation, aino: User, bo: User) -> None:
    other = Organisation.objects.create(
        source=Source.local(), source_id="club", name={"fi": "Kerho"}, kind="association"
    )
    his = Membership.objects.create(organisation=other, person=bo)
    for successor in (his, of(choir, aino)):
        with pytest.raises(NotNow):
            owners.hand_over(of(choir, aino), successor)
    with pytest.raises(NotNow):
        owners.hand_over(his, his)
    assert roles(choir) == {"aino": "owner"}


def test_the_city_finds_another_owner(choir: Organisation, aino: User, rita: User) -> None:
    assert list(owners.ownerless()) == []
    invitations.invite(choir, "bo@example.org", MEMBER, aino, "sv")
    invitations.take(token(), person("bo"))
    owners.leave(of(choir, aino), to_city=True)
    assert list(owners.ownerless()) == [choir]
    mail.outbox.clear()
    with translation.override("en"):
        made = owners.reassign(choir, " Cai@Example.org ", rita)
        assert owners.reassign(choir, "cai@example.org", rita) == made
    assert (made.person.email, made.role) == ("cai@example.org", "owner")
    assert [who for who, _subject in sent()] == ["cai"]
    assert list(owners.ownerless()) == []
    entry = LogEntry.objects.get_for_object(made).get()
    assert (entry.actor, entry.get_action_display()) == (rita, "create")


def test_an_import_that_nobody_looked_after_waits_for_no_owner(choir: Organisation) -> None:
    assert list(owners.ownerless()) == []


def test_who_adds_an_organisation_owns_it(bo: User, rita: User) -> None:
    draft = revisions.draft_of(None, bo)
    revisions.save(draft, bo, {"name.fi": "Kerho", "kind": "association"}, 0)
    revisions.submit(draft, bo)
    made = revisions.approve(draft, rita, 1).organisation
    assert made is not None
    assert roles(made) == {"bo": "owner"}


# --- Letters, whole -----------------------------------------------------------------------------
EN = """Somebody asks the city to be let in as an owner of the entry of Rannan kuoro. The city decides, and you stay an owner. If nobody of yours has asked for it, tell the city.

Who looks after it now:
https://map.example.org/en/my/organisations/{pk}/people

-- 
Service map Helsinki centre
https://map.example.org/en/

You get this letter because you look after an organisation on the service map. You can leave it, or delete your account: https://map.example.org/en/my/account
"""  # noqa: E501, W291
FI = """aino@example.org kutsuu sinut huolehtimaan järjestön Rannan kuoro tiedoista palvelukartalla. Omistajana pidät sen tiedot ajan tasalla ja valitset, kuka auttaa sinua.

Hyväksy avaamalla tämä osoite. Kirjaudut koodilla, joka lähetetään sinulle; salasanaa ei ole.

https://map.example.org/fi/join/{token}

Osoitetta voi käyttää kerran, {until} asti. Jokainen, jolla tämä viesti on, voi hyväksyä kutsun, joten älä välitä sitä eteenpäin.

-- 
Palvelukartta Helsingin keskusta
https://map.example.org/fi/

Saat tämän viestin, koska joku kirjoitti osoitteen cai@example.org kutsuun. Jos et halua hyväksyä, sinun ei tarvitse tehdä mitään: tiliä ei tehdä, ja osoitteesi unohdetaan, kun kutsu on päättynyt.
"""  # noqa: E501, W291
SV = """Du bad om att få sköta uppgifterna om Strandens kör. Staden godkände det inte. Den säger:

Vilken kör?
<b>Bo</b> & Co

Om det är ett misstag, be på nytt och berätta hur staden kan se att den är din:
https://map.example.org/sv/my/claim/{pk}

-- 
Servicekarta Helsingfors centrum
https://map.example.org/sv/

Du får det här brevet för att du bad om det. Inget annat följer av det.
"""  # noqa: W291


def test_whole_letters(choir: Organisation, aino: User, bo: User, rita: User) -> None:
    made = claims.claim(choir, bo, "I sing there.")
    assert mail.outbox[-1].body == EN.replace("{pk}", str(choir.pk))
    claims.refuse(made, rita, 0, "Vilken kör?\n<b>Bo</b> & Co")
    assert mail.outbox[-1].body == SV.replace("{pk}", str(choir.pk))
    row = invitations.invite(choir, "cai@example.org", OWNER, aino, "fi")
    until = timezone.localdate(row.until)
    told = {"token": token(), "until": f"{until.day}.{until.month}.{until.year}"}
    with_date = FI.replace("{token}", told["token"]).replace("{until}", told["until"])
    body = str(mail.outbox[-1].body)
    assert re.sub(r"kerran, .* asti", "kerran, X asti", body) == re.sub(
        r"kerran, .* asti", "kerran, X asti", with_date
    )
    assert str(until.year) in body


@pytest.mark.parametrize("language", ["fi", "sv", "en", "ar"])
@pytest.mark.parametrize(
    "letter",
    ["claimed", "claim-granted", "claim-refused", "joined", "made-owner", "dismissed", "erased"],
)
def test_every_letter_in_every_language(choir: Organisation, letter: str, language: str) -> None:
    """Each says who writes, why, and names nothing that was not filled in."""
    with override_settings(LANGUAGES=[(each, each) for each in ("fi", "sv", "en", "ar")]):
        subject, body = letters.written(
            letter,
            "cai@example.org",
            language,
            organisation=choir,
            who="bo@example.org",
            reason="Why?",
            left=["Kerho"],
        )
    told = subject + body
    assert f"https://map.example.org/{language}/" in body
    assert "-- \n" in body
    assert "{{" not in told
    assert "%(" not in told
    assert "  " not in subject
    assert subject.partition(" – ")[0]
