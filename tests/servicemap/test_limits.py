"""What is done too often is refused for a while, with words and the time to wait."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import translation

from frontend.pages import problem_page
from servicemap import limits
from servicemap.limits import TooMany

pytestmark = pytest.mark.django_db
asked = RequestFactory()


@pytest.fixture(autouse=True)
def no_tries_yet() -> None:
    cache.clear()


def test_it_works(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"report": "3/m/ip,5/h/ip"}
    for _ in range(3):
        limits.count(asked.post("/"), "report")
    with translation.override("en"):
        with pytest.raises(TooMany) as refused:
            limits.count(asked.post("/"), "report")
        answer = problem_page(asked.post("/"), refused.value)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Wait a while, then try again." in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    # Somebody else, and who only reads, is not kept from it.
    limits.count(asked.post("/", REMOTE_ADDR="10.0.0.2"), "report")
    limits.count(asked.get("/"), "report")


def test_each_key_is_counted_by_itself(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"open": "1/2h/key"}
    limits.count(asked.post("/"), "open", "a")
    limits.count(asked.post("/"), "open", "b" * 10_000 + "\0\u202e")
    with pytest.raises(TooMany) as refused:
        limits.count(asked.post("/"), "open", "a")
    assert refused.value.retry_after == 7_200


def test_many_tries_push_out_no_count(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"open": "1/h/key"}
    limits.count(asked.post("/"), "open", "first")
    cache.set_many({f"filler-{number}": 1 for number in range(400)}, 3_600)
    with pytest.raises(TooMany):
        limits.count(asked.post("/"), "open", "first")
