"""What can be handed in, field by field; what cannot is told by its path."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from servicemap.editing.checking import problems_of, problems_with
from servicemap.editing.fields import is_business_id

pytestmark = pytest.mark.django_db
SOUND: dict[str, Any] = {
    "name.fi": "Kuoro",
    "kind": "association",
    "description.fi": "Laulamme\nyhdessä",
    "audience.sv": "Alla",
    "identifiers": ["tprek:8215", "business:0112038-9"],
    "languages": ["fi", "sv", "se"],
    "topics": ["music"],
    "website": "https://kuoro.example/laulu?a=b",
    "email": "kuoro@kuoro.example",
    "telephone": "+358 9 123 4567 (Aino)",
    "street_address.fi": "Laulutie 1",
    "postal_code": "02150",
    "city": "Espoo",
    "wheelchair": "limited",
    "point": [24.945, 60.17],
    "hours": [["Mo-Fr 09:00-17:00", {"fi": "Soita"}], ["", {"sv": "Ring"}]],
}


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def test_it_works() -> None:
    assert problems_of(SOUND) == {}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *(("name.fi", value) for value in ("a\nb", "a\0b", "a\u202eb", "x" * 201, 5)),
        *(("kind", value) for value in ("No Kind", "", "x" * 41, ["club"])),
        ("description.fi", "x" * 8_001),
        ("description.fi", "\x1b[31m"),
        *(
            ("website", f"{value}")
            for value in ("kuoro.example", "ftp://a.fi", "javascript:alert(1)")
        ),
        *(("website", value) for value in ("//evil.example", "http://169.254.169.254/latest")),
        *(
            ("website", value)
            for value in ("http://[::1]/", "http://2130706433", "http://localhost/")
        ),
        *(
            ("website", value)
            for value in ("http://0x7f.1/", "https://a.fi/" + "x" * 500, "https://")
        ),
        *(("email", value) for value in ("kuoro", "a@b", "a@b.fi\nBcc: c@d.fi", "<a@b.fi>")),
        *(("telephone", value) for value in ("=1+1", "call", "1\n2", "5" * 101)),
        *(("postal_code", value) for value in ("<b>", "0", "x" * 21)),
        ("wheelchair", "perhaps"),
        *(("languages", value) for value in (["<b>"], "fi", [5], ["fi"] * 31)),
        *(("topics", value) for value in (["nothing"], "music", [None])),
        *(("identifiers", value) for value in (["8215"], ["business:0112038-8"], ["a:b c"])),
        *(("point", value) for value in ([60.17, 24.945], [24.945], "24.9,60.1", [None, 60.1])),
        *(("point", value) for value in ([float("nan"), 60.1], [1e999, 60], [0, 0], [True, 60.1])),
        *(("hours", value) for value in ("Mo", [["Mo-Fr 09:00-17:00"]], [["no rule", {}]])),
        *(
            ("hours", value)
            for value in ([["Mo 09:00-10:00", "x"]], [["Mo 09:00-10:00", {"<": "x"}]])
        ),
        ("hours", [["x" * 501, {}]]),
    ],
)
def test_what_is_wrong(path: str, value: Any) -> None:
    assert list(problems_of({**SOUND, path: value})) == [path]


def test_what_is_missing_has_the_path_where_it_would_stand() -> None:
    assert list(problems_of({})) == ["name.fi", "kind"]
    assert list(problems_of({**SOUND, "places.new-1.name.fi": "Sali"})) == [
        "places.new-1.kind",
        "places.new-1.point",
    ]


def test_of_what_is_removed_nothing_is_asked() -> None:
    assert problems_of({**SOUND, "places.1.website": "nowhere", "places.1.gone": True}) == {}


def test_what_was_published_before_is_no_fault_of_who_changes_something_else() -> None:
    imported = {**SOUND, "website": "kuoro.example", "telephone": "call"}
    assert list(problems_with(imported, ["telephone"])) == ["telephone"]
    assert list(problems_with({"name.fi": "Kuoro"}, ["name.fi"])) == ["kind"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(("0112038-9", True), ("0737546-2", True), ("1572860-0", True)),
        *(("0112038-8", False), ("112038-9", False), ("01120389", False), ("", False)),
        *(("0000001-1", False), ("٠١١٢٠٣٨-٩", False), ("0112038-9\n", False)),
    ],
)
def test_the_check_digit_of_a_business_id(text: str, is_one: bool) -> None:
    assert is_business_id(text) is is_one
