"""Keep the tree of topics, and tell which of them an entry has to do with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geodata.models import Organisation, Topic
from geodata.texts import Texts, choose


@dataclass(frozen=True)
class Branch:
    """A topic of the tree, and what leads to it."""

    key: str
    name: Texts
    parent: str = ""  # empty at the root
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def _read() -> dict[str, Branch]:
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        key: Branch(
            key,
            told["name"],
            told.get("parent", ""),
            tuple(told.get("kinds", ())),
            tuple(told.get("words", ())),
        )
        for key, told in table.items()
    }


TOPICS: dict[str, Branch] = _read()
"""Every topic by its key, those above first."""


def load() -> None:
    """Bring the rows in step with the tree; what staff have added beside it stays."""
    rows: dict[str, Any] = {topic.key: topic for topic in Topic.objects.all()}
    for key, branch in TOPICS.items():
        parent = rows[branch.parent] if branch.parent else None
        row = rows.setdefault(key, Topic(key=key))
        if row.pk is None or (row.name, row.parent_id) != (branch.name, parent and parent.pk):
            row.name, row.parent = branch.name, parent
            row.save()


def topics_in(language: str) -> list[tuple[str, str, str]]:
    """Return key, name in this language, and key of the one above ("" for none), of every topic.

    Those of the tree in its order, then what staff have added; one query.
    """
    told = [(key, branch.name, branch.parent) for key, branch in TOPICS.items()]
    added = Topic.objects.exclude(key__in=TOPICS).select_related("parent").order_by("key")
    told += [(row.key, row.name, row.parent.key if row.parent else "") for row in added]
    return [(key, choose(name, language, ("en",))[0], parent) for key, name, parent in told]


def is_topic(key: str) -> bool:
    """Say whether there is such a topic; one query where it is none of the tree's."""
    return key in TOPICS or Topic.objects.filter(key=key).exists()


class Leads:
    """What leads some entries to topics: what organisations were given, and what lies above."""

    def __init__(self, entries: Sequence[Any]) -> None:
        """Two queries at most."""
        given = Organisation.topics.through.objects.filter(
            organisation__in=[each for each in entries if isinstance(each, Organisation)]
        )
        self._given: dict[int, list[str]] = {}
        for pk, key in given.values_list("organisation_id", "topic__key"):
            self._given.setdefault(pk, []).append(key)
        rows = Topic.objects.exclude(parent=None).values_list("key", "parent__key")
        self._above = {key: branch.parent for key, branch in TOPICS.items()} | dict(rows)

    def of(self, entry: Any, kind: str, words: Iterable[str]) -> set[str]:
        """Return the topics of an entry, all above them too; `words` are base forms and parts."""
        own = self._given.get(entry.pk, []) if isinstance(entry, Organisation) else []
        found: set[str] = set()
        for topic in (*own, *_leading(kind, words)):
            key = topic
            while key and key not in found:
                found.add(key)
                key = self._above.get(key, "")
        return found


def _leading(kind: str, words: Iterable[str]) -> set[str]:
    found = set(_by_kind().get(kind, ()))
    for word in words:
        found.update(_by_word().get(word, ()))
    return found


@cache
def _by_kind() -> dict[str, list[str]]:
    return _inverted((key, branch.kinds) for key, branch in TOPICS.items())


@cache
def _by_word() -> dict[str, list[str]]:
    return _inverted((key, branch.words) for key, branch in TOPICS.items())


def _inverted(pairs: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, values in pairs:
        for value in values:
            found.setdefault(value, []).append(key)
    return found
