"""What changes only with the data is remembered until it changes, and never longer."""

from __future__ import annotations

import pytest
from django.db import transaction

from geodata.models import Instance
from servicemap import remembering
from servicemap.remembering import remembered


class Asked:
    """A question that counts how often it was really asked."""

    def __init__(self, most: int = 2) -> None:
        self.times = 0
        self.answer = remembered(most)(self._answer)

    def _answer(self, what: str, *, language: str = "en") -> str:
        self.times += 1
        return f"{what} {language} {self.times}"


@pytest.fixture
def asked(transactional_db: None) -> Asked:
    Instance.bump()
    return Asked()


def test_it_works(asked: Asked) -> None:
    assert [asked.answer("trail"), asked.answer("trail")] == ["trail en 1", "trail en 1"]
    assert asked.answer("trail", language="fi") == "trail fi 2"
    Instance.bump()
    assert asked.answer("trail") == "trail en 3"
    Instance.objects.update(network_version="other")
    assert asked.answer("trail") == "trail en 4"
    Instance.objects.update(revision=0)
    assert [asked.answer("trail"), asked.answer("trail")] == ["trail en 5", "trail en 6"]


def test_what_was_not_asked_for_long_is_forgotten(asked: Asked) -> None:
    for what in ("a", "b", "a", "c", "a", "b"):
        asked.answer(what)
    assert asked.times == 4  # b again, after c
    remembering.forget()
    asked.answer("a")
    assert asked.times == 5


def test_within_a_transaction_it_is_asked_anew(asked: Asked) -> None:
    asked.answer("a")
    with transaction.atomic():
        assert asked.answer("a") == "a en 2"
    assert asked.answer("a") == "a en 1"


def test_what_fails_is_asked_again(asked: Asked) -> None:
    told = iter((None, "right"))

    @remembered(2)
    def answer() -> str:
        found = next(told)
        if found is None:
            raise ValueError
        return found

    with pytest.raises(ValueError):
        answer()
    assert [answer(), answer()] == ["right", "right"]
