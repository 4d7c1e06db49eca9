"""Read what somebody looks for: words, filters, and where they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from geodata.area import current_area
from geodata.coordinates import Box
from geodata.hours.times import AHEAD, BEHIND
from geodata.search.documents import MOST_COUNTED, NOUNS
from geodata.topics import TOPICS, is_topic
from servicemap import parameters, values
from servicemap.endpoints import Endpoint
from servicemap.parameters import Parameter
from servicemap.problems import ParameterError

UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ROWS = 20
MINUTES = 15.0
MOST_MINUTES = 60
NOW = "now"


@dataclass(frozen=True)
class SearchQuery:
    """Words and filters, all of which must hold; how many, after how many, in which language."""

    q: str = ""  # what was typed; empty when only filters are given
    nouns: tuple[str, ...] = NOUNS
    kind: str | None = None
    topic: str | None = None
    served_in: str | None = None
    open: dt.datetime | None = None
    wheelchair: str | None = None  # at least so: "limited" takes "yes", too
    free: bool = False
    since: dt.date | None = None
    until: dt.date | None = None
    origin: Endpoint | None = None
    minutes: float = MINUTES  # from `origin`
    profile: str = "walk"
    serves: Endpoint | None = None
    bbox: Box | None = None
    limit: int = ROWS
    offset: int = 0
    language: str = "en"

    @property
    def asks(self) -> bool:
        """Say whether anything is asked, beside how many and how to walk."""
        given = (
            *(self.q, self.kind, self.topic, self.served_in, self.open, self.wheelchair),
            *(self.free, self.since, self.until, self.origin, self.serves, self.bbox),
        )
        return any(given) or self.nouns != NOUNS

    @property
    def is_of_events(self) -> bool:
        """Say whether only events are asked for, and not by words."""
        return not self.q and (self.nouns == ("event",) or bool(self.since or self.until))

    @property
    def first_day(self) -> dt.date:
        """Return the day from which events are looked for: today, unless another was given."""
        today = timezone.localdate()
        return self.since or (min(today, self.until) if self.until else today)

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> SearchQuery:
        """Read a QueryDict or a mapping of texts; raises ParameterError."""
        given = parameters.take(_tidy(params), PARAMETERS)
        if not FILTERS & given.keys():
            raise ParameterError(
                WORDS.name,
                _("Give words to look for, such as %(example)s, or one of: %(filters)s.")
                % {"example": f"q={WORDS.example}", "filters": ", ".join(sorted(FILTERS))},
            )
        since, until = SINCE.of(given), UNTIL.of(given)
        if since:
            parameters.check_days(since, until)
        return cls(
            q=WORDS.of(given) or "",
            nouns=NOUNS_ASKED.of(given) or NOUNS,
            kind=KIND.of(given),
            topic=TOPIC.of(given),
            served_in=SERVED_IN.of(given),
            open=OPEN.of(given),
            wheelchair=WHEELCHAIR.of(given),
            free=FREE.of(given) is not None,
            since=since,
            until=until,
            origin=FROM.of(given),
            minutes=WALK.of(given) or MINUTES,
            profile=parameters.PROFILE.of(given) or "walk",
            serves=SERVES.of(given),
            bbox=parameters.BBOX.of(given),
            limit=LIMIT.of(given) or ROWS,
            offset=OFFSET.of(given) or 0,
            language=parameters.language_of(given),
        )


def _tidy(params: Mapping[str, Any]) -> Mapping[str, Any]:
    """Make of whatever somebody types or pastes as `q` what can be looked for: it is not judged."""
    if WORDS.name not in params:
        return params
    tidy = {name: params[name] for name in params}
    text = UNSEEN.sub(" ", str(tidy[WORDS.name]))
    return tidy | {WORDS.name: text[: values.LONGEST].strip() or "?"}


def _nouns(text: str) -> tuple[str, ...]:
    return tuple(values.choice(each.strip(), NOUNS) for each in text.split(","))


def _moment(text: str) -> dt.datetime:
    """Read `now`, or a local time of the area to the minute."""
    if text == NOW:
        return timezone.now()
    right = _("Write now, or a local time such as 2026-11-24T18:00.")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text, re.ASCII):
        raise values.ValueRefused(right)
    try:
        local = dt.datetime.fromisoformat(text)
    except ValueError:
        raise values.ValueRefused(right) from None
    moment = local.replace(tzinfo=ZoneInfo(current_area().time_zone))
    if not -BEHIND <= moment - timezone.now() <= AHEAD:
        raise values.ValueRefused(
            _("Opening hours are known from yesterday to %(days)d days ahead.")
            % {"days": AHEAD.days}
        )
    return moment


def _topic(text: str) -> str:
    return text if is_topic(text) else values.choice(text, list(TOPICS))


def _language(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise values.ValueRefused(_("Write the code of a language, such as fi or ar."))
    return text.lower()


WORDS: Parameter[str] = Parameter(
    "q",
    "What people call it: words in any language, beginnings, parts of compounds, with slips. "
    "May be left out where any filter is given.",
    {"type": "string", "minLength": 1},
    "kirjasto",
    str,
)
NOUNS_ASKED: Parameter[tuple[str, ...]] = Parameter(
    "kinds",
    "Only these kinds of things, separated by commas.",
    {"type": "array", "items": {"type": "string", "enum": list(NOUNS)}},
    "organisation,event",
    _nouns,
)
KIND: Parameter[str] = Parameter(
    "kind",
    "Only what is of this kind, such as `library` or `subway`.",
    {"type": "string", "minLength": 1, "maxLength": values.LONGEST},
    "library",
    str,
)
TOPIC: Parameter[str] = Parameter(
    "topic",
    "Only what has to do with this topic, or one below it.",
    {"type": "string", "examples": list(TOPICS)},
    "culture",
    _topic,
)
SERVED_IN: Parameter[str] = Parameter(
    "served_in",
    "Only where one is served in this language, by its code (ISO 639).",
    {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"},
    "sv",
    _language,
)
OPEN: Parameter[dt.datetime] = Parameter(
    "open",
    "Only what is known to be open `now`, or at a local time of the area.",
    {"type": "string"},
    NOW,
    _moment,
)
WHEELCHAIR: Parameter[str] = Parameter(
    "wheelchair",
    "Only what can be used with a wheelchair: `limited` takes what is fully accessible, too.",
    {"type": "string", "enum": ["yes", "limited"]},
    "limited",
    lambda text: values.choice(text, ("yes", "limited")),
)
FREE: Parameter[str] = Parameter(
    "free",
    "Only what is known to be free of charge.",
    {"type": "string", "enum": ["yes"]},
    "yes",
    lambda text: values.choice(text, ("yes",)),
)
SINCE: Parameter[dt.date] = replace(
    parameters.SINCE, description="Only events that happen on this day or later."
)
UNTIL: Parameter[dt.date] = replace(
    parameters.UNTIL, description="Only events that happen on this day or before it."
)
FROM: Parameter[Endpoint] = replace(
    parameters.FROM,
    description="Only what can be walked to from here within `minutes`: "
    f"{parameters.ENDPOINT_FORMS}.",
)
WALK: Parameter[float] = Parameter(
    "minutes",
    "How long the walk from `from` may be at the profile's speed.",
    {"type": "number", "minimum": 1, "maximum": MOST_MINUTES, "default": MINUTES},
    "15",
    lambda text: values.number(text, 1, MOST_MINUTES, "min"),
)
SERVES: Parameter[Endpoint] = replace(
    parameters.FROM,
    name="serves",
    description=f"Only organisations whose operating area holds this: {parameters.ENDPOINT_FORMS}.",
)
LIMIT: Parameter[int] = replace(
    parameters.LIMIT, schema={**parameters.LIMIT.schema, "default": ROWS}, example="20"
)
OFFSET: Parameter[int] = replace(
    parameters.OFFSET,
    schema={"type": "integer", "minimum": 1, "maximum": MOST_COUNTED},
    read=lambda text: values.whole(text, 1, MOST_COUNTED),
)
PARAMETERS = (
    *(WORDS, NOUNS_ASKED, KIND, TOPIC, SERVED_IN, OPEN, WHEELCHAIR, FREE, SINCE, UNTIL),
    *(FROM, WALK, parameters.PROFILE, SERVES, parameters.BBOX, LIMIT, OFFSET, parameters.LANG),
)
FILTERS = {
    each.name
    for each in (
        *(WORDS, NOUNS_ASKED, KIND, TOPIC, SERVED_IN, OPEN, WHEELCHAIR, FREE, SINCE, UNTIL, FROM),
        *(SERVES, parameters.BBOX),
    )
}
