"""No form of any page breaks, whatever is sent to it: each is found, filled in with this, and sent.

The pages are those of `permissions.toml`, with the steps of the form, so that a new page is tried
from the day on which it has a line there.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from frontend.my.steps import STEPS
from servicemap.editing import revisions
from servicemap.editing.sheets import NEW
from tests.servicemap.test_permissions import SERVER_ERRORS, URLS, client_of, world

__all__ = ["world"]  # the fixture

OK = 200
KEPT = ("csrfmiddlewaretoken", "was", "whole", "version", "step", "entry", "action", "other")
LEAST = {"owner": 20, "reviewer": 15, "visitor": 2}  # forms
pytestmark = pytest.mark.django_db

HOSTILE = (
    "a" * 10_000,
    "a\0b",
    "abc\u202edef\u200b",
    "😀" * 60,
    "</script><img src=x onerror=alert(1)>{{ 7*7 }}",
    "javascript:alert(1)",
    "//evil.example/\\..",
    "http://[::1",
    "NaN,60.17",
    "1e999,1e999",
    "-1",
    "²",  # a digit that is no number
    "٣",  # a number that is not ASCII
    "9" * 5_000,
    "99999999999999999999",
    "a@b.fi\r\nBcc: c@d.fi",
    "a" * 250 + "@b.fi",
    "=1+1",
    "../../etc/passwd",
    '{"a": ' * 2_000,
    '{"kind": NaN, "name.fi": "\\ud800"}',
    "[[[0,0],[1,1],[0,1],[1,0],[0,0]]]",
    "0001-01-01",
    "9999-12-31",
    "24:61",
)
"""Each is what somebody has tried somewhere."""

NUMBERED = ("area", "places", "events", "pictures")  # steps whose buttons name one of several
WHO = ("owner", "reviewer", "visitor")
TURNS = 4  # with how many mixtures each form is sent
FURTHER = [
    *(("pages:draft", ["draft", step], {}) for step in STEPS),
    *(("pages:draft", ["draft", step], {"entry": f"{NEW}1"}) for step in ("places", "events")),
    ("pages:draft", ["draft", "area"], {"entry": "1"}),
    ("pages:history", ["other"], {}),
]
"""Pages that share an address with another."""

NUMBERS = ("0", "9223372036854775808", "9" * 40)
TOKENS = ("\0", "..", "a" * 5_000, "\u202e", "😀", "a:b:c")
ASKED = (
    *("entry", "told", "of", "next", "after", "kind", "days", "whose", "order", "done", "merged"),
    *("page", "q", "on", "lang", "weeks"),
)
"""What pages read behind their `?`."""

PASSKEYS = (
    ("owner", "mfa_add_webauthn"),
    ("owner", "mfa_reauthenticate_webauthn"),
    ("half", "mfa_authenticate"),
    ("visitor", "mfa_login_webauthn"),
)
ANSWERS = (
    "9" * 5_000,
    '{"a": ' * 2_000,
    '{"id": "\\ud800"}',
    "[]",
    "{}",
    '{"id": 1, "rawId": [], "response": "%%", "type": null}',
    (
        '{"id": "QQ", "rawId": "QQ", "type": "public-key", "response": {"clientDataJSON": "QQ",'
        ' "attestationObject": "QQ", "authenticatorData": "QQ", "signature": "QQ",'
        ' "userHandle": "QQ"}}'
    ),
)


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, what stands in them, their buttons."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str], list[dict[str, str]]]] = []
        self.is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.is_inside = told.get("method", "").lower() == "post"
            if self.is_inside:
                self.found.append((told.get("action", ""), {}, [{}]))
        name = told.get("name")
        if not (self.is_inside and name):
            return
        _action, values, buttons = self.found[-1]
        if tag == "button":
            buttons.append({name: told.get("value", "")})
        elif tag in ("input", "select", "textarea"):
            values.setdefault(name, told.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "form"


@pytest.fixture
def written(world: dict[str, Any]) -> dict[str, Any]:
    """The world, in which the draft has something on each page."""
    ring = [[24.94, 60.17], [24.95, 60.17], [24.95, 60.18], [24.94, 60.17]]
    edits = {
        f"places.{NEW}1.name.fi": "Sali",
        f"events.{NEW}1.name.fi": "Kerho",
        f"events.{NEW}1.starts_at": "2027-01-01T18:00:00+02:00",
        f"events.{NEW}1.recurrence": "FREQ=WEEKLY",
        "areas": [{"kind": "drawn", "polygon": [[ring]]}],
    }
    revisions.save(world["draft"], world["owner"], edits, 1)
    return world


def pages() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Yield every page that somebody may open."""
    for name, line in URLS.items():
        if name.startswith(("pages:", "account_", "mfa_")):
            yield name, line.get("args", []), line.get("query", {})
    yield from FURTHER


