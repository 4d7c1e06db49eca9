"""What an organisation is, what it says of itself in which languages, and its topics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from frontend import words
from frontend.my import fields
from frontend.my.steps.base import Draft, Row, SheetForm, Step
from servicemap import search
from servicemap.editing import translations
from servicemap.editing.fields import BUSINESS
from servicemap.editing.patches import Patch, at
from servicemap.wording import base_of, is_plain, own_name

TEXTS = ("name", "description", "audience")
SCHEME = f"{BUSINESS}:"


@dataclass(frozen=True)
class Tongue:
    """One language, and the fields in it."""

    code: str
    name: str  # of the language, in itself
    rows: tuple[Row, ...]

    is_first: bool

    @property
    def lang(self) -> str:
        return base_of(self.code)

    @property
    def is_open(self) -> bool:
        """Say whether its fields are seen at once: of the first language, and where one is used."""
        return self.is_first or self.is_told or any(row.is_marked for row in self.rows)

    @property
    def is_told(self) -> bool:
        return any(row.field.value() for row in self.rows)


class AboutForm(SheetForm):
    """Kind, texts language by language, topics, languages of service, business id."""

    def build(self) -> None:
        sheet = self.draft.sheet
        self.add("kind", fields.choice(_kinds(), at(sheet, "kind")))
        for language in _languages(self.draft):
            for name in TEXTS:
                if f"{name}.{language}" in sheet or _is_asked(name, language):
                    self.add(f"{name}.{language}", _text(name, language))
        self.told_topics = search.topics_in((get_language() or "en").split("-")[0])
        topics = [(key, name) for key, name, _above in self.told_topics]
        self.add("topics", fields.ManyField(topics, at(sheet, "topics")))
        spoken = dict.fromkeys((*words.LANGUAGES, *settings.AREA.languages))
        offered = [(code, words.word(words.LANGUAGES, code)) for code in spoken]
        self.add("languages", fields.ManyField(offered, at(sheet, "languages")))
        business = fields.line(
            hint=_("Only if there is one, such as 1234567-1. It helps to avoid duplicates."),
            dir="ltr",
        )
        business.label = _("Business ID (Y-tunnus)")
        self.add("identifiers", business)
        business.initial = _business(at(sheet, "identifiers"))

    def values(self) -> Patch:
        return self._with_identifiers(super().values())

    def shown(self) -> Patch:
        return self._with_identifiers(super().shown())

    def _with_identifiers(self, values: Patch) -> Patch:
        """Put the business id among what others call it."""
        if "identifiers" not in values:
            return values
        told = at(self.draft.sheet, "identifiers") or []
        rest = [each for each in told if not str(each).startswith(SCHEME)]
        number = values["identifiers"]
        return {**values, "identifiers": [*rest, f"{SCHEME}{number}"] if number else rest or None}

    def kind_rows(self) -> Iterator[Row]:
        """Return what comes before the texts."""
        return self.rows("kind")

    def other_rows(self) -> Iterator[Row]:
        """Return what comes after the texts and topics."""
        return self.rows("languages", "identifiers")

    def topics(self) -> Row:
        """Return the topics, whose boxes `topic_branches` puts in order."""
        return self.row("topics")

    def topic_branches(self) -> list[tuple[str, list[Any]]]:
        """Return the boxes of topics below the one that each belongs to in the end."""
        boxes = {str(each.data["value"]): each for each in self["topics"]}
        above = {key: parent for key, _name, parent in self.told_topics}
        branches: dict[str, list[Any]] = {}
        for key, box in boxes.items():
            root = key
            while above.get(root):
                root = above[root]
            branches.setdefault(root, []).append(box)
        return [(str(boxes[root].choice_label), them) for root, them in branches.items()]

    def tongues(self) -> Iterator[Tongue]:
        """Yield the fields of texts, one language after the other."""
        older = {
            name: translations.older(self.draft.revision, self.draft.sheet, name) for name in TEXTS
        }
        missing = {name: translations.missing(self.draft.sheet, name) for name in TEXTS}
        for language in _languages(self.draft):
            rows = []
            for name in TEXTS:
                if f"{name}.{language}" in self.fields:
                    note = "older" if language in older[name] else ""
                    note = "missing" if language in missing[name] else note
                    rows.append(replace(self.row(f"{name}.{language}"), note=note))
            is_first = language == settings.AREA.languages[0]
            yield Tongue(language, own_name(language), tuple(rows), is_first)


class About(Step):
    key = "about"
    name = gettext_lazy("What it is")
    lead = gettext_lazy("Who you are and what you do, in the languages that you can write.")
    form_class = AboutForm
    names = ("kind", *TEXTS, "topics", "languages", "identifiers")


def _kinds() -> list[tuple[str, str]]:
    named = sorted(((key, str(text)) for key, text in words.ORGANISATIONS.items()), key=_by_name)
    return [("", _("Choose …")), *named]


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _languages(draft: Draft) -> list[str]:
    """Return the languages of texts: the area's in their order, and what else is told in."""
    area = settings.AREA
    told = [path.partition(".")[2] for path in sorted(draft.sheet) if path.split(".")[0] in TEXTS]
    return list(dict.fromkeys([*area.languages, *area.content_languages, *told]))


def _is_asked(name: str, language: str) -> bool:
    """Names have no plain language; longer texts have."""
    return bool(language) and not (name == "name" and is_plain(language))


def _text(name: str, language: str) -> Any:
    if name == "name":
        return fields.line(language)
    if name == "description":
        hint = _("What you do and for whom it is open, in a few plain sentences.")
        return fields.prose(language, hint)
    return fields.line(language, _("Such as families, or people over 65."))


def _business(identifiers: Any) -> str:
    found = [each for each in identifiers or () if str(each).startswith(SCHEME)]
    return str(found[0]).removeprefix(SCHEME) if found else ""
