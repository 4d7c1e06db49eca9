"""The docs are held against the software: what is not described, or is gone, is an error."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import URLPattern, get_resolver

from importers.registry import REGISTRY

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TEXTS = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
OWN_APPS = {"geodata", "importers", "servicemap", "frontend"}
SETTING = re.compile(r"\bSERVICEMAP_[A-Z_]*[A-Z]\b")
PATH = re.compile(r"`((?:\./)?(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:md|py|toml|yml))`")
# What a run makes, not what is written.
MADE = (".local/", "AREA/")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def rows(path: Path) -> set[str]:
    """What stands in code in the first column of the page's tables."""
    return set(re.findall(r"^\| `([^`]+)`", text(path), re.MULTILINE))


def test_every_source_has_a_heading_with_what_its_users_need() -> None:
    for key in REGISTRY:
        parts = text(DOCS / "sources.md").split(f"\n## {key}\n")
        assert len(parts) == 2, f"docs/sources.md has no heading for the source {key}"
        section = parts[1].split("\n## ")[0]
        for need in ("What it is.", "Who depends", "How to use", "Licence", "Fields used."):
            assert need in section, f"docs/sources.md: {key} does not say: {need}"


def test_every_interface_is_described_and_nothing_else() -> None:
    patterns = [str(p.pattern) for p in get_resolver().url_patterns if isinstance(p, URLPattern)]
    offered = {"/" + pattern for pattern in patterns if pattern.startswith(("api/", "healthz"))}
    lists = {address for address in offered if "<" not in address}
    described = rows(DOCS / "interfaces.md")

    assert described == lists
    for one in offered - lists:
        assert re.sub(r"<[^>]+>", "ID", one) in text(DOCS / "interfaces.md")


def test_every_setting_is_described_and_nothing_else() -> None:
    code = [
        *(ROOT / "servicemap").glob("*.py"),
        *(ROOT / "servicemap/ops").glob("*.*"),
        ROOT / "dev",
    ]
    used = {name for path in code for name in SETTING.findall(text(path))}
    described = rows(DOCS / "operating.md")

    assert used <= described, f"not in docs/operating.md: {sorted(used - described)}"
    assert {name for name in described if name.startswith("SERVICEMAP_")} <= used


def test_every_command_is_described() -> None:
    own = {name for name, app in get_commands().items() if str(app).split(".")[0] in OWN_APPS}

    assert own <= rows(DOCS / "operating.md")


@pytest.mark.parametrize("document", TEXTS, ids=lambda path: path.name)
def test_every_path_that_is_named_exists(document: Path) -> None:
    for name in PATH.findall(text(document)):
        if name.startswith(MADE) or any(part in name for part in ("NAME", "oulu")):
            continue
        places = [ROOT / name, document.parent / name, ROOT / "geodata/network" / name]
        assert any(place.exists() for place in places), f"{document.name} names {name}"


@pytest.mark.parametrize("document", TEXTS, ids=lambda path: path.name)
def test_every_link_within_the_docs_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text(document)):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_promise_of_the_walking_network_has_its_test() -> None:
    named = set(re.findall(r"`(test_\w+)`", text(DOCS / "walking-network.md")))
    tests = "".join(text(path) for path in (ROOT / "tests").rglob("test_*.py"))

    assert named
    assert {name for name in named if f"def {name}(" not in tests} == set()