def address_of(name: str, args: list[str], world: dict[str, Any]) -> str:
    known = [world.get(each, each) for each in args]
    return reverse(name, args=[getattr(each, "pk", each) for each in known])


def tried(client: Client, method: str, address: str, data: dict[str, str] | None = None) -> int:
    """Ask, and take back whatever came of it; returns the status."""
    cache.clear()
    fresh = Client(raise_request_exception=False)
    fresh.cookies.load({key: each.value for key, each in client.cookies.items()})
    with transaction.atomic():
        answer = fresh.get(address, data) if method == "GET" else fresh.post(address, data)
        answer.getvalue()
        transaction.set_rollback(True)
    return answer.status_code


def mixed(names: Iterable[str], turn: int) -> dict[str, str]:
    """Fill every field with something else."""
    return {name: HOSTILE[(turn + n) % len(HOSTILE)] for n, name in enumerate(names)}


def forms_of(client: Client, world: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each form that somebody sees, once."""
    seen = set()
    for name, args, query in pages():
        address = address_of(name, args, world)
        page = client.get(address, query)
        if page.status_code != OK or "html" not in page.headers["Content-Type"]:
            continue
        for action, values, buttons in Forms(page.content.decode()).found:
            to = urljoin(f"{address}?{urlencode(query)}", action)
            if (known := (urlsplit(to).path, *values)) not in seen:
                seen.add(known)
                yield to, values, buttons


@pytest.mark.parametrize("who", WHO)
def test_no_form_breaks(written: dict[str, Any], who: str) -> None:
    client = client_of(written, who)
    broken, count = [], 0
    for number, (to, values, buttons) in enumerate(forms_of(client, written)):
        for turn in range(TURNS):
            # What says which of several forms, or which version, is sometimes as it was.
            kept = {name: values[name] for name in KEPT if name in values and turn % 3}
            data = mixed(values, number + turn * 4) | kept | buttons[turn % len(buttons)]
            count += 1
            if tried(client, "POST", to, data) >= SERVER_ERRORS:
                broken.append((to, data))
    assert broken == []
    assert count > TURNS * LEAST[who]


@pytest.mark.parametrize("who", WHO[:2])  # who between them see what everybody sees
def test_no_address_breaks(written: dict[str, Any], who: str) -> None:
    client, broken = client_of(written, who), []
    for number, (name, args, query) in enumerate(pages()):
        address = address_of(name, args, written)
        asked = [(address, query | mixed(ASKED, number * 5))]
        if args:
            evil = NUMBERS if args[0] not in ("token", "nonsense") else TOKENS
            paths = [path_of(name, [each, *args[1:]]) for each in evil]
            asked += [(path, query) for path in paths if path]
        broken += [each for each in asked if tried(client, "GET", *each) >= SERVER_ERRORS]
    assert broken == []


def path_of(name: str, args: list[str]) -> str:
    """Return an address; "" where there is none with such a part."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def test_no_button_breaks(written: dict[str, Any]) -> None:
    """What a button says is not always what it said when the page was made."""
    client = client_of(written, "owner")
    for step, does in itertools.product(NUMBERED, ("", "out-", "change-", "gone-", "up-")):
        to = address_of("pages:draft", ["draft", step], written)
        data = {"do": f"{does}²", "whole": "1", "version": "²", "entry": "²" * (step == "area")}
        assert tried(client, "POST", to, data) < SERVER_ERRORS, (step, data)
    for step, entry in itertools.product(NUMBERED, ("²", "٣", "999")):
        to = address_of("pages:draft", ["draft", step], written)
        assert tried(client, "GET", to, {"entry": entry}) < SERVER_ERRORS, (step, entry)
    check = address_of("pages:draft", ["draft", "check"], written)
    assert tried(client, "POST", check, {"do": "submit", "version": "9" * 5_000}) < SERVER_ERRORS


def test_what_is_no_answer_of_a_passkey(written: dict[str, Any]) -> None:
    for who, name in PASSKEYS:
        client = client_of(written, who)
        client.get(reverse(name))
        for answer in ANSWERS:
            status = tried(client, "POST", reverse(name), {"credential": answer})
            assert status < SERVER_ERRORS, (name, answer[:40])
