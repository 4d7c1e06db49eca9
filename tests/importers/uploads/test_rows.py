"""Columns are recognised, addresses placed, and every row becomes a record or says why not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from geodata.area import Area, Feed, load_area
from geodata.coordinates import LonLat, to_metric
from geodata.models import ImportRun, Organisation, Source
from importers.errors import InputError
from importers.records import AmenityRecord, EventRecord, OrganisationRecord, PlaceRecord, Problem
from importers.run import Order, run_import
from importers.uploads.addresses import AddressBook, House, is_post_box
from importers.uploads.columns import suggest, targets
from importers.uploads.outcomes import Outcome
from importers.uploads.plan import Plan
from importers.uploads.positions import locate
from importers.uploads.reading import configured, outcomes
from importers.uploads.reasons import Refused
from importers.uploads.times import read_time

AREAS = Path(__file__).resolve().parents[3] / "geodata" / "areas"
FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "uploads" / "members.csv"
HERE = LonLat(24.8035, 60.1749)


@pytest.fixture(scope="module")
def espoo() -> Area:
    return load_area(AREAS / "espoo.toml")


def book() -> AddressBook:
    tori, tie = {"fi": "Tapiontori", "sv": "Hagalundstorget"}, {"fi": "Merituulentie"}
    centre, far = {"fi": "Keskuskatu"}, LonLat(24.65, 60.2)
    return AddressBook(
        [
            (tori, House("1", "02100", LonLat(24.801, 60.17))),
            (tori, House("3 B", "02100", LonLat(24.803, 60.17))),
            (tori, House("3", "02100", LonLat(24.8031, 60.17))),
            (tori, House("5a", "02100", LonLat(24.805, 60.17))),
            (tie, House("30-34", "02200", LonLat(24.74, 60.16))),
            (centre, House("2", "02100", LonLat(24.80, 60.17))),
            (centre, House("2", "02770", far)),
            ({"fi": "12. linja"}, House("4", "", LonLat(24.9, 60.2))),
        ]
    )


# --- columns --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("columns", "first", "noun", "expected"),
    [
        (["Nimi", "Osoite"], [], "organisation", {"Nimi": "name", "Osoite": "address"}),
        (["NAMN", "Besöksadress"], [], "place", {"NAMN": "name", "Besöksadress": "address"}),
        (["Name", "Street address"], [], "place", {"Name": "name", "Street address": "address"}),
        (["Nimi", "Namn"], [], "place", {"Nimi": "name", "Namn": "name:sv"}),
        (["name_fi", "name.sv"], [], "place", {"name_fi": "name:fi", "name.sv": "name:sv"}),
        (["Nimi (suomeksi)"], [], "place", {"Nimi (suomeksi)": "name:fi"}),
        (["Nimi ruotsiksi"], [], "place", {"Nimi ruotsiksi": "name:sv"}),
        (["Sähkoposti"], [], "place", {"Sähkoposti": "email"}),
        (["Puhelinumero"], [], "place", {"Puhelinumero": "telephone"}),
        (["Y-tunnus", "Tunnus"], [], "organisation", {"Y-tunnus": "business_id", "Tunnus": "id"}),
        (["Y-tunnus"], [], "place", {}),
        (["Alkaa", "Päättyy"], [], "event", {"Alkaa": "starts_at", "Päättyy": "ends_at"}),
        (["a"], ["meri@tuuli.example"], "place", {"a": "email"}),
        (["a"], ["https://tuuli.example/x"], "place", {"a": "website"}),
        (["a"], ["02100"], "place", {"a": "postal_code"}),
        (["a"], ["+358 40 1234567"], "place", {"a": "telephone"}),
        (["a"], ["Tapiontori 3 B 12"], "place", {"a": "address"}),
        (["a"], ["1234567-8"], "organisation", {"a": "business_id"}),
        (["a", "b"], ["24,8035", "60,1749"], "place", {"a": "lon", "b": "lat"}),
        (["a", "b"], ["6672000", "378000"], "place", {"a": "lat", "b": "lon"}),
        (["a", "b"], ["25489000.5", "6673000.5"], "place", {"a": "lon", "b": "lat"}),
        (["a", "b", "c"], ["7", "kukka", "Nimi"], "place", {}),
        (["Nimi", "Name"], [], "amenity", {"Nimi": "name", "Name": "name:en"}),
    ],
)  # fmt: skip
def test_it_works(
    espoo: Area, columns: list[str], first: list[str], noun: str, expected: dict[str, str]
) -> None:
    row = dict(zip(columns, first, strict=False))
    assert suggest(columns, [row], noun, espoo) == expected


def test_a_field_in_several_languages_has_a_target_for_each(espoo: Area) -> None:
    assert targets("amenity", espoo.languages)[:5] == [
        "id",
        "name",
        "name:fi",
        "name:sv",
        "name:en",
    ]


# --- addresses ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "lon"),
    [
        ("Tapiontori 3", 24.8031),
        ("tapiontori 3 b 12", 24.803),
        ("TAPIONTORI 3B", 24.803),
        ("Tapiontori 3 A", 24.8031),
        ("Tapiontori 3 C 7", 24.8031),
        ("  Tapiontori   3, 02100 Espoo", 24.8031),
        ("Hagalundstorget 1", 24.801),
        ("Tapiontori 5", 24.805),
        ("Merituulentie 30", 24.74),
        ("Merituulentie 34 A", 24.74),
        ("Merituulentie 30-34", 24.74),
        ("12. linja 4", 24.9),
    ],
)
def test_addresses_are_placed(text: str, lon: float) -> None:
    assert book().find(text).lon == lon


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tapiontrori 3", "no address “Tapiontrori 3”; nearest spellings: Tapiontori 3"),
        ("Tapiontori 2", "nearest spellings: Tapiontori 1, Tapiontori 3"),
        ("Tapiontori", "nearest spellings: Tapiontori 1"),
        ("Hagalundstorgett 1", "nearest spellings: Hagalundstorget 1"),
        ("Qwertykatu 99", "none that is spelled alike"),
        ("Keskuskatu 2", "several places with the address “Keskuskatu 2”"),
        ("", "none that is spelled alike"),
    ],
)
def test_what_is_no_address_is_told(text: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        book().find(text)
    assert said in str(caught.value)


def test_a_postal_code_tells_places_apart() -> None:
    assert book().find("Keskuskatu 2", "02770").lon == 24.65


def test_a_box_at_the_post_is_nowhere() -> None:
    assert all(map(is_post_box, ("PL 12", "PB 3", "P.O. Box 7", "pl 1, 02100 Espoo")))
    assert not any(map(is_post_box, ("Plutonkatu 1", "Pbox 1")))


# --- positions ------------------------------------------------------------------------------------
@pytest.mark.parametrize("system", ["EPSG:3067", "EPSG:3879"])
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("told", [False, True])
def test_metres_are_recognised_in_either_order(
    espoo: Area, system: str, swapped: bool, told: bool
) -> None:
    metres = to_metric(shapely.Point(HERE), system)
    pair = (metres.y, metres.x) if swapped else (metres.x, metres.y)
    found = locate(*pair, espoo, system if told else "")
    assert (round(found.lon, 6), round(found.lat, 6)) == HERE


@pytest.mark.parametrize(
    ("x", "y", "key"),
    [
        (60.17, 24.8, "swapped"),
        (0, 0, "zero-position"),
        (2.35, 48.85, "outside"),
        (5, 5_000_000, "outside-metres"),
        (1e300, 1e300, "outside-metres"),
    ],
)
def test_what_lies_elsewhere_is_told(espoo: Area, x: float, y: float, key: str) -> None:
    with pytest.raises(Refused) as caught:
        locate(x, y, espoo)
    assert caught.value.reason.key == key


# --- times ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "iso", "all_day"),
    [
        ("2026-05-01", "2026-05-01T00:00:00+03:00", True),
        ("2026-05-01 18:00", "2026-05-01T18:00:00+03:00", False),
        ("2026-05-01T18:00:00Z", "2026-05-01T18:00:00+00:00", False),
        ("1.5.2026 klo 18.30", "2026-05-01T18:30:00+03:00", False),
        ("pe 1.5.2026", "2026-05-01T00:00:00+03:00", True),
        ("2026-10-25 03:30", "2026-10-25T03:30:00+03:00", False),
    ],
)
def test_times_are_read(text: str, iso: str, all_day: bool) -> None:
    time, is_day = read_time(text, "Europe/Helsinki")
    assert (time.isoformat(), is_day) == (iso, all_day)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2026-03-29 03:30", "no-such-time"),
        ("2026-02-30", "bad-time"),
        ("31.6.2026", "bad-time"),
        ("2026-05-01 25:00", "bad-time"),
        ("kesällä", "bad-time"),
        ("", "bad-time"),
    ],
)
def test_times_that_are_none_are_told(text: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        read_time(text, "Europe/Helsinki")
    assert caught.value.reason.key == key


# --- rows -----------------------------------------------------------------------------------------
FIELDS = {
    "id": "id", "name": "name", "name sv": "name:sv", "address": "address", "lon": "lon",
    "lat": "lat", "website": "website", "email": "email", "start": "starts_at", "end": "ends_at",
}  # fmt: skip


def made(area: Area, noun: str, *lines: dict[str, str], **more: Any) -> list[Outcome]:
    columns = list(dict.fromkeys(key for line in lines for key in line))
    text = ["\t".join(columns), *("\t".join(line.get(c, "") for c in columns) for line in lines)]
    possible = targets(noun, area.languages)
    mapping = {c: FIELDS[c] for c in columns if FIELDS[c] in possible}
    options = {"format": "csv", "noun": noun, "mapping": mapping, "language": "fi", **more}
    stream = io.BytesIO("\n".join(text).encode())
    return list(outcomes(stream, Plan.of(options, area), area, book))


def keys(found: list[Outcome]) -> list[list[str]]:
    return [[reason.key for reason in each.reasons] for each in found]


def test_each_noun_is_made(espoo: Area) -> None:
    line = {
        "id": "1",
        "name": "A",
        "name sv": "B",
        "address": "Tapiontori 3",
        "start": "2026-05-01",
    }
    found = {noun: made(espoo, noun, line, line | {"id": "2"})[0].record for noun in
             ("organisation", "place", "amenity", "event")}  # fmt: skip
    kinds = {"organisation": OrganisationRecord, "place": PlaceRecord,
             "amenity": AmenityRecord, "event": EventRecord}  # fmt: skip
    for noun, record in found.items():
        assert isinstance(record, OrganisationRecord | PlaceRecord | AmenityRecord | EventRecord)
        assert type(record) is kinds[noun]
        assert (record.source_id, record.name) == ("1", {"fi": "A", "sv": "B"})
        assert record.point == shapely.Point(24.8031, 60.17)


@pytest.mark.parametrize(
    ("noun", "line", "expected"),
    [
        ("organisation", {"id": "1", "name": ""}, ["no-name"]),
        ("organisation", {"name": "A", "lon": "24.8", "lat": ""}, ["half-position"]),
        ("organisation", {"name": "A", "lon": "24.8x", "lat": "60"}, ["not-a-number"]),
        ("organisation", {"name": "A", "lon": "60.17", "lat": "24.8"}, ["swapped"]),
        ("organisation", {"name": "A", "lon": "0", "lat": "0"}, ["zero-position"]),
        ("organisation", {"name": "A", "address": "PL 12"}, []),
        ("organisation", {"name": "A", "address": "Tapiontroi 3"}, ["no-address"]),
        ("place", {"name": "A", "id": "7"}, ["no-position"]),
        ("place", {"name": "A", "address": "PL 12"}, ["no-position"]),
        ("organisation", {"name": "A", "email": "x"}, ["left-out-email"]),
        ("organisation", {"name": "A", "email": f"{'x' * 250}@b.fi"}, ["left-out-email"]),
        ("organisation", {"name": "A", "website": "javascript:alert(1)"}, ["left-out-website"]),
        ("organisation", {"name": "A", "website": "data:text/html,x"}, ["left-out-website"]),
        ("organisation", {"name": "A", "website": "//evil.example"}, ["left-out-website"]),
        ("organisation", {"name": "A", "website": "http://169.254.169.254/"}, ["left-out-website"]),
        ("organisation", {"name": "A", "website": "http://localhost/"}, ["left-out-website"]),
        ("organisation", {"name": "A", "website": "www.sää.example/x?y"}, []),
        ("organisation", {"name": "<img onerror=alert(1)></script>", "id": "1"}, []),
        ("organisation", {"name": "A\u202eB", "id": "1"}, ["unsound"]),
        ("organisation", {"name": "A\0B", "id": "1"}, ["unsound"]),
        ("organisation", {"name": "Ä" * 10_001, "id": "1"}, ["unsound"]),
        ("event", {"name": "A", "start": ""}, ["no-start"]),
        ("event", {"name": "A", "start": "2026-05-02", "end": "2026-05-01"}, ["ends-first"]),
        ("event", {"name": "A", "start": "2026-03-29 03:30", "end": ""}, ["no-such-time"]),
    ],
)
def test_what_is_wrong_with_a_row_is_told(
    espoo: Area, noun: str, line: dict[str, str], expected: list[str]
) -> None:
    blank = {"name": "Other", "id": "other"}
    found = made(espoo, noun, line, blank)
    assert keys(found)[0] == expected
    refused = [key for key in expected if not key.startswith("left-out")]
    assert (found[0].record is None) == bool(refused)


def test_decomposed_letters_make_the_same_row(espoo: Area) -> None:
    [one, _] = made(espoo, "organisation", {"name": "Äijä", "id": ""}, {"name": "x", "id": ""})
    [other, _] = made(espoo, "organisation", {"name": "A\u0308ija\u0308", "id": ""}, {"name": "x"})
    assert one.source_id == other.source_id


def test_an_id_that_comes_twice_is_told(espoo: Area) -> None:
    lines = [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}, {"id": "A", "name": "C"}]
    found = made(espoo, "organisation", *lines)
    assert keys(found) == [[], ["twice"], []], "ids that differ in case are two"


def test_a_plan_must_be_sound(espoo: Area) -> None:
    sound = {"format": "csv", "noun": "place", "mapping": {"a": "name"}}
    for wrong in (
        {"format": "vrt"},
        {"noun": "station"},
        {"mapping": None},
        {"mapping": {"a": "rabbit"}},
        {"mapping": {"a": "name", "b": "name"}},
        {"mapping": {"a": "lon"}},
    ):
        with pytest.raises(InputError):
            Plan.of({**sound, **wrong}, espoo)


def test_shapes_of_areas_are_placed_within(espoo: Area) -> None:
    ring = "[[24.8,60.1],[24.9,60.1],[24.9,60.2],[24.8,60.2],[24.8,60.1]]"
    shapes = [
        f'{{"type":"Polygon","coordinates":[{ring}]}}',
        '{"type":"LineString","coordinates":[[24.8,60.1],[24.9,60.1]]}',
        '{"type":"MultiPoint","coordinates":[[24.8,60.1]]}',
    ]
    features = ",".join(
        f'{{"type":"Feature","properties":{{"name":"{n}"}},"geometry":{shape}}}'
        for n, shape in enumerate(shapes)
    )
    options = {"format": "geojson", "noun": "place", "mapping": {"name": "name"}}
    stream = io.BytesIO(f'{{"type":"FeatureCollection","features":[{features}]}}'.encode())
    found = list(outcomes(stream, Plan.of(options, espoo), espoo, book))
    assert keys(found) == [[], ["wrong-shape"], []]
    assert found[0].point is not None
    assert shapely.box(24.8, 60.1, 24.9, 60.2).contains(found[0].point)


# --- the whole line -------------------------------------------------------------------------------
@pytest.fixture
def placed(monkeypatch: pytest.MonkeyPatch, settings: Any, espoo: Area) -> Iterator[None]:
    settings.AREA = espoo
    monkeypatch.setattr("importers.uploads.reading.read_book", book)
    defaults = outcomes.__defaults__
    outcomes.__defaults__ = (book,)
    yield
    outcomes.__defaults__ = defaults


MAPPING = {
    "Nimi": "name", "Namn": "name:sv", "Osoite": "address", "Postinumero": "postal_code",
    "Puhelin": "telephone", "Sähköposti": "email", "Kotisivu": "website",
}  # fmt: skip
FEED = Feed(
    key="upload_members",
    module="upload",
    credit={"name": "Members", "licence": "CC0"},
    options={"format": "csv", "noun": "organisation", "mapping": MAPPING, "language": "fi"},
)


def bring(path: Path, force: bool = False) -> ImportRun:
    order = Order(source=FEED.key, file=path, feed=FEED, force=force)
    return run_import(order, lambda line: None)


def test_records_are_whole(placed: None, espoo: Area) -> None:
    with FIXTURE.open("rb") as stream:
        [one, two] = configured(FEED)(stream, espoo)
    assert one == OrganisationRecord(
        source_id=one.source_id,
        name={"fi": "Rannan seura", "sv": "Strandens förening"},
        kind="association",
        point=shapely.Point(24.803, 60.17),
        description={},
        website="https://www.ranta.example",
        email="seura@ranta.example",
        telephone="+358 40 1234567",
        street_address={"fi": "Tapiontori 3 B 12"},
        postal_code="02100",
        hours_text={},
    )
    assert isinstance(two, OrganisationRecord)
    assert two.point == shapely.Point(24.801, 60.17)


def test_a_second_import_changes_nothing(placed: None, db: None, tmp_path: Path) -> None:
    first = bring(FIXTURE)
    assert first.counts["organisation"]["new"] == 2
    assert bring(FIXTURE).status == ImportRun.Status.UNCHANGED
    assert Source.objects.get(key="upload_members").name == "Members"

    text = FIXTURE.read_text(encoding="utf-8").replace("09 123", "09 999")
    changed = tmp_path / "changed.csv"
    changed.write_text("".join(text.splitlines(keepends=True)[::2]), encoding="utf-8")
    counts = bring(changed, force=True).counts["organisation"]
    assert (counts["changed"], counts["closed"], counts["new"]) == (1, 1, 0)
    assert Organisation.objects.get(name__fi="Rannan seura").closed_at is not None


def test_problems_are_told_by_row(placed: None, espoo: Area) -> None:
    text = "Nimi;Osoite\nA;Tapiontrori 3\nB;Tapiontori 3\n"
    [problem, record] = configured(FEED)(io.BytesIO(text.encode()), espoo)
    assert isinstance(problem, Problem)
    assert problem.reason == (
        "row 2: there is no address “Tapiontrori 3”; nearest spellings: Tapiontori 3"
    )
    assert isinstance(record, OrganisationRecord)
