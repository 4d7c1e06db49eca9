"""Where an organisation works: districts chosen from a list, a distance around a place, corners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.map_page import config
from frontend.my import fields
from frontend.my.position import PositionField
from frontend.my.steps.base import Draft, Remark, SheetForm, Step
from servicemap import values
from servicemap.editing import area_shapes, areas, whereabouts
from servicemap.editing.area_shapes import AreaTold, DistrictOffered
from servicemap.editing.fields import Wrong
from servicemap.editing.patches import Patch, at
from servicemap.problems import NotFound
from servicemap.values import ValueRefused

PATH = "areas"
MOST_NAMED = 50  # corners that are not given by figures
Kind = areas.Kind
Areas = list[dict[str, Any]]


@dataclass(frozen=True)
class Group:
    """Districts of one kind, each with its checkbox."""

    name: str
    offered: tuple[tuple[DistrictOffered, bool], ...]


class AreaForm(SheetForm):
    """Districts to choose, one more distance, one more drawn area or another of the drawn ones."""

    def build(self) -> None:
        self.listed: Areas = at(self.draft.sheet, PATH) or []
        ids = [str(each.id) for each in self.districts]
        chosen = fields.ManyField([(each, each) for each in ids], _strings(self.chosen))
        self._add("districts", chosen, _("Districts"), _strings(self.chosen))
        centre = PositionField()
        centre.help_text = _("An address, a name, or lon,lat. Left empty: around yourselves.")
        self._add("centre", centre, _("Around which place"))
        attributes = {"inputmode": "decimal", "size": "6", "autocomplete": "off"}
        metres = forms.CharField(max_length=20, widget=forms.TextInput(attributes))
        self._add("kilometres", metres, _("How far, in kilometres"))
        corners = fields.prose(
            hint=_("One in each line, in their order around: an address, or longitude, latitude."),
            rows=8,
        )
        self._add("corners", corners, _("Corners"), self._lines(self.changing))

    def _add(self, name: str, one: forms.Field, label: str, initial: Any = None) -> None:
        one.required, one.label, one.initial = False, label, initial
        self.fields[name] = one

    @cached_property
    def districts(self) -> list[DistrictOffered]:
        """Return what can be chosen."""
        return area_shapes.districts(fields.language())

    @property
    def chosen(self) -> list[int]:
        """Return the districts that are chosen, in whichever of the areas."""
        return sorted({id for each in self.listed for id in each.get("districts", ())})

    @property
    def changing(self) -> int | None:
        """Return which of the areas has its corners changed, counted from 0."""
        number = _number(self.entry) - 1
        is_drawn = 0 <= number < len(self.listed) and area_shapes.corners_of(self.listed[number])
        return number if is_drawn else None

    def clean(self) -> dict[str, Any]:
        """Make areas of what was typed; what is no area is told where it was typed.

        While somebody types nothing is made: it is not known yet when it is whole.
        """
        self.round: dict[str, Any] | None = None
        self.drawn: dict[str, Any] | None = None
        if "do" in self.data:
            for name, make in (("kilometres", self._round), ("corners", self._drawn)):
                try:
                    make()
                except (Wrong, ValueRefused) as wrong:
                    self.add_error(name, str(wrong))
        return self.cleaned_data

    def _round(self) -> None:
        text = self.cleaned_data.get("kilometres")
        if not text:
            if self.cleaned_data.get("centre"):
                raise Wrong(_("Say how far."))
            return
        if "centre" in self.errors:
            return
        centre = self.cleaned_data.get("centre") or at(self.draft.sheet, "point")
        if centre is None:
            self.add_error("centre", _("Say around which place; you have no position yourselves."))
            return
        told = {"kind": Kind.RADIUS, "centre": centre, "metres": _metres(text)}
        areas.check_one(told)
        self.round = told

    def _drawn(self) -> None:
        lines = (self.cleaned_data.get("corners") or "").splitlines()
        corners = _corners([line.strip() for line in lines if line.strip()])
        if not corners:
            return
        ring = corners if corners[0] == corners[-1] and len(corners) > 1 else [*corners, corners[0]]
        told = {"kind": Kind.DRAWN, "polygon": [[ring]]}
        areas.check_one(told)
        self.drawn = told

    def values(self) -> Patch:
        kept = list(self.listed)
        if self.drawn is not None and self.changing is not None:
            kept[self.changing] = self.drawn
        out = _number(self.data.get("do", "").removeprefix("out-"))
        if 0 < out <= len(kept):
            del kept[out - 1]
        elif "districts" in self.cleaned_data:
            kept = _with_districts(kept, [int(each) for each in self.cleaned_data["districts"]])
        kept += [self.round] if self.round else []
        kept += [self.drawn] if self.drawn and self.changing is None else []
        return {PATH: kept or None}

    def shown(self) -> Patch:
        return {PATH: self.listed or None}

    def field_of(self, path: str) -> str | None:
        return None

    def groups(self) -> Iterator[Group]:
        """Yield the districts that can be chosen, kind by kind."""
        ticked = set(self["districts"].value() or ())
        for kind, name in (("administrative", _("Parts of town")), ("postal", _("Postal areas"))):
            offered = [each for each in self.districts if each.kind == kind]
            if offered:
                yield Group(name, tuple((each, str(each.id) in ticked) for each in offered))

    def whole(self) -> Remark:
        """Return what is to be said of all of them."""
        return self.remark(PATH)

    @cached_property
    def told(self) -> list[AreaTold]:
        """Return the areas of the draft."""
        return area_shapes.told(self.listed, fields.language())

    def _lines(self, index: int | None) -> str:
        """Return the corners of one of the areas, a line each."""
        if index is None:
            return ""
        found = area_shapes.corners_of(self.listed[index]) or []
        return "\n".join(map(fields.written, found))


class Area(Step):
    key = "area"
    name = gettext_lazy("Where you work")
    lead = gettext_lazy(
        "The area in which people can turn to you. Choose districts, give a distance, or draw; "
        "several together are all of it."
    )
    form_class = AreaForm
    names = (PATH,)

    def context(self, draft: Draft, form: Any) -> dict[str, Any]:
        """Tell the map what to draw."""
        drawn = [
            {
                "name": str(each.number),
                "label": _("Area %(number)d") % {"number": each.number},
                "text": each.text,
                "geometry": each.geometry,
            }
            for each in form.told
            if each.geometry and each.number - 1 != form.changing
        ]
        return {
            "map_config": config(),
            "areas_drawn": {"areas": [{**each, "is_example": False} for each in drawn]},
        }

    def after(self, do: str, draft: Draft) -> str:
        """Go on with the corners that are to be changed, or back to the list."""
        what, _dash, number = do.partition("-")
        if what == "change" and _number(number):
            return f"?entry={number}#id_corners"
        return "#areas" if do else ""


def _number(text: str) -> int:
    """Return which of the areas a text names, counted from 1; 0 for none."""
    return int(text) if re.fullmatch(r"[1-9]\d{0,2}", text, re.ASCII) else 0


def _with_districts(listed: Areas, ids: list[int]) -> Areas:
    """Let the areas made of districts be these, in one; unchanged where they are already."""
    known = sorted({id for each in listed for id in each.get("districts", ())})
    if sorted(ids) == known:
        return listed
    rest = [each for each in listed if each["kind"] != Kind.DISTRICTS]
    return [{"kind": Kind.DISTRICTS, "districts": sorted(ids)}, *rest] if ids else rest


def _metres(text: str) -> float:
    """Read kilometres with a comma or a point."""
    return round(values.number(text.replace(",", "."), 0.05, 100, "km") * 1000)


def _corners(lines: list[str]) -> list[list[float]]:
    """Read corners, a line each; raises Wrong with the line's number."""
    if len(lines) > areas.MOST_CORNERS + 1:
        raise Wrong(_("An area has at most %(most)d corners.") % {"most": areas.MOST_CORNERS})
    named = [line for line in lines if not line[:1].isdigit() and not line.startswith("-")]
    if len(named) > MOST_NAMED:
        raise Wrong(_("Give at most %(most)d corners as addresses.") % {"most": MOST_NAMED})
    corners = []
    for number, line in enumerate(lines, 1):
        try:
            corners.append(whereabouts.corner_of(line, fields.language()))
        except (ValueRefused, NotFound) as error:
            told = _("Corner %(number)d: %(problem)s")
            problem = getattr(error, "message", error)
            raise Wrong(told % {"number": number, "problem": problem}) from None
    return corners


def _strings(ids: list[int]) -> list[str]:
    return [str(each) for each in ids]
