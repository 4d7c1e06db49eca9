"""Answer what a link to the map asks: a walk, its comparison, what can be reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from frontend.asking import Problem, bare
from frontend.ends import Shown, shown
from servicemap import last_mile, operating_area, parameters, route, service_area
from servicemap.endpoints import Endpoint
from servicemap.last_mile import LastMileAnswer
from servicemap.operating_area import OperatingAreaAnswer, OperatingAreaQuery
from servicemap.problems import NotFound, ParameterError
from servicemap.service_area import ServiceAreaAnswer
from servicemap.stops import find
from servicemap.walks import End, WalkAnswer

LIMITS = {"metres": "500,1000,1500", "minutes": "5,10,15"}
FIELDS = ("from", "to", "profile", "compare", "area")
PARAMETERS = (parameters.FROM, parameters.TO, parameters.PROFILE)
PROFILES = ("walk", "step_free", "slow")
COMPARED = {"walk": "step_free", "slow": "step_free", "step_free": "walk"}
A = TypeVar("A")


@dataclass(frozen=True)
class MapQuery:
    """What a link to the map asks; the texts are as they were given, clean."""

    given: Mapping[str, str]
    origin: Endpoint | None
    target: Endpoint | None
    profile: str
    compare: bool
    area: str  # "", "metres" or "minutes"

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was asked."""
        return self.origin is None and self.target is None

    def address(self, base: str, **changes: str) -> str:
        """Return the link to the same question with some of it changed; "" takes it out."""
        asked = {**self.given, **changes}
        kept = {name: asked[name] for name in FIELDS if asked.get(name)}
        return f"{base}?{urlencode(kept, safe=',:')}" if kept else base


@dataclass
class Told:
    """Everything there is to say and draw; `problems` by field, in place of what has no answer."""

    query: MapQuery
    walks: tuple[WalkAnswer, ...] = ()
    other: WalkAnswer | None = None  # the same walk for the profile it is compared with
    areas: ServiceAreaAnswer | None = None
    ends: dict[str, End] = field(default_factory=dict)  # "from" and "to", as far as they are one
    operating: list[OperatingAreaAnswer] = field(default_factory=list)  # of organisations at them
    problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def walk(self) -> WalkAnswer | None:
        """Return the one walk, when there is one."""
        return self.walks[0] if len(self.walks) == 1 else None

    @property
    def shown(self) -> dict[str, Shown]:
        """Return what the fields of the form show."""
        given = self.query.given
        return {name: shown(given.get(name, ""), self.ends.get(name)) for name in ("from", "to")}

    @property
    def is_same(self) -> bool:
        """Say whether both profiles take the same way."""
        walk, other = self.walk, self.other
        return bool(walk and other and walk.coordinates == other.coordinates)

    @property
    def shorter_metres(self) -> float:
        """Return by how much the compared way is shorter."""
        return -(self.other_metres or 0)

    @property
    def other_metres(self) -> float | None:
        """Return by how much the compared way is longer (negative: shorter)."""
        walk, other = self.walk, self.other
        if not walk or not other or walk.metres is None or other.metres is None:
            return None
        return other.metres - walk.metres


def query_of(params: Mapping[str, str]) -> tuple[MapQuery, dict[str, Problem]]:
    """Read the query of a link; what is wrong is told by field and taken as not given."""
    given = {name: text for name in FIELDS if (text := params.get(name, "").strip())}
    problems: dict[str, Problem] = {}
    values: dict[str, Any] = {}
    for parameter in PARAMETERS:
        name = parameter.name
        try:
            clean = parameters.take({name: given[name]} if name in given else {}, PARAMETERS)
            values[name] = parameter.of(clean)
        except ParameterError as error:
            problems[name] = Problem(bare(error, name))
    query = MapQuery(
        given=given,
        origin=values.get("from"),
        target=values.get("to"),
        profile=values.get("profile") or "walk",
        compare=given.get("compare") == "yes",
        area=given["area"] if given.get("area") in LIMITS else "",
    )
    return query, problems


def tell(params: Mapping[str, str], language: str) -> Told:
    """Answer a link; raises NotReady when there is no network yet."""
    query, problems = query_of(params)
    told = Told(query, problems=problems)
    asked = {"profile": query.profile, "lang": language}
    if query.origin:
        asked["from"] = str(query.origin)
    if query.target:
        asked["to"] = str(query.target)
    if query.origin and query.target:
        _tell_walks(told, asked)
    if query.origin and query.area and "from" not in told.problems:
        _tell_areas(told, {**asked, query.area: LIMITS[query.area]})
    _tell_ends(told, language)
    return told


def _tell_walks(told: Told, asked: Mapping[str, str]) -> None:
    query = told.query
    if query.origin and query.origin.kind == "metro":
        answer = _tried(told, lambda: last_mile.answer(last_mile.LastMileQuery.from_params(asked)))
        told.walks = answer.walks if isinstance(answer, LastMileAnswer) else ()
        return
    found = _tried(told, lambda: route.answer(route.RouteQuery.from_params(asked)))
    if found is None:
        return
    told.walks = (found.walk,)
    if query.compare:
        compared = {**asked, "profile": COMPARED[query.profile]}
        told.other = route.answer(route.RouteQuery.from_params(compared)).walk


def _tell_areas(told: Told, asked: Mapping[str, str]) -> None:
    params = {name: text for name, text in asked.items() if name != "to"}
    query = service_area.ServiceAreaQuery
    told.areas = _tried(told, lambda: service_area.answer(query.from_params(params)))


def _tell_ends(told: Told, language: str) -> None:
    """Say who stands at both ends, and where organisations there work."""
    known = {"from": told.walk.origin, "to": told.walk.target} if told.walk else {}
    for name, endpoint in (("from", told.query.origin), ("to", told.query.target)):
        if endpoint is None or endpoint.kind in ("point", "metro") or name in told.problems:
            continue
        end = known.get(name) or _end(told, endpoint, name, language)
        if end is None:
            continue
        told.ends[name] = end
        if end.kind == "organisation":
            number = int(end.id.partition(":")[2])
            answer = operating_area.answer(OperatingAreaQuery(number, language))
            told.operating += [answer] if answer.parts else []


def _end(told: Told, endpoint: Endpoint, name: str, language: str) -> End | None:
    found = _tried(told, lambda: find(endpoint, name, language))
    return found[0].end if found else None


def _tried(told: Told, ask: Callable[[], A]) -> A | None:
    """Ask; who cannot be found is told beside the field that named it."""
    try:
        return ask()
    except NotFound as error:
        name = error.parameter or "to"
        told.problems[name] = Problem(bare(error, name), error.candidates)
    return None
