"""The question of the search page: what its form sends, and the link that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.http import urlencode

from frontend.asking import Problem, bare
from frontend.ends import SUFFIX, Shown, meant, shown
from servicemap import parameters, search, values
from servicemap.problems import ParameterError
from servicemap.walks import End

# Everything that a link to a search may say, in the order of the page.
KNOWN = (
    *("q", "kinds", "kind", "topic", "served_in", "open", "wheelchair", "free", "since", "until"),
    *("from", "minutes", "profile", "serves", "bbox"),
)
PAGING = "next"
HANGING = ("minutes", "profile")  # what says nothing without `from`
ENDS = ("from", "serves")  # fields that take a place by its name
MOMENT = "open-at"  # the field beside `open` that a chosen day and time stands in
# What only a form sends: the address is told again without it.
OF_FORM = (*(f"{each}{SUFFIX}" for each in ENDS), MOMENT)
WALK_MINUTES = "15"


def asked_of(params: QueryDict, language: str) -> dict[str, str]:
    """Return what a link or the form asks, each parameter once, nothing blank or without effect."""
    asked = {each: _joined(params, each) for each in (*KNOWN, PAGING)}
    asked["q"] = asked["q"][: values.LONGEST].strip()  # no more is read, nor repeated in every link
    if asked["open"] == "at":
        asked["open"] = _joined(params, MOMENT)
    for each in ENDS:
        id = _joined(params, f"{each}{SUFFIX}")
        if id and asked[each]:
            asked[each] = meant(asked[each], id, language)
    if not asked["from"]:
        asked |= dict.fromkeys(HANGING, "")
    elif not asked["minutes"]:
        asked["minutes"] = WALK_MINUTES
    if asked["profile"] == "walk":
        asked["profile"] = ""
    return {each: text for each, text in asked.items() if text}


def is_told_otherwise(params: QueryDict, asked: Mapping[str, str]) -> bool:
    """Say whether the address should be told again, as the link that it means."""
    known = [each for each in params if each in (*KNOWN, PAGING, *OF_FORM)]
    given = {each: [text.strip() for text in params.getlist(each)] for each in known}
    if given.get("q") == [""]:
        del given["q"]  # an empty box says nothing, and its address is short enough
    return given != {each: [text] for each, text in asked.items()}


def _joined(params: QueryDict, parameter: str) -> str:
    texts = [text.strip() for text in params.getlist(parameter) if text.strip()]
    return ",".join(texts) if parameter == "kinds" else (texts or [""])[-1]


@dataclass(frozen=True)
class Question:
    """A search as its page shows it; `ends` are the places that it names, as far as found."""

    asked: Mapping[str, str]
    problems: Mapping[str, Problem]
    ends: Mapping[str, End]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is looked for."""
        return not is_question(self.asked)

    @property
    def is_about_serving(self) -> bool:
        """Say whether the address is all that is asked about: who serves it."""
        return "serves" in self.asked and "q" not in self.asked

    @property
    def is_ambiguous(self) -> bool:
        """Say whether nothing is wrong but that a name may mean several places."""
        return all(problem.candidates for problem in self.problems.values())

    @property
    def nouns(self) -> list[str]:
        """Return which kinds of things are looked for; none: all of them."""
        return [each for each in self.asked.get("kinds", "").split(",") if each]

    @property
    def moment(self) -> str:
        """Return the chosen day and time at which something is to be open, if any."""
        text = self.asked.get("open", "")
        return "" if text == "now" else text

    def shown(self, parameter: str) -> Shown:
        """Return what stands in a field that takes a place."""
        return shown(self.asked.get(parameter, ""), self.ends.get(parameter))

    def link(self, base: str, **changes: str) -> str:
        """Return the first page of this search with some of it changed; "" takes it out."""
        return address(base, {**self.asked, PAGING: "", **changes})

    def without(self, base: str, *gone: str) -> str:
        """Return the first page of this search without some of its parameters."""
        return self.link(base, **dict.fromkeys(gone, ""))


def is_question(asked: Mapping[str, str]) -> bool:
    """Say whether a search asks for anything: words, or any filter."""
    return bool(set(asked) - {PAGING})


def address(base: str, asked: Mapping[str, str]) -> str:
    """Return the address of a search; its parameters in their order, further ones behind."""
    kept = {each: asked[each] for each in (*KNOWN, PAGING) if asked.get(each)}
    kept |= {each: text for each, text in asked.items() if text and each not in kept}
    return f"{base}?{urlencode(kept)}" if kept else base


def problems_of(asked: Mapping[str, str]) -> dict[str, Problem]:
    """Check every parameter by itself, so that all mistakes are told at once."""
    known = {parameter.name: parameter for parameter in search.PARAMETERS}
    problems = {}
    for each, text in asked.items():
        if each == "q":
            continue  # whatever somebody types is looked for
        try:
            known[each].of(parameters.take({each: text}, search.PARAMETERS))
        except ParameterError as error:
            problems[each] = Problem(bare(error, each))
    return problems
