"""Staff sign in at the provider of the city: known by verified address, rights from one claim."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import include, path

from servicemap import openid, urls
from servicemap.env import SettingError
from tests.people import person

pytestmark = pytest.mark.django_db
urlpatterns = [path("", include(urls.OPENID_URLS)), *urls.urlpatterns]
handler429 = urls.handler429
BEGIN = "/oidc/city/login/?next=/fi/my/"


class City(ThreadingHTTPServer):
    """A provider that says of everybody what it is told to say."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.info: dict[str, Any] = {}
        self.token: dict[str, Any] = {}
        self.asked: list[dict[str, list[str]]] = []
        self.is_broken = False


class Answers(BaseHTTPRequestHandler):
    server: City

    def do_GET(self) -> None:
        if self.path.endswith("openid-configuration"):
            issuer = self.server.issuer
            self.say(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "userinfo_endpoint": f"{issuer}/userinfo",
                    "jwks_uri": f"{issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.headers["Authorization"] == "Bearer an-access-token":
            self.say({"sub": "1", **self.server.info})

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append(parse_qs(self.rfile.read(length).decode()))
        if self.server.is_broken:
            self.send_error(500)
            return
        told = {"iss": self.server.issuer, "aud": "map", "sub": "1", "exp": 9_999_999_999}
        signed = jwt.encode({**told, **self.server.token}, "x" * 32, algorithm="HS256")
        self.say({"access_token": "an-access-token", "token_type": "Bearer", "id_token": signed})

    def say(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def city(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """The city's provider, to which the service is set."""
    server = City()
    Thread(target=server.serve_forever, daemon=True).start()
    for name, value in (
        ("ISSUER", server.issuer),
        ("CLIENT", "map"),
        ("SECRET", "a secret"),
        ("NAME", "Kaupungin tunnus"),
        ("REVIEWERS", "groups=map-reviewers"),
    ):
        monkeypatch.setenv(f"SERVICEMAP_OIDC_{name}", value)
    settings.OPENID = openid.from_environment()
    settings.SOCIALACCOUNT_PROVIDERS = openid.apps(settings.OPENID)
    settings.ROOT_URLCONF = __name__
    cache.clear()
    yield server
    server.shutdown()
    server.server_close()


def come_back(client: Client, city: City, **info: Any) -> Any:
    """Go to the provider, which says so much of somebody, and come back."""
    city.info = {"email": "rita@example.org", "email_verified": True, **info}
    asked = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)
    return client.get("/oidc/city/login/callback/", {"code": "c", "state": asked["state"][0]})


def test_it_works(client: Client, city: City) -> None:
    sign_in = client.get("/fi/account/sign-in/").content.decode()
    assert "Kaupungin tunnus" in sign_in
    gone = client.get(BEGIN)["Location"]
    assert gone.startswith(f"{city.issuer}/authorize?")
    asked = parse_qs(urlsplit(gone).query)
    assert asked["redirect_uri"] == ["http://testserver/oidc/city/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]

    answer = come_back(client, city, groups=["staff", "map-reviewers"])
    assert (answer.status_code, answer["Location"]) == (302, "/fi/my/")
    assert city.asked[-1]["client_secret"] == ["a secret"]
    rita = User.objects.get()
    assert (rita.email, rita.is_staff, rita.is_superuser) == ("rita@example.org", True, False)
    assert SocialAccount.objects.get().extra_data == {}
    # The second factor is still to be given: the provider has not said that it asked for one.
    assert "/second-factor/add" in client.get("/fi/review/uploads")["Location"]


def test_a_provider_that_asks_for_two_factors_is_believed(client: Client, city: City) -> None:
    city.token = {"amr": ["pwd", "mfa"]}
    come_back(client, city, groups=["map-reviewers"])
    assert client.get("/fi/review/uploads").status_code == 200
    # Somebody who cannot be told to have signed the token says the same: it is not believed.
    city.token = {}
    other = Client()
    come_back(other, city, groups=["map-reviewers"], amr=["mfa"])
    assert other.get("/fi/review/uploads").status_code == 302


def test_a_second_factor_that_is_set_up_is_asked_for(client: Client, city: City) -> None:
    Authenticator.objects.create(user=person("rita"), type="totp", data={"secret": "x"})
    answer = come_back(client, city)
    assert "/second-factor/sign-in" in answer["Location"]
    assert client.get("/fi/my/").status_code == 302


@pytest.mark.parametrize(
    "told",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
        {"email": ["rita@example.org"]},
        {"sub": "2"},
    ],
)
def test_without_a_verified_address_nobody_is_known(
    client: Client, city: City, told: dict[str, Any]
) -> None:
    person("rita", staff=True)
    answer = come_back(client, city, **told)
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/fi/my/").status_code == 302
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "groups", [None, [], ["staff"], "map-reviewers-not", ["MAP-REVIEWERS"], {"map-reviewers": 1}]
)
def test_rights_come_from_the_claim_alone(client: Client, city: City, groups: Any) -> None:
    come_back(client, city, groups=groups, is_staff=True, roles=["map-reviewers"])
    assert not User.objects.get().is_staff
    assert client.get("/fi/my/").status_code == 200


def test_rights_end_with_the_claim(client: Client, city: City) -> None:
    come_back(client, city, groups=["map-reviewers"])
    come_back(Client(), city, groups=[])
    assert not User.objects.get().is_staff
    assert not SocialAccount.objects.exists()


def test_rights_of_the_provider_need_the_provider(
    client: Client, city: City, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    come_back(client, city, groups=["map-reviewers"])
    other = Client()
    other.post("/en/account/sign-in/", {"email": "rita@example.org"})
    code = str(mailoutbox[-1].subject).split()[0]
    other.post("/en/account/sign-in/code", {"code": code})
    assert other.get("/en/my/").status_code == 200
    assert not User.objects.get().is_staff


def test_rights_that_others_gave_stay(client: Client, city: City) -> None:
    person("rita", staff=True)
    come_back(client, city, groups=[])
    assert User.objects.get().is_staff


def test_who_is_no_longer_active_stays_out(client: Client, city: City) -> None:
    rita = person("rita")
    rita.is_active = False
    rita.save()
    assert come_back(client, city, groups=["map-reviewers"]).status_code == 403
    assert not User.objects.get().is_staff


def test_what_goes_wrong_there(client: Client, city: City) -> None:
    back = "/oidc/city/login/callback/"
    state = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)["state"][0]
    for query in (
        {"error": "access_denied", "state": state},
        {"code": "c", "state": "another"},
        {"code": "c"},
        {},
    ):
        assert client.get(back, query).status_code == 403
    city.is_broken = True
    assert come_back(client, city).status_code == 403
    assert Client().get(back, {"code": "c", "state": state}).status_code == 403
    assert not User.objects.exists()
    assert client.get("/oidc/other/login/").status_code == 404


def test_without_a_provider_there_is_no_such_way(client: Client) -> None:
    assert client.get(BEGIN).status_code == 404
    assert "oidc" not in client.get("/en/account/sign-in/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"ISSUER": "http://login.example.fi"},
        {"ISSUER": "login.example.fi"},
        {"CLIENT": ""},
        {"SECRET": ""},
        {"REVIEWERS": "reviewers"},
    ],
)
def test_settings_that_are_not_understood(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    right = {"ISSUER": "https://login.example.fi", "CLIENT": "map", "SECRET": "x"}
    for name, value in {**right, **wrong}.items():
        monkeypatch.setenv(f"SERVICEMAP_OIDC_{name}", value)
    with pytest.raises(SettingError):
        openid.from_environment()
