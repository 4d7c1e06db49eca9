"""The rooms import each other in the drawn direction only, and every module says what it is."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ARROWS = {
    "geodata": set[str](),
    "importers": {"geodata"},
    "servicemap": {"importers", "geodata"},
    "frontend": {"servicemap"},
}
NO_ROOMS = {"utils", "util", "helpers", "common", "misc"}
NOT_IN_THE_NETWORK = {"django", "requests", "urllib3", "httpx", "osmnx"}


def modules(folder: str) -> list[Path]:
    """All Python files of a room but its migrations, which are written by a command."""
    found = sorted((ROOT / folder).rglob("*.py"))
    return [path for path in found if not {"migrations", "node_modules"} & set(path.parts)]


def imported(source: str, package: str) -> Iterator[str]:
    """Every module that the source imports, inside functions too, in full."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            above = parts[: len(parts) - node.level + 1] if node.level else []
            base = ".".join([*above, node.module] if node.module else above)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def package_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).parent.parts)


def test_it_works() -> None:
    source = "import geodata.area\ndef f():\n    from importers import run\n    from . import x\n"
    found = set(imported(source, "frontend.pages"))
    assert found == {
        "geodata.area",
        "importers",
        "importers.run",
        "frontend.pages",
        "frontend.pages.x",
    }
    assert "frontend.texts.say" in set(imported("from ..texts import say", "frontend.pages"))


@pytest.mark.parametrize("room", ARROWS)
def test_imports_follow_the_arrows(room: str) -> None:
    forbidden = set(ARROWS) - ARROWS[room] - {room} | {"tests"}
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(room)
        for name in imported(path.read_text(), package_of(path))
        if name.split(".")[0] in forbidden
    ]
    assert wrong == []


def test_no_module_waits_for_itself() -> None:
    """Else a command fails that imports in another order than the tests do."""
    paths = [path for room in ARROWS for path in modules(room)]
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
    }
    waits: dict[str, set[str]] = {}
    for name, path in names.items():
        found = names.keys() & set(imported(path.read_text(), package_of(path))) - {name}
        # `from a import b` names both; where b is a module, it is not a that is waited for.
        waits[name] = {
            each for each in found if not any(other.startswith(f"{each}.") for other in found)
        }
    TopologicalSorter(waits).prepare()  # raises CycleError, which names them


def test_the_walking_network_knows_no_django_and_no_web() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules("geodata/network")
        for name in imported(path.read_text(), package_of(path))
        if name.split(".")[0] in NOT_IN_THE_NETWORK
    ]
    assert wrong == []


def test_no_room_is_a_junk_room() -> None:
    paths = [path for room in ARROWS for path in modules(room)]
    assert [path for path in paths if NO_ROOMS & {path.stem, *path.parent.parts}] == []


@pytest.mark.parametrize("room", [*ARROWS, "tests"])
def test_every_module_opens_with_one_sentence(room: str) -> None:
    wrong = []
    for path in modules(room):
        source = path.read_text()
        text = (ast.get_docstring(ast.parse(source)) or "").split("\n\n")[0]
        if source.strip() and not (text.endswith((".", "…", "?")) and "\n" not in text):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []
