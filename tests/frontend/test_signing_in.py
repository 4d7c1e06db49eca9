"""Signing in by a code from the mail: who has an account nobody learns, no code is used twice."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from tests.people import person, sign_in

pytestmark = pytest.mark.django_db
ASK = "/en/account/sign-in/"
ENTER = "/en/account/sign-in/code"
ADD = "/en/account/second-factor/add"
SECOND = "/en/account/second-factor/sign-in"
SPARE = "/en/account/second-factor/spare"


@pytest.fixture(autouse=True)
def no_tries_yet(settings: Any) -> None:
    """Mails go out at once; nobody has tried before."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()


def code_for(client: Client, email: str, language: str = "en") -> str:
    """Ask for a code and take it out of the mail that the worker sends."""
    answer = client.post(f"/{language}/account/sign-in/", {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/account/sign-in/code")
    [found] = re.findall(r"[A-Z0-9]+-[A-Z0-9]+", str(mail.outbox[-1].subject))[:1]
    return str(found)


def test_it_works(client: Client) -> None:
    assert client.get("/en/my/")["Location"] == "/en/account/sign-in?next=/en/my/"
    code = code_for(client, "Aino@Example.org")
    assert mail.outbox[-1].to == ["aino@example.org"]
    assert code in mail.outbox[-1].body
    answer = client.post(ENTER, {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == "/en/my/"
    assert "aino@example.org" in answer.content.decode()
    assert not User.objects.get().has_usable_password()
    client.post("/en/account/sign-out")
    assert client.get("/en/my/").status_code == 302


def test_mails_are_in_the_language_of_the_page(client: Client) -> None:
    code_for(client, "aino@example.org", "fi")
    assert "koodi" in mail.outbox[-1].body.lower()
    cache.clear()
    code_for(Client(), "bo@example.org", "sv")
    assert "kod" in mail.outbox[-1].body.lower()


def test_known_and_unknown_addresses_are_answered_alike(client: Client) -> None:
    person("aino")
    answers = []
    for email in ("aino@example.org", "nobody@example.org"):
        cache.clear()
        other = Client()
        asked = other.post(ASK, {"email": email})
        page = other.get(asked["Location"]).content.decode().replace(email, "")
        answers.append((asked.status_code, re.sub(r'value="[^"]{30,}"', "", page)))
    assert answers[0] == answers[1]
    assert [len(message.body) for message in mail.outbox[:1]] == [len(mail.outbox[1].body)]


def test_a_code_is_good_once_and_for_one_browser(client: Client) -> None:
    code = code_for(client, "aino@example.org")
    other = Client()
    assert other.post(ENTER, {"code": code}).status_code == 302  # nothing was asked for there
    assert other.get("/en/my/").status_code == 302
    client.post(ENTER, {"code": code})
    assert client.get("/en/my/").status_code == 200
    client.post("/en/account/sign-out")
    client.post(ENTER, {"code": code})
    assert client.get("/en/my/").status_code == 302


def test_a_code_cannot_be_guessed(client: Client) -> None:
    code = code_for(client, "aino@example.org")
    for guess in ("AAAAAA", "<script>", "\u202e" * 6):
        assert "<script>" not in client.post(ENTER, {"code": guess}).content.decode()
    assert client.post(ENTER, {"code": code}).status_code == 302
    assert client.get("/en/my/").status_code == 302


def test_not_many_codes_are_sent_to_one_address(client: Client) -> None:
    for _ in range(3):
        assert Client().post(ASK, {"email": "aino@example.org"}).status_code == 302
    assert Client().post(ASK, {"email": "aino@example.org"}).status_code == 200
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "email", ["", "aino", "a@b", *("x" * n + "@example.org" for n in (243, 10_000)), "a\0@b.fi"]
)
def test_what_is_no_address(client: Client, email: str) -> None:
    answer = client.post(ASK, {"email": email})
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not User.objects.exists()


def digits(secret: str, steps: int = 0) -> str:
    """Return what the app on the telephone shows, now or so many steps later."""
    counter = int(time.time()) // 30 + steps
    return str(format_hotp_value(hotp_value(secret, counter)))


@pytest.mark.django_db(transaction=True)
def test_who_decides_gives_a_second_factor(client: Client) -> None:
    rita = person("rita", staff=True)
    code = code_for(client, "rita@example.org")
    client.post(ENTER, {"code": code})
    assert client.get("/en/review/uploads")["Location"] == ADD + "?next=/en/review/uploads"
    assert "second-factor/add?next=/admin/" in client.get("/admin/")["Location"]
    secret = client.get(ADD).context["form"].secret
    assert client.post(ADD, {"code": "000000"}).status_code == 200
    assert client.post(ADD, {"code": digits(secret)})["Location"] == SPARE
    spare = client.get(SPARE).context["unused_codes"]
    assert len(spare) == 10
    assert client.get("/en/review/uploads").status_code == 200
    client.post("/en/account/sign-out")
    # One factor alone leads nowhere from now on; the same digits are not taken twice.
    cache.clear()
    asked = client.post(ENTER, {"code": code_for(client, "rita@example.org")})
    assert asked["Location"] == SECOND
    assert client.get("/en/my/").status_code == 302
    assert client.post(SECOND, {"code": "123"}).status_code == 200
    assert client.post(SECOND, {"code": spare[0]}).status_code == 302
    assert client.get("/en/review/uploads").status_code == 200
    # Whoever finds the browser open cannot take the factor away.
    removal = "/en/account/second-factor/remove"
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    assert "second-factor/again" in client.post(removal)["Location"]
    assert Authenticator.objects.filter(user=rita, type="totp").exists()


def test_the_first_reviewer(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reviewer", "Rita@Example.org")
    assert capsys.readouterr().out.startswith("rita@example.org reviews for the city.")
    rita = User.objects.get()
    assert (rita.is_staff, rita.is_superuser) == (True, False)
    client.post(ENTER, {"code": code_for(client, "rita@example.org")})
    assert User.objects.count() == 1
    call_command("reviewer", "rita@example.org", "--admin")
    call_command("reviewer", "rita@example.org", "--no-longer")
    rita.refresh_from_db()
    assert (rita.is_staff, rita.is_superuser) == (False, False)
    for wrong in (["rita"], ["nobody@example.org", "--no-longer"]):
        with pytest.raises(CommandError):
            call_command("reviewer", *wrong)


GARBAGE = ["", "x", "{}", "[]", "1", "null", '{"response": {"userHandle": "MQ"}}', "[" * 500]
GARBAGE += [
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    "\u202e",
    "x" * 10_000,
]


@pytest.mark.parametrize("credential", GARBAGE)
def test_what_is_no_passkey(client: Client, credential: str) -> None:
    """Nobody gets in, nothing breaks, and known and unknown people are answered alike."""
    person("aino")
    asked = client.get("/en/account/passkeys/sign-in", headers={"Accept": "application/json"})
    assert "aino" not in asked.content.decode()
    answer = client.post("/en/account/passkeys/sign-in", {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, "/en/account/sign-in")
    assert client.get("/en/my/").status_code == 302


def test_passkeys_are_not_tried_often(client: Client) -> None:
    for _ in range(10):
        assert client.post("/en/account/passkeys/sign-in", {"credential": "x"}).status_code == 302
    answer = client.post("/en/account/passkeys/sign-in", {"credential": "x"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Too often" in answer.content.decode()


def test_a_passkey_of_somebody_else_is_out_of_reach(client: Client) -> None:
    theirs = Authenticator.objects.create(
        user=person("dan"), type="webauthn", data={"name": "Dan's", "credential": {}}
    )
    sign_in(client, person("aino"))
    page = f"/en/account/passkeys/{theirs.pk}/remove"
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404
    assert "Dan" not in client.get("/en/account/passkeys").content.decode()


def test_a_form_without_its_proof_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post(ASK, {"email": "aino@example.org"})
    assert answer.status_code == 403
    assert "Nothing was changed." in answer.content.decode()
    assert "style" not in answer.content.decode().replace("stylesheet", "")
    assert not User.objects.exists()
