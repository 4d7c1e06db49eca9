"""Anybody can say what is wrong and whether they found it: without an account, script or cookie."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from servicemap.models import Answers, Report, Use
from servicemap.visitors.counter import Buffer
from tests.servicemap.town import Town

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def address(town: Town, settings: Any) -> str:
    """The address of the form about the library."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    cache.clear()
    return f"/en/report?of=organisation:{town.library.pk}"


def test_it_works(client: Client, town: Town, address: str) -> None:
    entry = client.get(f"/en/organisations/{town.library.pk}/kirjasto/")
    assert f'href="{address}"' in entry.content.decode()
    assert not entry.cookies
    html = client.get(address).content.decode()
    assert "Kirjasto" in html
    said = {"reason": "closed", "text": "Ovi on kiinni", "email": "carol@example.org"}
    answer = client.post(address, said)
    assert answer.status_code == 303
    assert answer["Location"] == f"/en/report/thanks?of=organisation:{town.library.pk}"
    thanks = client.get(answer["Location"]).content.decode()
    assert "What happens next" in thanks
    report = Report.objects.get()
    assert (report.reason, report.text, report.email, report.language) == (*said.values(), "en")


def test_nothing_typed_is_lost(client: Client, address: str) -> None:
    answer = client.post(
        address, {"reason": "closed", "text": "Ovi </textarea>", "email": "carol@"}
    )
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Mistake: " in html
    assert "Ovi &lt;/textarea&gt;" in html
    assert 'value="carol@"' in html
    assert re.search(r'value="closed"[^>]*checked', html)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"reason": "wrong"}, "Write in a few words what is wrong."),
        ({"reason": "nonsense", "text": "x"}, "nonsense"),
        ({"reason": "closed", "text": "x" * 10_000}, "2000"),
        ({"reason": "closed", "text": "a\0b"}, "Null characters"),
        ({"reason": "closed", "email": "x" * 300 + "@example.org"}, "email"),
    ],
)
def test_what_cannot_be_taken_is_told(
    client: Client, address: str, said: dict[str, str], wrong: str
) -> None:
    answer = client.post(address, said)
    assert answer.status_code == 400
    assert wrong in answer.content.decode()
    assert not Report.objects.exists()


def test_what_is_written_stays_text(client: Client, address: str) -> None:
    text = "\u202e😀 <script>alert(1)</script>"
    assert client.post(address, {"reason": "wrong", "text": text}).status_code == 303
    assert Report.objects.get().text == text


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(
    client: Client, address: str
) -> None:
    answer = client.post(address, {"reason": "closed", "text": "Buy", "subject": "Buy"})
    assert answer.status_code == 303
    assert not Report.objects.exists()


def test_who_reports_too_often_is_told_and_loses_nothing(client: Client, address: str) -> None:
    for number in range(5):
        client.post(address, {"reason": "closed", "text": str(number)})
    answer = client.post(address, {"reason": "closed", "text": "the sixth"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "the sixth" in answer.content.decode()
    assert Report.objects.count() == 5


def test_a_form_of_somebody_else_reports_nothing(address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"reason": "closed"}).status_code == 403


@pytest.mark.parametrize("of", ["", "organisation:999999", "user:1", "organisation:1'--"])
def test_what_is_not_there_cannot_be_reported(client: Client, address: str, of: str) -> None:
    for path in ("/en/report", "/en/report/thanks"):
        assert client.get(path, {"of": of}).status_code == 404


def answered(client: Client, headers: Any = FROM_HERE, **said: str) -> Any:
    given = {"of": "search", "found": "yes", "back": "/en/search?q=kirjasto", **said}
    return client.post("/en/found", given, headers=headers)


def test_the_question(client: Client, town: Town, address: str) -> None:
    here = f"/en/organisations/{town.library.pk}/kirjasto/"
    for path in ("/en/search?q=kirjasto", "/en/search?q=qwertyuiop", here):
        html = client.get(path).content.decode()
        assert "Did you find what you looked for?" in html
        assert f'name="back" value="{path}"' in html
    assert "Did you find" not in client.get("/en/search").content.decode()
    assert "Did you find" not in client.get("/en/embed/search?q=kirjasto").content.decode()
    strict = Client(enforce_csrf_checks=True)
    answer = answered(strict)
    assert answer.status_code == 303
    assert answer["Location"] == "/en/search?q=kirjasto#thanks"
    assert not answer.cookies
    answered(strict, found="no")
    answered(strict, found="no", of=f"organisation:{town.library.pk}", back=here)
    found = Answers.objects.order_by("page").values_list("page", "entry", "found", "missed")
    assert list(found) == [("organisation", town.library.pk, 0, 1), ("search", 0, 1, 1)]


@pytest.mark.parametrize(
    "back",
    ["", "//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"],
)
def test_the_way_back_leads_nowhere_else(client: Client, address: str, back: str) -> None:
    assert answered(client, back=back)["Location"] == "/en/#thanks"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/testserver"},
        {"Origin": "https://["},
    ],
)
def test_other_sites_answer_and_share_nothing(
    client: Client, address: str, headers: dict[str, str]
) -> None:
    assert answered(client, headers).status_code == 403
    assert client.post("/shared", {"of": "organisation:1"}, headers=headers).status_code == 403
    assert not Answers.objects.exists()


def test_browsers_that_do_not_say_where_they_are_send_an_origin(
    client: Client, address: str
) -> None:
    assert answered(client, {"Origin": "http://testserver"}).status_code == 303
    assert answered(client, {"Referer": "http://testserver/en/search"}).status_code == 303


@pytest.mark.parametrize("said", [{"found": "maybe"}, {"of": "organisation:999"}, {"of": ""}])
def test_what_is_no_answer_is_not_counted(
    client: Client, address: str, said: dict[str, str]
) -> None:
    assert answered(client, FROM_HERE, **said).status_code in (400, 404)
    assert not Answers.objects.exists()


def test_answers_and_shares_have_their_limits(client: Client, address: str) -> None:
    statuses = [answered(client).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]


def test_sharing_is_counted(town: Town, address: str, counted: Buffer) -> None:
    here = f"/en/organisations/{town.library.pk}/kirjasto/"
    strict = Client(enforce_csrf_checks=True, headers={"User-Agent": BROWSER})
    of = f"organisation:{town.library.pk}"
    assert f'data-beacon="/shared" data-of="{of}"' in strict.get(here).content.decode()
    for each in (
        of,
        of,
        "organisation:999999",
        "station:1",
        "x" * 10_000,
        "organisation:" + "9" * 40,
    ):
        answer = strict.post("/shared", {"of": each}, headers=FROM_HERE)
        assert (answer.status_code, answer.content, len(answer.cookies)) == (204, b"", 0)
    counted.write()
    shared = Use.objects.filter(what="shared").values_list("noun", "entry", "count")
    assert list(shared) == [("organisation", town.library.pk, 2)]
