"""The form of the last mile: its fields, what was typed, what is wrong beside each, suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend.ends import shown
from frontend.words import PROFILES, word
from servicemap import last_mile, parameters
from servicemap.features import FeaturesQuery, answer
from servicemap.problems import Candidate, NotReady, ParameterError, QuestionError
from servicemap.remembering import remembered
from servicemap.walks import End

FIELDS = ("from", "to", "within", "profile")
SUGGESTIONS = 200


@dataclass(frozen=True)
class Field:
    """One field as it is shown; `error` is translated, `candidates` are what may be meant."""

    name: str
    label: str
    hint: str
    value: str
    error: str = ""
    candidates: Sequence[Candidate] = ()
    id: str = ""  # what the value stands for, where it is the name of something that is known


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field."""

    message: str
    candidates: Sequence[Candidate] = ()


@dataclass(frozen=True)
class Form:
    """The whole form; `profiles` are (value, label) pairs."""

    start: Field
    goal: Field
    within: Field
    profile: Field
    profiles: tuple[tuple[str, str], ...]
    starts: tuple[str, ...] = field(default=())
    goals: tuple[str, ...] = field(default=())

    @property
    def wrong(self) -> list[Field]:
        """Return the fields with an error, in the order of the page."""
        return [each for each in (self.start, self.goal, self.within, self.profile) if each.error]


def given_of(params: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, without what was left blank and what is no field of the form."""
    return {name: params[name] for name in FIELDS if params.get(name, "").strip()}


def problems_of(given: Mapping[str, str]) -> dict[str, Problem]:
    """Check every field by itself, so that all mistakes are told at once."""
    known = {parameter.name: parameter for parameter in last_mile.PARAMETERS}
    problems = {}
    for name, text in given.items():
        try:
            known[name].of(parameters.take({name: text}, last_mile.PARAMETERS))
        except ParameterError as error:
            problems[name] = Problem(bare(error, name))
    return problems


def bare(error: QuestionError, name: str) -> str:
    """Return the message of an error without its parameter's name: the field's label says it."""
    return error.message.removeprefix(f"{name}: ")


def form(
    given: Mapping[str, str],
    problems: Mapping[str, Problem] | None = None,
    ends: Mapping[str, End] | None = None,
) -> Form:
    """Return the form as it is to be shown; the area's own question fills what was left blank.

    `ends` are those that were found: an id is shown by the name of its end.
    """
    default = settings.AREA.last_mile
    wrong, found = problems or {}, ends or {}

    def of(name: str, label: str, hint: str, blank: Any) -> Field:
        problem = wrong.get(name) or Problem("")
        value = shown(given.get(name, str(blank))[:200], found.get(name))
        return Field(name, label, hint, value.text, problem.message, problem.candidates, value.id)

    return Form(
        start=of(
            "from",
            _("From"),
            _("A station, hub or organisation by its name; “metro” for all metro stations."),
            default.origin,
        ),
        goal=of("to", _("To"), _("A trail or any other place by its name."), default.target),
        within=of(
            "within",
            _("Within, in metres"),
            _("How far on foot is near enough?"),
            default.within,
        ),
        profile=of("profile", _("Who walks?"), "", "walk"),
        profiles=tuple((key, word(PROFILES, key)) for key in _profiles()),
        starts=("metro", *_names("stations"), *_names("hubs")),
        goals=_names("trails"),
    )


def _profiles() -> Sequence[str]:
    choices: Sequence[str] = parameters.PROFILE.schema["enum"]
    return choices


def _names(collection: str) -> tuple[str, ...]:
    """Return names to suggest, each once; nothing before the first import."""
    try:
        return _named(collection, (get_language() or "en").split("-")[0])
    except NotReady:
        return ()


@remembered(32)
def _named(collection: str, language: str) -> tuple[str, ...]:
    found = answer(FeaturesQuery(collection, None, None, SUGGESTIONS, None, language), ())
    return tuple(dict.fromkeys(each.name for each in found.features if 0 < len(each.name) <= 100))
