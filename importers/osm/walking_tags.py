"""Read from tags whether a way can be walked, and what it is like to walk on."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geodata.network.ways import Attributes, Direction, Kind, Lit, Obstacle, StepFree
from importers.osm.texts import clean

Tags = Mapping[str, str]
TABLE: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "walking.toml").read_text("utf-8")
)
_LONGEST_NAME = 200
_LANGUAGE = re.compile(r"name:([a-z]{2,3}(?:-[A-Za-z]{2,8})?)$")


def kind_of(tags: Tags) -> Kind | None:
    """Return what kind of way the tags describe, or None when it is none to walk on."""
    name = TABLE["kinds"].get(tags.get("highway", ""))
    if name is None and "highway" not in tags:
        others = (f"{key}={value}" for key, value in tags.items())
        name = next((TABLE["other"][other] for other in others if other in TABLE["other"]), None)
    if name is None and tags.get("highway") in TABLE["access"]["only_with_foot"]:
        name = "street" if tags.get("foot") in ("yes", "designated") else None
    if name is None:
        return None
    highway = tags.get("highway", "")
    more = (
        TABLE["footway"].get(tags.get(highway, ""))
        if highway in ("footway", "path", "cycleway")
        else None
    )
    return Kind[(more or name).upper()]


def is_walkable(tags: Tags) -> bool:
    """Tell whether people may and can walk on a way with these tags."""
    if kind_of(tags) is None or tags.get("route") == "ferry":
        return False
    access = TABLE["access"]
    foot = tags.get("foot")
    if foot is not None and foot in access["foot_no"]:
        return False
    if foot in access["foot_yes"]:
        return True
    return tags.get("access") not in access["closed"] and tags.get("motorroad") != "yes"


def attributes_of(tags: Tags) -> Attributes:
    """Return what the tags of a walkable way tell a walker; ValueError when it is none."""
    kind = kind_of(tags)
    if kind is None:
        raise ValueError("a way that cannot be walked has no walking attributes")
    return Attributes(
        kind=kind,
        name=_names(tags),
        surface=clean(tags.get("surface", "").split(";")[0])[:40] or "unknown",
        lit=_lit(tags.get("lit")),
        step_free=_step_free(tags, kind),
        step_count=_step_count(tags) if kind is Kind.STEPS else -1,
        direction=_direction(tags, kind),
        is_underground=_is_underground(tags),
    )


def _names(tags: Tags) -> tuple[tuple[str, str], ...]:
    names = {m.group(1): text for key, text in tags.items() if (m := _LANGUAGE.match(key))}
    plain = tags.get("name", "")
    if plain and plain not in names.values():
        names[""] = plain
    shown = {language: clean(text)[:_LONGEST_NAME] for language, text in names.items()}
    return tuple(sorted((language, text) for language, text in shown.items() if text))


def _lit(value: str | None) -> Lit:
    if value in TABLE["lit"]["yes"]:
        return Lit.YES
    return Lit.NO if value in TABLE["lit"]["no"] else Lit.UNKNOWN


def _step_free(tags: Tags, kind: Kind) -> StepFree:
    """Follow the definition: no with steps, raised kerb or wheelchair=no; yes when it is known."""
    table = TABLE["step_free"]
    wheelchair, kerb = tags.get("wheelchair"), tags.get("kerb")
    if kind is Kind.STEPS or wheelchair in table["wheelchair_no"] or kerb in table["kerb_no"]:
        return StepFree.NO
    if wheelchair in table["wheelchair_yes"]:
        return StepFree.YES
    if tags.get("smoothness") in table["smoothness_bad"] or wheelchair == "limited":
        return StepFree.UNKNOWN
    is_level = kind.name.lower() in table["level_kinds"] or kerb in table["kerb_yes"]
    return StepFree.YES if is_level or tags.get("surface") in table["firm"] else StepFree.UNKNOWN


def _step_count(tags: Tags) -> int:
    text = tags.get("step_count", "")
    return int(text) if re.fullmatch("[1-9][0-9]{0,3}", text) else -1


def _direction(tags: Tags, kind: Kind) -> Direction:
    """Return where people may walk: a one-way street is none for them, an escalator is."""
    value = tags.get("oneway:foot") or tags.get("foot:oneway")
    if value is None and kind is Kind.STEPS:
        value = {"forward": "yes", "backward": "-1"}.get(tags.get("conveying", ""))
    if value == "yes":
        return Direction.FORWARD
    return Direction.BACKWARD if value == "-1" else Direction.BOTH


def _is_underground(tags: Tags) -> bool:
    levels = re.findall(r"-?\d+", tags.get("level", "") or tags.get("layer", ""))
    below = bool(levels) and max(int(level[:4]) for level in levels) < 0
    return below or tags.get("tunnel") == "yes" or (tags.get("indoor", "no") != "no")


def obstacle_of(tags: Tags) -> Obstacle | None:
    """Return what a node with these tags does to walkers who want to pass, if anything."""
    barriers, step_free = TABLE["barriers"], TABLE["step_free"]
    barrier = tags.get("barrier", "")
    foot, access = tags.get("foot"), tags.get("access")
    may_pass = foot in TABLE["access"]["foot_yes"]
    is_shut = foot in TABLE["access"]["foot_no"] or access in TABLE["access"]["closed"]
    if not may_pass and (
        barrier in barriers["closed"] or (barrier in barriers["lockable"] and is_shut)
    ):
        return Obstacle.CLOSED
    is_step = barrier in barriers["step"] or tags.get("kerb") in step_free["kerb_no"]
    is_barred = (
        bool(barrier or tags.get("kerb")) and tags.get("wheelchair") in step_free["wheelchair_no"]
    )
    return Obstacle.STEP if is_step or is_barred else None
