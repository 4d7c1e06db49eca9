"""Letters are in the language of their reader, in plain text, and go through the queue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servicemap import letters
from servicemap.accounts.languages import language_of
from servicemap.models import Account
from tests.people import person, sign_in

pytestmark = pytest.mark.django_db
LETTER = """{% extends "frontend/letters/letter.txt" %}
{% block subject %}For {{ name }}{% endblock %}
{% block body %}Hello {{ name }}.



{{ origin }}{% url "pages:my" %}{% endblock %}
{% block why %}You are {{ email }}.{% endblock %}
"""


@pytest.fixture(autouse=True)
def a_letter(settings: Any, tmp_path: Path) -> None:
    """A letter of the test's own; what is in the queue is done at once."""
    folder = tmp_path / "frontend" / "letters"
    folder.mkdir(parents=True)
    (folder / "test.txt").write_text(LETTER, encoding="utf-8")
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.ORIGIN = "https://map.example.org"
    settings.CONTACT = "map@example.org"


def test_it_works() -> None:
    letters.send("test", "aino@example.org", "en", name="Aino & <b>co</b>")
    [sent] = mail.outbox
    assert sent.to == ["aino@example.org"]
    assert sent.subject == "For Aino & <b>co</b> – Helsinki centre"
    assert sent.body == (
        "Hello Aino & <b>co</b>.\n\n"
        "https://map.example.org/en/my/\n\n"
        "-- \n"
        "Service map Helsinki centre\n"
        "https://map.example.org/en/\n\n"
        "You are aino@example.org.\n\n"
        "Questions? map@example.org\n"
    )
    assert sent.extra_headers == {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def test_a_letter_is_in_the_language_that_its_reader_last_used(client: Client) -> None:
    aino = person("aino")
    assert language_of(aino) == "fi"  # the first of the instance
    sign_in(client, aino).get("/sv/my/")
    assert language_of(aino) == "sv"
    letters.send("test", aino, name="Aino")
    assert "https://map.example.org/sv/my/" in mail.outbox[-1].body
    assert "Servicekarta" in mail.outbox[-1].body
    letters.send("test", aino, "xx", name="Aino")
    assert "https://map.example.org/fi/my/" in mail.outbox[-1].body


def test_a_language_is_noted_once(client: Client) -> None:
    sign_in(client, person("aino")).get("/en/my/")
    assert Account.objects.get().language == "en"
    with CaptureQueriesContext(connection) as asked:
        client.get("/en/my/")
    assert not [each for each in asked.captured_queries if "servicemap_account" in each["sql"]]


@pytest.mark.parametrize(
    "name", ["a\r\nBcc: all@example.org", "a\u202eb\u200bc", "x" * 10_000, "🌍"]
)
def test_a_name_cannot_change_what_a_letter_is(name: str) -> None:
    letters.send("test", "aino@example.org", "en", name=name)
    [sent] = mail.outbox
    assert "\n" not in sent.subject
    assert "\u202e" not in sent.subject + str(sent.body)
    assert sent.recipients() == ["aino@example.org"]
    assert sent.message()["Bcc"] is None
