"""The form of the search: what can be chosen, what is chosen, and what its script has to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend import filters, words
from frontend.asking import Field, Problem
from frontend.filters import noun_label
from frontend.finding import KNOWN, Question, address
from frontend.hits import ICONS
from frontend.kinds import COLLECTION_OF, KINDS
from frontend.map_words import kind_words
from frontend.search_words import texts
from servicemap import search
from servicemap.search import NOUNS

ORDER = ("organisation", "event", "place", "trail", "station", "hub", "amenity")
FIELDS = set(KNOWN) - {"q", "kind", "bbox"}  # what the form has a field for
# What residents look for most comes first.
KINDS_IN_ORDER = sorted(NOUNS, key=lambda noun: ORDER.index(noun) if noun in ORDER else len(ORDER))
MINUTES = (5, 10, 15, 20, 30, 45, 60)


@dataclass(frozen=True)
class Choice:
    """One of several that can be chosen."""

    value: str
    label: Any
    is_chosen: bool


def form_of(question: Question, language: str) -> dict[str, Any]:
    """Return what the form and the list of what is set in it need."""
    base = reverse("pages:search")
    return {
        "question": question,
        "title": filters.title(question),
        "choices": choices_of(question),
        "topics": topic_tree(question, language),
        "chips": filters.chips(question, base),
        "clear_address": address(base, {"q": question.asked.get("q", "")}),
        "from_field": _end(
            question,
            "from",
            _("Station or address"),
            _("Or any other place by its name. Only what can be reached on foot is listed."),
        ),
        "serves_field": _end(
            question,
            "serves",
            _("Who serves this address?"),
            _("Only organisations whose operating area holds it."),
        ),
        "wrong": [_wrong(question, base, each) for each in question.problems],
    }


def _end(question: Question, parameter: str, label: str, hint: str) -> Field:
    shown = question.shown(parameter)
    problem = question.problems.get(parameter) or Problem("")
    return Field(parameter, label, hint, shown.text, problem.message, id=shown.id)


def _wrong(question: Question, base: str, parameter: str) -> dict[str, Any]:
    """Return what is wrong with a parameter, and where it is put right."""
    problem = question.problems[parameter]
    return {
        "name": parameter,
        "label": words.word(words.SEARCH_FIELDS, parameter),
        "message": problem.message,
        "candidates": problem.candidates,
        "field": f"field-{parameter}" if parameter in FIELDS else "",
        "without": question.without(base, parameter),
    }


def choices_of(question: Question) -> dict[str, list[Choice]]:
    """Return what the form offers, by parameter."""
    asked = question.asked
    spoken = dict.fromkeys((*words.LANGUAGES, *settings.AREA.languages))
    minutes = {f"{each}": _("%(count)d min") % {"count": each} for each in MINUTES}
    minutes.setdefault(asked.get("minutes", "15"), asked.get("minutes", "15"))
    return {
        "kinds": [
            Choice(each, noun_label(each), each in question.nouns) for each in KINDS_IN_ORDER
        ],
        "served_in": _choices(
            {each: words.word(words.LANGUAGES, each) for each in spoken}, asked.get("served_in")
        ),
        "wheelchair": _choices(
            {key: str(text) for key, text in words.WHEELCHAIR_AT_LEAST.items()},
            asked.get("wheelchair"),
        ),
        "minutes": _choices(minutes, asked.get("minutes", "15")),
        "profile": _choices(
            {key: str(text) for key, text in words.PROFILES.items()}, asked.get("profile", "walk")
        ),
    }


def _choices(labels: dict[str, str], chosen: str | None) -> list[Choice]:
    return [Choice(value, label, value == chosen) for value, label in labels.items()]


@dataclass(frozen=True)
class Branch:
    """A topic with those below it."""

    name: str
    choices: tuple[Choice, ...]  # itself first


def topic_tree(question: Question, language: str) -> list[Branch]:
    """Return the topics as the form offers them: each root, and all that is below it."""
    told = search.topics_in(language)
    parents = {key: parent for key, _name, parent in told}
    chosen = question.asked.get("topic")
    branches: dict[str, list[Choice]] = {}
    for key, name, _parent in told:
        root = key
        while parents[root]:
            root = parents[root]
        branches.setdefault(root, []).append(Choice(key, name, key == chosen))
    return [Branch(str(choices[0].label), tuple(choices)) for choices in branches.values()]


def finder() -> dict[str, Any]:
    """Return what the script that suggests has to know: addresses, words, symbols."""
    return {
        "suggest": reverse("api-suggest"),
        "search": reverse("pages:search"),
        "language": (get_language() or "en").split("-")[0],
        "icons": static("frontend/icons.svg"),
        "box": list(settings.AREA.box),
        "nouns": {noun: _noun(noun) for noun in (*NOUNS, "topic")},
        "kinds": kind_words(),
        "texts": texts(),
    }


def _noun(noun: str) -> dict[str, str]:
    collection = COLLECTION_OF.get(noun, "")
    if not collection:
        name, icon, page = words.word(words.NOUNS, noun), ICONS.get(noun, "place"), ""
    else:
        kind = KINDS[collection]
        name, icon, page = str(kind.name), kind.icon, reverse(f"pages:{collection}")
    return {"name": name, "icon": icon, "page": page, "collection": collection}
