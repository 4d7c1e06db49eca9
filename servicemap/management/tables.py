"""Print answers as tables for people: aligned columns, one line per walk or area."""

from __future__ import annotations

from collections.abc import Sequence

from servicemap.last_mile import LastMileAnswer
from servicemap.networks import Provenance
from servicemap.route import RouteAnswer
from servicemap.service_area import ServiceAreaAnswer
from servicemap.walks import EntranceUsed, WalkAnswer

UNKNOWN = "unknown"
NONE = "–"


def last_mile_table(answer: LastMileAnswer) -> str:
    """Return one line per origin, then why some have no figures and where the data comes from."""
    query = answer.query
    titles = ("station", "entrance", "access point", "metres", "minutes", "steps", "within")
    if any(walk.origin.kind != "station" for walk in answer.walks):
        titles = ("origin", *titles[1:])
    rows = [
        (
            walk.origin.name,
            _entrance(walk.entrance),
            _place(walk.access_point),
            _metres(walk),
            _number(walk.minutes),
            _steps(walk),
            _yes(walk.within),
        )
        for walk in answer.walks
    ]
    heading = f"To {_target(answer)} within {query.within:g} m, profile {query.profile}"
    notes = [f"{walk.origin.name}: {walk.reason}" for walk in answer.walks if walk.reason]
    return "\n".join(
        [
            heading,
            "",
            aligned(titles, rows, right=(3, 4, 5)),
            "",
            *notes,
            _credits(answer.provenance),
        ]
    )


def route_table(answer: RouteAnswer) -> str:
    """Return the figures of a walk, then its instructions."""
    walk = answer.walk
    figures = [
        ("from", walk.origin.name),
        ("entrance", _entrance(walk.entrance)),
        ("to", walk.target.name),
        ("entrance there", _entrance(walk.target_entrance)),
        ("metres", _metres(walk)),
        ("minutes", _number(walk.minutes)),
        ("straight bit at the start", _number(walk.snap_from_metres)),
        ("straight bit at the end", _number(walk.snap_to_metres)),
        ("steps", _steps(walk)),
        ("step-free", walk.step_free),
        ("surfaces", _shares(walk.surfaces)),
        ("lit", UNKNOWN if walk.lit_share is None else f"{walk.lit_share:.0%}"),
        ("profile", walk.profile),
        ("complete", _yes(walk.complete)),
    ]
    if walk.reason:
        figures.append(("reason", walk.reason))
    told = [(f"{each.metres:.0f} m", each.text) for each in walk.instructions]
    parts = [aligned((), figures)]
    if told:
        parts += ["", aligned((), told, right=(0,))]
    return "\n".join([*parts, "", _credits(answer.provenance)])


def service_area_table(answer: ServiceAreaAnswer) -> str:
    """Return one line per limit."""
    titles = ("metres", "minutes", "square metres", "network metres", "complete")
    rows = [
        (
            f"{area.metres:g}",
            f"{area.minutes:g}",
            _number(area.square_metres),
            _number(area.network_metres),
            _yes(area.complete),
        )
        for area in answer.areas
    ]
    reasons = list(dict.fromkeys(area.reason for area in answer.areas if area.reason))
    heading = f"From {answer.origin.name}, profile {answer.query.profile}"
    table = aligned(titles, rows, right=(0, 1, 2, 3))
    return "\n".join([heading, "", table, "", *reasons, _credits(answer.provenance)])


def aligned(
    titles: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()
) -> str:
    """Return rows in columns of equal width; those in `right` (numbers) end in line."""
    lines = [titles, *rows] if titles else list(rows)
    if not lines:
        return ""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _target(answer: LastMileAnswer) -> str:
    names = {walk.target.name for walk in answer.walks}
    return names.pop() if len(names) == 1 else answer.query.target.text


def _entrance(entrance: EntranceUsed | None) -> str:
    if entrance is None:
        return NONE
    return " ".join(filter(None, (entrance.ref, entrance.name))) or f"entrance {entrance.id}"


def _place(position: tuple[float, float] | None) -> str:
    return NONE if position is None else f"{position[0]:.5f},{position[1]:.5f}"


def _metres(walk: WalkAnswer) -> str:
    if walk.metres is None:
        return NONE
    return f"{walk.metres:.1f}" if walk.complete else f"≤ {walk.metres:.1f}"


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.1f}"


def _steps(walk: WalkAnswer) -> str:
    if walk.steps is None:
        return NONE
    if walk.steps_counted:
        return str(walk.steps)
    return f"{walk.steps} flight" if walk.steps == 1 else f"{walk.steps} flights"


def _shares(shares: dict[str, float] | None) -> str:
    if not shares:
        return UNKNOWN
    return ", ".join(f"{name} {share:.0%}" for name, share in shares.items())


def _yes(value: bool | None) -> str:
    return UNKNOWN if value is None else "yes" if value else "no"


def _credits(provenance: Provenance) -> str:
    return (
        f"Network {provenance.network_version}, data of {provenance.data_date}. "
        f"{provenance.attribution}"
    )
