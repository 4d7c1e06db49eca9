"""Who gets which answer at which address, for every address that there is.

`permissions.toml` holds the table. When a test here says that an address is missing, add a line
below `[urls]`, by its name (with its namespace, if it has one):

    "pages:draft" = { GET = "302 200 200 404 404 404 404", POST = "…", args = ["draft", "about"] }

There is one figure for each of `people`, in their order, or one figure for all. `is` names an
answer of `[kinds]` instead. `args` are the arguments of the address: what `world()` below makes is
given by its name there, everything else is meant literally. `data` is what POST sends, likewise,
and `query` what GET asks. Every question is taken back again before the next.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from geodata.models import Organisation, Source
from servicemap.editing import revisions
from servicemap.models import Invitation, Membership, Picture, Revision, Upload
from servicemap.people import invitations
from servicemap.pictures.receiving import receive
from tests.people import person, sign_in
from tests.pictures import encoded, sent
from tests.review import claimed, handed_in, reported
from tests.servicemap.town import Town

pytestmark = pytest.mark.django_db
TABLE = tomllib.loads(Path(__file__).with_name("permissions.toml").read_text(encoding="utf-8"))
PEOPLE: list[str] = TABLE["people"]
URLS: dict[str, dict[str, Any]] = TABLE["urls"]
ONE_LINE = {"admin"}  # of whose addresses one stands for all
METHODS = ("GET", "POST")
SERVER_ERRORS = 500


def addresses(resolver: Any = None, space: str = "") -> Iterator[str]:
    """Return the name of every address, with its namespace; those without a name by their path."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name or each.pattern}"
        elif each.namespace in ONE_LINE:
            yield f"{each.namespace}:index"
        else:
            yield from addresses(each, f"{space}{each.namespace}:" if each.namespace else space)


def expected(line: dict[str, Any], method: str, who: str) -> int:
    """Return the status that a line promises to somebody."""
    answers = str((TABLE["kinds"][line["is"]] | line if "is" in line else line)[method]).split()
    return int(answers[0] if len(answers) == 1 else answers[PEOPLE.index(who)])


@pytest.fixture
def world(town: Town, settings: Any) -> dict[str, Any]:
    """The people of the table, and one of each thing that addresses lead to, by its name."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()
    made: dict[str, Any] = {
        who: person(who, staff=who in ("half", "reviewer"), admin=who == "admin")
        for who in PEOPLE
        if who != "visitor"
    }
    made["organisation"] = ours = town.library
    made["other"] = theirs = Organisation(
        source=Source.local(), source_id="other", name={"fi": "Kuoro"}, kind="association"
    )
    theirs.save()
    for who, organisation, role in (
        ("member", ours, "member"),
        ("owner", ours, "owner"),
        ("stranger", theirs, "owner"),
    ):
        Membership.objects.create(person=made[who], organisation=organisation, role=role)
    made["token"] = "a-token"
    Invitation.objects.create(
        organisation=ours,
        email="new@example.org",
        digest=invitations.digest_of("a-token"),
        until=timezone.now() + dt.timedelta(days=1),
    )
    draft = revisions.draft_of(ours, made["member"])
    revisions.save(draft, made["member"], {"website": "https://uusi.example"}, 0)
    made["draft"] = draft
    made["submitted"] = handed_in(theirs, made["stranger"], {"telephone": "112"})
    made["claim"] = claimed(ours, made["stranger"])
    made["report"] = reported(ours)
    made["picture"] = shown_picture(draft)
    made["digest"] = made["picture"].digest
    made["upload"] = Upload.objects.create(
        series="lista",
        name="Lista",
        licence="CC0",
        file_name="a.csv",
        size=1,
        state="done",
        options={"noun": "organisation"},
    )
    return made


def shown_picture(draft: Revision) -> Picture:
    """A picture that a draft came with, and that is published."""
    picture = receive(sent(encoded()), draft, draft.author)
    Picture.objects.filter(pk=picture.pk).update(position=0)
    return Picture.objects.get(pk=picture.pk)


def client_of(world: dict[str, Any], who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who == "visitor":
        return client
    someone: User = world[who]
    return sign_in(client, someone, second_factor=who in ("reviewer", "admin"))


def asked(client: Client, method: str, name: str, world: dict[str, Any]) -> int:
    """Ask at an address and take back whatever came of it; returns the status."""
    line = URLS[name]
    args = [_known(world, each) for each in line.get("args", [])]
    address = reverse(name, args=args) if not name.endswith("/") else f"/{name}"
    data = {key: _known(world, value) for key, value in line.get("data", {}).items()}
    fresh = Client(raise_request_exception=False)
    fresh.cookies.load({key: each.value for key, each in client.cookies.items()})
    with transaction.atomic():
        given = line.get("query", {}) if method == "GET" else data
        answer = fresh.get(address, given) if method == "GET" else fresh.post(address, given)
        answer.getvalue()  # what is streamed is closed once it has been read
        transaction.set_rollback(True)
    return answer.status_code


def _known(world: dict[str, Any], value: Any) -> Any:
    """Return the id of what the world knows by a name; anything else stays what it is."""
    found = world.get(value) if isinstance(value, str) else None
    return value if found is None else getattr(found, "pk", found)


def test_every_address_has_a_line() -> None:
    assert sorted(set(addresses()) - set(URLS)) == []


def test_every_line_has_an_address() -> None:
    assert sorted(set(URLS) - set(addresses())) == []


def test_a_new_address_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one deep below a namespace."""
    from frontend import urls

    new = URLPattern(urls.urlpatterns[0].pattern, urls.urlpatterns[0].callback, name="quite-new")
    resolver = get_resolver()
    below = next(each for each in _resolvers(resolver) if each.namespace == "pages")
    monkeypatch.setattr(below, "url_patterns", [*below.url_patterns, new], raising=False)
    assert set(addresses(resolver)) - set(URLS) == {"pages:quite-new"}


def _resolvers(resolver: Any) -> Iterator[Any]:
    for each in resolver.url_patterns:
        if not isinstance(each, URLPattern):
            yield each
            yield from _resolvers(each)


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_what_is_theirs(world: dict[str, Any], who: str) -> None:
    client = client_of(world, who)
    wrong = {}
    for name, line in URLS.items():
        for method in METHODS:
            status, promised = asked(client, method, name, world), expected(line, method, who)
            if status != promised:
                wrong[f"{method} {name}"] = f"{status}, not {promised}"
    assert wrong == {}


def test_nobody_is_promised_a_server_error() -> None:
    promised = (
        expected(line, method, who)
        for line in URLS.values()
        for method in METHODS
        for who in PEOPLE
    )
    assert all(status < SERVER_ERRORS for status in promised)
