"""Answer: what may somebody mean who has begun to type?

A few of each kind of thing are looked at and not all, so that it takes as long for “k” as for
“kirjasto”: what is called just so or begins so; stations, trails and parts of town come first.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils import timezone

from geodata.search import beginnings
from geodata.search.beginnings import Beginning
from geodata.search.facets import SHORT
from geodata.search.words import plain
from geodata.texts import choose, fold
from geodata.topics import TOPICS, Branch
from servicemap import parameters, values
from servicemap.networks import current_instance
from servicemap.parameters import Parameter
from servicemap.remembering import remembered
from servicemap.search.query import UNSEEN
from servicemap.wording import chosen

MOST = 20
ROWS = 8
MOST_TOPICS = 2
TOPIC = "topic"


@dataclass(frozen=True)
class SuggestQuery:
    """What has been typed so far, how many suggestions, in which language."""

    q: str
    limit: int
    language: str

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> SuggestQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        tidy = {name: params[name] for name in params}
        if Q.name in tidy:
            tidy[Q.name] = UNSEEN.sub(" ", str(tidy[Q.name]))[: values.LONGEST].strip() or "?"
        given = parameters.take(tidy, PARAMETERS)
        return cls(Q.needed(given), LIMIT.of(given) or ROWS, parameters.language_of(given))


@dataclass(frozen=True)
class Suggestion:
    """Something that may be meant; `id` is a number, or the key of a topic."""

    noun: str
    id: int | str
    name: str
    name_language: str
    kind: str
    address: str
    is_example: bool = False


@dataclass(frozen=True)
class SuggestAnswer:
    """The likeliest first, each name of a kind of thing once."""

    query: SuggestQuery
    suggestions: tuple[Suggestion, ...]

    def as_json(self) -> str:
        """Return the suggestions as a JSON document."""
        told = {"suggestions": [asdict(each) for each in self.suggestions]}
        return json.dumps(told, ensure_ascii=False)


def answer(query: SuggestQuery) -> SuggestAnswer:
    """Return what may be meant. Three queries at most, more where a word is mistyped."""
    current_instance()
    topics = list(_topics(query))[:MOST_TOPICS]
    found = _found(query.q, query.limit)
    told = [*topics, *_each_once(_suggestion(each, query) for each in found)]
    return SuggestAnswer(query, tuple(told[: query.limit]))


def _found(text: str, limit: int) -> list[Beginning]:
    if len(text) not in SHORT:
        return beginnings.beginning(text, limit)
    return _begun_by_many(fold(text), limit, timezone.localdate())


@remembered(500)
def _begun_by_many(text: str, limit: int, today: dt.date) -> list[Beginning]:
    """Every search begins with a letter or two, and up to a fifth of all begins with those."""
    return beginnings.beginning(text, limit)


def _topics(query: SuggestQuery) -> Iterable[Suggestion]:
    """Yield the topics of which a word begins so, in any language."""
    start = plain(fold(query.q))
    for key, branch in TOPICS.items():
        if start and any(word.startswith(start) for word in _words(branch)):
            name, language = choose(branch.name, query.language, ("en",))
            yield Suggestion(TOPIC, key, name, language, "", "")


def _words(branch: Branch) -> Iterable[str]:
    for name in branch.name.values():
        folded = plain(fold(name))
        yield folded
        yield from folded.split()


def _suggestion(found: Beginning, query: SuggestQuery) -> Suggestion:
    name, language = chosen(found.names, query.language)
    address = chosen(found.address, query.language)[0]
    where = ", ".join(part for part in (address, found.city) if part)
    about = (found.noun, found.entry, name, language, found.kind)
    return Suggestion(*about, where, found.is_example)


def _each_once(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Leave out what nobody could tell from one before it."""
    told: dict[tuple[str, str, str], Suggestion] = {}
    for each in suggestions:
        told.setdefault((each.noun, fold(each.name), each.address), each)
    return list(told.values())


Q: Parameter[str] = Parameter(
    "q",
    "What has been typed so far: the beginning of a word, after whole ones.",
    {"type": "string", "minLength": 1},
    "kirj",
    str,
    required=True,
)
LIMIT: Parameter[int] = Parameter(
    "limit",
    "At most this many suggestions.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": ROWS},
    "8",
    lambda text: values.whole(text, 1, MOST),
)
PARAMETERS = (Q, LIMIT, parameters.LANG)
