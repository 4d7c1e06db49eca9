"""Declare every parameter once: name, meaning, schema, example, and how its text is read."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.coordinates import Box
from geodata.network import PROFILES
from servicemap import times, values
from servicemap.endpoints import Endpoint, parse_endpoint
from servicemap.problems import ParameterError
from servicemap.times import TimeCursor

T = TypeVar("T")
Schema = Mapping[str, Any]

MOST_METRES = 20_000
MOST_MINUTES = 240
MOST_ROWS = 1000
ROWS = 100
FORMATS = ("geojson", "json", "csv")
ROWS_FORMATS = ("json", "csv")
SHAPES = ("polygons", "lines")
ENDPOINT_FORMS = (
    "`lon,lat` in degrees, `station:ID`, `hub:ID`, `organisation:ID`, `trail:ID`, `place:ID`, "
    "`event:ID` (where it is), the word `metro` (all open stations of mode subway), an exact name "
    "in any language, or an address"
)


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """A parameter of a question; `read` refuses with ValueRefused."""

    name: str
    description: str
    schema: Schema
    example: str
    read: Callable[[str], T]
    required: bool = field(default=False)

    def of(self, given: Mapping[str, str]) -> T | None:
        """Return the value, or None when it was not given; raises ParameterError."""
        if self.name not in given:
            if self.required:
                raise ParameterError(
                    self.name,
                    _("This parameter is missing; write for example %(example)s.")
                    % {"example": f"{self.name}={self.example}"},
                )
            return None
        text = given[self.name]
        try:
            if not text:
                raise values.ValueRefused(
                    _("This value is empty; leave it out, or write for example %(example)s.")
                    % {"example": f"{self.name}={self.example}"}
                )
            return self.read(text)
        except values.ValueRefused as refusal:
            raise ParameterError(self.name, str(refusal)) from None

    def needed(self, given: Mapping[str, str]) -> T:
        """Return the value of a required parameter; raises ParameterError."""
        value = self.of(given)
        if value is None:
            raise TypeError(f"{self.name} is not declared as required")
        return value


def languages() -> tuple[str, ...]:
    """Return the languages that names and instructions can be asked in."""
    return tuple(
        dict.fromkeys(
            [*(code for code, _name in settings.LANGUAGES), "en", *current_area().languages]
        )
    )


def text_languages() -> tuple[str, ...]:
    """Return the languages that descriptions can be asked in: plain language is one of its own."""
    return (*languages(), *current_area().content_languages)


def _endpoint_schema() -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": values.LONGEST}


def _limits_schema(highest: float) -> Schema:
    return {
        "type": "array",
        "items": {"type": "number", "minimum": 1, "maximum": highest},
        "minItems": 1,
        "maxItems": values.MOST_LIMITS,
    }


FROM: Parameter[Endpoint] = Parameter(
    "from", f"Where the walk starts: {ENDPOINT_FORMS}.", _endpoint_schema(), "metro", parse_endpoint
)
TO: Parameter[Endpoint] = Parameter(
    "to", f"Where the walk ends: {ENDPOINT_FORMS}.", _endpoint_schema(), "trail:1", parse_endpoint
)
WITHIN: Parameter[float] = Parameter(
    "within",
    "How far is near enough, in metres along the network.",
    {"type": "number", "minimum": 1, "maximum": MOST_METRES},
    "1500",
    lambda text: values.number(text, 1, MOST_METRES, "m"),
)
METRES: Parameter[tuple[float, ...]] = Parameter(
    "metres",
    "Limits of the service area in metres, separated by commas.",
    _limits_schema(MOST_METRES),
    "500,1000,1500",
    lambda text: values.limits(text, 1, MOST_METRES, "m"),
)
MINUTES: Parameter[tuple[float, ...]] = Parameter(
    "minutes",
    "Limits of the service area in minutes at the profile's speed, instead of `metres`.",
    _limits_schema(MOST_MINUTES),
    "5,10,15",
    lambda text: values.limits(text, 1, MOST_MINUTES, "min"),
)
PROFILE: Parameter[str] = Parameter(
    "profile",
    "Who walks: `step_free` uses nothing known to have steps; `slow` differs in speed only.",
    {"type": "string", "enum": list(PROFILES), "default": "walk"},
    "walk",
    lambda text: values.choice(text, list(PROFILES)),
)
LANG: Parameter[str] = Parameter(
    "lang",
    "Language of names, instructions and messages.",
    {"type": "string"},
    "en",
    lambda text: values.choice(text, languages()),
)
TEXT: Parameter[str] = Parameter(
    "text",
    "Language of descriptions, where it is another than `lang`; fi-simple is plain Finnish.",
    {"type": "string"},
    "fi",
    lambda text: values.choice(text, text_languages()),
)
FORMAT: Parameter[str] = Parameter(
    "format",
    "Form of the answer: GeoJSON, JSON rows without geometry, or CSV with the same names.",
    {"type": "string", "enum": list(FORMATS), "default": "geojson"},
    "geojson",
    lambda text: values.choice(text, FORMATS),
)
SHAPE: Parameter[str] = Parameter(
    "as",
    "Service area as polygons, or as the reachable lines of the network.",
    {"type": "string", "enum": list(SHAPES), "default": "polygons"},
    "polygons",
    lambda text: values.choice(text, SHAPES),
)
BBOX: Parameter[Box] = Parameter(
    "bbox",
    "Only what touches this box: west,south,east,north in degrees.",
    {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
    "24.8,60.1,24.9,60.2",
    values.box,
)
Q: Parameter[str] = Parameter(
    "q",
    "Only what has this text in a name, in any language.",
    {"type": "string", "minLength": 1, "maxLength": values.LONGEST},
    "metro",
    str,
)
LIMIT: Parameter[int] = Parameter(
    "limit",
    "At most this many features in one answer.",
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS},
    "100",
    lambda text: values.whole(text, 1, MOST_ROWS),
)
NEXT: Parameter[int] = Parameter(
    "next",
    "Continue after this feature: the field `next` of the former answer holds the whole address.",
    {"type": "integer", "minimum": 1},
    "1",
    lambda text: values.whole(text, 1, 2**63 - 1),
)

SINCE: Parameter[dt.date] = Parameter(
    "since",
    "Only what is on this day or later, by the area's clock; without it, what is still to come.",
    {"type": "string", "format": "date"},
    "2026-11-28",
    values.day,
)
UNTIL: Parameter[dt.date] = Parameter(
    "until",
    "Only what is on this day or before it, by the area's clock.",
    {"type": "string", "format": "date"},
    "2099-11-29",
    values.day,
)
AFTER_TIME: Parameter[TimeCursor] = Parameter(
    "next",
    "Continue after this time of an event: the field `next` of the former answer holds the whole "
    "address.",
    {"type": "string", "maxLength": values.LONGEST},
    "2026-11-28T16:00:00Z,1",
    times.cursor,
)
OFFSET: Parameter[int] = Parameter(
    "next",
    "Leave out so many rows: the field `next` of the former answer holds the whole address.",
    {"type": "integer", "minimum": 1},
    "1",
    lambda text: values.whole(text, 1, 2**31),
)
ROWS_FORMAT: Parameter[str] = Parameter(
    "format",
    "Form of the answer: JSON, or CSV with the same names.",
    {"type": "string", "enum": list(ROWS_FORMATS), "default": "json"},
    "json",
    lambda text: values.choice(text, ROWS_FORMATS),
)
SOURCE: Parameter[str] = Parameter(
    "source",
    "Only of the source with this key.",
    {"type": "string", "minLength": 1, "maxLength": values.LONGEST},
    "osm",
    str,
)


def take(params: Mapping[str, Any], known: Iterable[Parameter[Any]]) -> dict[str, str]:
    """Return parameters as clean text; raises ParameterError for unknown and repeated ones."""
    names = [parameter.name for parameter in known]
    given: dict[str, str] = {}
    for name in params:
        if name not in names:
            raise ParameterError(_shown(name), _unknown(name, names))
        texts = params.getlist(name) if isinstance(params, QueryDict) else [params[name]]
        if len(texts) > 1:
            raise ParameterError(name, _("This parameter is given more than once; give it once."))
        try:
            given[name] = values.clean(str(texts[0]))
        except values.ValueRefused as refusal:
            raise ParameterError(name, str(refusal)) from None
    return given


def check_days(since: dt.date, until: dt.date | None) -> None:
    """Refuse days that end before they begin; raises ParameterError."""
    if until is not None and until < since:
        raise ParameterError(
            UNTIL.name,
            _("%(until)s is before %(since)s, the first day asked for.")
            % {"until": until.isoformat(), "since": since.isoformat()},
        )


def without_blanks(params: QueryDict) -> QueryDict:
    """Return the query of an HTML form without the fields that were left blank."""
    kept = QueryDict(mutable=True)
    for name, texts in params.lists():
        filled = [str(text) for text in texts if str(text).strip()]
        if filled:
            kept.setlist(name, filled)
    return kept


def language_of(given: Mapping[str, str]) -> str:
    """Return the asked language, else the active one."""
    active = (get_language() or "en").split("-")[0]
    return LANG.of(given) or active


def _shown(name: str) -> str:
    return "".join(sign for sign in name[:60] if sign.isprintable())


def _unknown(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return _("This parameter is not known. Did you mean %(near)s?") % {"near": near[0]}
    return _("This parameter is not known. Known: %(known)s.") % {"known": ", ".join(sorted(names))}
