"""Tag tables say which tags make which kind of thing; the first row that holds counts."""

from __future__ import annotations

import pytest

from importers.osm.rules import Rule, Rules, read_rules, read_table

ROWS = Rules(
    [
        Rule("lake", {"natural": frozenset({"water"}), "water": frozenset({"lake"})}),
        Rule("water", {"natural": frozenset({"water", "bay"})}, {"name": frozenset({"*"})}),
    ]
)


def test_it_works() -> None:
    assert ROWS.kind({"natural": "water", "water": "lake"}) == "lake"
    assert ROWS.kind({"natural": "bay"}) == "water"
    assert ROWS.kind({"natural": "bay", "name": "Laajalahti"}) is None
    assert ROWS.kind({"water": "lake"}) is None
    assert ROWS.kind({}) is None


def test_one_of_several_values_is_enough() -> None:
    assert ROWS.kind({"natural": "wetland; bay"}) == "water"


@pytest.mark.parametrize(
    "row", [{}, {"kind": "a"}, {"kind": "a", "tags": {}}, {"tags": {"a": "b"}}]
)
def test_a_row_without_kind_or_tags_is_refused(
    monkeypatch: pytest.MonkeyPatch, row: dict[str, object]
) -> None:
    monkeypatch.setattr("importers.osm.rules.read_table", lambda _: {"thing": [row]})
    with pytest.raises(ValueError, match=r"things\.toml: a row needs kind"):
        read_rules("things.toml", "thing")


def test_every_hub_distance_belongs_to_a_component_and_every_component_has_one() -> None:
    table = read_table("hubs.toml")
    anchors = {row["kind"] for row in table["anchor"]}
    components = {row.kind for row in read_rules("hubs.toml", "component").rows}
    assert components | {"tram"} == set(table["within"])
    assert set(table["merged"]) <= components | anchors | {"tram"}


def test_every_entrance_leads_to_modes_that_exist() -> None:
    table = read_table("stations.toml")
    modes = {row.kind for row in read_rules("stations.toml", "station").rows}
    kinds = {row.kind for row in read_rules("stations.toml", "entrance").rows}
    assert set(table["leads_to"]) == kinds
    assert {mode for led in table["leads_to"].values() for mode in led} <= modes
