"""Which ways can be walked, and what their tags tell: the table, and real extracts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from django.conf import settings

from geodata.area import load_area
from geodata.network import Targets, open_network, snap, trail_targets, walks
from geodata.network.build import compile_network
from geodata.network.ways import Direction, Kind, Lit, Obstacle, StepFree
from importers.osm.elements import read_elements
from importers.osm.model import Member, OsmData, Relation, Way
from importers.osm.walking import coverage_of, walking_map
from importers.osm.walking_tags import attributes_of, is_walkable, obstacle_of

EVERYWHERE = shapely.box(20, 55, 30, 65)


def tags(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split()) if text else {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("highway=footway", True),
        ("highway=residential", True),
        ("highway=cycleway", True),
        ("highway=cycleway foot=no", False),
        ("highway=motorway", False),
        ("highway=motorway_link", False),
        ("highway=trunk", False),
        ("highway=trunk foot=yes", True),
        ("highway=primary motorroad=yes", False),
        ("highway=service access=private", False),
        ("highway=service access=private foot=yes", True),
        ("highway=service access=no", False),
        ("highway=footway access=permissive", True),
        ("highway=path foot=private", False),
        ("highway=secondary foot=use_sidepath", False),
        ("highway=construction", False),
        ("highway=proposed", False),
        ("highway=elevator", True),
        ("highway=corridor", True),
        ("railway=platform", True),
        ("public_transport=platform", True),
        ("man_made=pier", True),
        ("route=ferry", False),
        ("route=ferry foot=yes", False),
        ("man_made=pier route=ferry", False),
        ("railway=rail", False),
        ("waterway=river", False),
        ("", False),
    ],
)
def test_what_can_be_walked(text: str, expected: bool) -> None:
    assert is_walkable(tags(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("highway=steps", StepFree.NO),
        ("highway=steps wheelchair=yes", StepFree.NO),
        ("highway=footway wheelchair=no", StepFree.NO),
        ("highway=footway kerb=raised", StepFree.NO),
        ("highway=footway wheelchair=yes", StepFree.YES),
        ("highway=footway surface=asphalt", StepFree.YES),
        ("highway=footway surface=asphalt smoothness=horrible", StepFree.UNKNOWN),
        ("highway=footway surface=asphalt wheelchair=limited", StepFree.UNKNOWN),
        ("highway=footway surface=sand", StepFree.UNKNOWN),
        ("highway=footway", StepFree.UNKNOWN),
        ("highway=footway footway=crossing", StepFree.YES),
        ("highway=footway footway=crossing kerb=raised", StepFree.NO),
        ("highway=elevator", StepFree.YES),
    ],
)
def test_step_free_follows_its_definition(text: str, expected: StepFree) -> None:
    assert attributes_of(tags(text)).step_free is expected


def test_attributes_are_read() -> None:
    found = attributes_of(
        {
            "highway": "steps",
            "name": "Rantaportaat",
            "name:fi": "Rantaportaat",
            "name:sv": "Strandtrappan",
            "step_count": "24",
            "lit": "yes",
            "surface": "wood;stone",
            "conveying": "backward",
            "level": "-1;0",
        }
    )

    assert found.kind is Kind.STEPS
    assert dict(found.name) == {"fi": "Rantaportaat", "sv": "Strandtrappan"}
    assert (found.step_count, found.lit, found.surface) == (24, Lit.YES, "wood")
    assert found.direction is Direction.BACKWARD
    assert not found.is_underground
    assert attributes_of(tags("highway=corridor level=-2")).is_underground


@pytest.mark.parametrize(
    "count", ["", "many", "-3", "0", "1e9", "999999999", "٣", "12.5", "000001" + "9" * 5000]
)
def test_a_step_count_that_is_none_is_not_counted(count: str) -> None:
    assert attributes_of({"highway": "steps", "step_count": count}).step_count == -1


def test_names_and_surfaces_hold_nothing_hidden() -> None:
    nasty = "Ka\u202etu\x00 \u200b1"
    found = attributes_of({"highway": "footway", "name": nasty, "surface": nasty})
    assert (found.name, found.surface) == ((("", "Katu 1"),), "Katu 1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("barrier=gate", None),
        ("barrier=gate access=private", Obstacle.CLOSED),
        ("barrier=gate access=private foot=yes", None),
        ("barrier=gate wheelchair=no", Obstacle.STEP),
        ("barrier=fence", Obstacle.CLOSED),
        ("barrier=bollard", None),
        ("barrier=stile", Obstacle.STEP),
        ("barrier=kerb kerb=raised", Obstacle.STEP),
        ("barrier=kerb kerb=lowered", None),
        ("highway=crossing", None),
    ],
)
def test_what_a_node_does_to_walkers(text: str, expected: Obstacle | None) -> None:
    assert obstacle_of(tags(text)) is expected


def data_of(ways: Sequence[Way], relations: Sequence[Relation] = ()) -> OsmData:
    return OsmData(
        ways={way.id: way for way in ways},
        relations={relation.id: relation for relation in relations},
    )


def line(identity: int, refs: list[int], text: str) -> Way:
    """A way through nodes that lie a thousandth of a degree apart, in the order of their ids."""
    return Way(identity, tags(text), refs, [(24.8 + r / 1000, 60.18) for r in refs])


def test_a_ferry_joins_no_shores(tmp_path: Path) -> None:
    data = data_of(
        [
            line(1, [1, 2], "highway=footway"),
            line(2, [2, 3], "route=ferry foot=yes"),
            line(3, [3, 4], "highway=footway"),
        ]
    )
    report = compile_network(
        walking_map(data, EVERYWHERE), tmp_path, area="a", data_date="2026-01-01", attribution=""
    )
    network = open_network(report.path)
    here, there = snap(network, 24.801, 60.18), snap(network, 24.804, 60.18)
    assert here is not None
    assert there is not None

    assert walks(network, [[here]], Targets.at([there])) == [None]


def test_a_square_of_a_relation_has_its_ring_joined_from_its_ways() -> None:
    corners = {1: (24.8, 60.18), 2: (24.801, 60.18), 3: (24.801, 60.181), 4: (24.8, 60.181)}
    rows = ((7, [1, 2, 3]), (8, [1, 4, 3]))
    halves = [Way(i, {}, refs, [corners[ref] for ref in refs]) for i, refs in rows]
    members = [Member("w", 7, "outer"), Member("w", 8, "outer"), Member("w", 9, "outer")]
    square = Relation(5, tags("type=multipolygon highway=pedestrian"), members)

    [found] = walking_map(data_of(halves, [square]), EVERYWHERE).squares

    [(ids, coordinates)] = found.outer
    assert ids[0] == ids[-1]
    assert set(ids) == {1, 2, 3, 4}
    assert coordinates == [corners[ref] for ref in ids]


def test_a_square_that_the_extract_cut_stays_a_line() -> None:
    way = line(1, [1, 2, 3, 4, 1], "highway=pedestrian area=yes")
    way.coordinates[2] = None

    found = walking_map(data_of([way]), EVERYWHERE)

    assert not found.squares
    assert [w.way_id for w in found.ways] == [1]


def test_the_espoo_extract_gives_the_shore_trail_and_a_main_network(
    data_dir: Path, tmp_path: Path
) -> None:
    data = read_elements(data_dir / "osm/tapiola_otaniemi_2014.osm.pbf")
    coverage = shapely.box(24.78, 60.163, 24.845, 60.203)
    report = compile_network(
        walking_map(data, coverage), tmp_path, area="a", data_date="2014-09-01", attribution=""
    )
    network = open_network(report.path)
    trail = trail_targets(network, "relation/50985")
    keilaniemi = snap(network, 24.82924, 60.17543)
    assert trail is not None
    assert keilaniemi is not None

    [walk] = walks(network, [[keilaniemi]], trail)

    assert 325_000 < report.counts["network_metres"] < 345_000
    assert network.edge_metres[list(set(trail.edge.tolist()))].sum() == pytest.approx(7910, abs=20)
    assert walk is not None
    assert walk.metres < 1500
    assert walk.complete
    assert snap(network, 24.73952, 60.15975) is None  # Matinkylä lies outside


def test_a_file_that_the_area_does_not_name_is_complete_no_farther_than_it_reaches() -> None:
    area = load_area(Path(settings.AREA_DIR) / "espoo.toml")
    data = data_of([line(1, [10, 50], "highway=footway"), line(2, [0, 99], "waterway=river")])

    covered = coverage_of(data, area, None)

    assert covered.bounds == pytest.approx((24.81, 60.18, 24.85, 60.18))
    assert coverage_of(data, area, area.extracts[0]).equals(area.extracts[0].coverage)


def test_a_node_at_the_end_of_the_world_counts_as_missing(tmp_path: Path) -> None:
    """Its line would touch a thousand million cells: 227 GiB were asked for."""
    area = load_area(Path(settings.AREA_DIR) / "espoo.toml")
    way = line(1, [10, 20, 30], "highway=footway")
    strayed = replace(way, coordinates=[*way.coordinates[:2], (0.0, 0.0)])
    coverage = area.extracts[0].coverage

    found = walking_map(data_of([strayed]), coverage)
    report = compile_network(
        found, tmp_path, area="a", data_date="2026-01-01", attribution="the test's own"
    )

    assert found.ways[0].coordinates[2] is None
    assert (report.counts["network_edges"], report.counts["network_boundary_nodes"]) == (1, 1)
