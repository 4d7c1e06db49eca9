"""A timetable's stations come in with their entrances, ways, lines and departures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from shapely import LineString, Point

from geodata.area import Area, Feed, load_area
from geodata.models import Entrance, ImportRun, Pathway, Source, Station
from importers import gtfs
from importers.errors import InputError
from importers.gtfs import archive, timetable
from importers.gtfs.modes import Modes
from importers.gtfs.timetable import BAD_TIME, NO_TIME, seconds
from importers.options import Options
from importers.records import EntranceRecord, PathwayRecord, Problem, Record, StationRecord
from importers.run import Order, run_import
from importers.sources import Wanted
from tests.importers import faulty
from tests.importers.faulty import Server
from tests.importers.timetables import edited, packed, texts

AREAS = Path(__file__).resolve().parents[2] / "geodata" / "areas"
FEED = Feed("town", "gtfs", options={"prefix": "TOWN"})
Files = Mapping[str, str | bytes | None]


@pytest.fixture(scope="module")
def centre() -> Area:
    return load_area(AREAS / "helsinki-centre.toml")


def read(
    area: Area, changes: Files | None = None, feed: Feed = FEED, content: bytes | None = None
) -> list[Record | Problem]:
    stream = io.BytesIO(packed(changes) if content is None else content)
    return list(gtfs.configured(feed)(stream, area))


def stations(found: list[Record | Problem]) -> dict[str, StationRecord]:
    return {each.source_id: each for each in found if isinstance(each, StationRecord)}


def problems(found: list[Record | Problem]) -> list[tuple[str, str]]:
    return [(each.source_id, each.reason) for each in found if isinstance(each, Problem)]


def hours(**departures: int) -> list[int]:
    """Return 24 numbers: hours(h8=2) is two departures between eight and nine."""
    return [departures.get(f"h{hour}", 0) for hour in range(24)]


NINE = {"ref": "9", "name": "Keskusta-Satama", "mode": "bus"}
TEN = {"ref": "10", "name": "Keskusta-Puisto", "mode": "bus"}
METRO = {"ref": "M1", "name": "Itä-Länsi", "mode": "subway"}


def test_it_works(centre: Area) -> None:
    assert read(centre) == [
        StationRecord(
            source_id="S",
            name={"fi": "Rautatientori", "sv": "Järnvägstorget", "en": "Railway Square"},
            identifiers=(
                *("gtfs:town:S", "TOWN:S", "gtfs:town:S1", "TOWN:S1", "gtfs:town:S2", "TOWN:S2"),
            ),
            mode="subway",
            point=Point(24.9414, 60.1708),
            wheelchair="yes",
            website="https://transit.example.org/S",
            routes=(METRO, NINE),
            departures={
                "weekday": hours(
                    h8=1, h9=1
                ),  # nobody gets on b1 there, and m1 and m2 end elsewhere
                "saturday": hours(),
                "sunday": hours(h1=1, h10=1),  # Saturday's 25:10
            },
        ),
        StationRecord(
            source_id="B1",
            name={"fi": "Kaisaniemi", "sv": "Kajsaniemi"},
            identifiers=("gtfs:town:B1", "TOWN:B1"),
            mode="bus",
            point=Point(24.9478, 60.1725),
            operator="Bussi Oy",
            wheelchair="no",
            code="H0001",
            routes=(NINE, TEN),
            departures={
                "weekday": hours(h7=1, h16=3, h17=3, h23=1),
                "saturday": hours(h12=1),
                "sunday": hours(),
            },
        ),
        StationRecord(
            source_id="B2",
            name={"fi": "Kaisaniemi", "sv": "Kajsaniemi"},
            identifiers=("gtfs:town:B2", "TOWN:B2"),
            mode="bus",
            point=Point(24.9480, 60.1727),
            operator="Bussi Oy",
            code="H0002",
            routes=(NINE, TEN),
            departures={
                "weekday": hours(h0=1, h7=1),
                "saturday": hours(h0=1),  # Friday's 24:05
                "sunday": hours(),
            },
        ),
        EntranceRecord(
            source_id="SA",
            name={"fi": "Asema-aukio"},
            point=Point(24.9410, 60.1712),
            station="S",
            ref="A",
            wheelchair="yes",
        ),
        EntranceRecord(
            source_id="SB",
            name={"fi": "Kaivokatu"},
            point=Point(24.9420, 60.1703),
            station="S",
            ref="B",
            wheelchair="no",
        ),
        PathwayRecord(
            source_id="P1",
            name={"fi": "Laituri 1"},
            mode="escalator",
            line=LineString([(24.9410, 60.1712), (24.9413, 60.1707)]),
            from_id="SA",
            to_id="S1",
            station="S",
            metres=40.5,
            seconds=60.0,
        ),
        PathwayRecord(
            source_id="P2",
            name={},
            mode="stairs",
            line=LineString([(24.9420, 60.1703), (24.9415, 60.1709)]),
            from_id="SB",
            to_id="S2",
            station="S",
            is_two_way=True,
            seconds=90.0,
            steps=-24,
        ),
        PathwayRecord(
            source_id="P3",
            name={},
            mode="lift",
            line=LineString([(24.9413, 60.1707), (24.9414, 60.1708)]),  # a node without a position
            from_id="S1",
            to_id="SN",
            station="S",
            is_two_way=True,
            seconds=30.0,
        ),
    ]


def test_chunks_make_no_difference(centre: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(centre)
    for size in (1, 2, 3, 7):
        monkeypatch.setattr(timetable, "CHUNK", size)
        assert read(centre) == whole


def test_the_order_of_the_rows_makes_no_difference(centre: Area) -> None:
    head, *rest = texts()["stop_times.txt"].splitlines()
    backwards = "\n".join([head, *reversed(rest)])
    found = read(centre, {"stop_times.txt": backwards})
    assert stations(found) == stations(read(centre))
    assert problems(found) == [("stop_times.txt", "12 rows are not in the order of their trip")]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace(",", ";"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ", "),
        lambda text: "\n".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines()
        ),
    ],
    ids=["byte order mark", "semicolons", "Windows", "blanks", "quotes"],
)
def test_untidy_tables_are_understood(centre: Area, change: Any) -> None:
    changed = {name: change(text) for name, text in texts().items()}
    assert read(centre, changed) == read(centre)


def test_a_folder_in_the_archive_is_looked_into(centre: Area) -> None:
    assert read(centre, content=packed(folder="export/gtfs/")) == read(centre)


def test_a_table_in_another_encoding_is_read_and_told(centre: Area) -> None:
    text = texts()["translations.txt"].encode("latin-1")
    found = read(centre, {"translations.txt": text})
    assert stations(found) == stations(read(centre))
    [(file, reason)] = problems(found)
    assert (file, reason) == (
        "translations.txt", "1 file is not UTF-8; it was read as Windows-1252"
    )  # fmt: skip


def test_translations_of_the_former_kind(centre: Area) -> None:
    former = "trans_id,lang,translation\nKaisaniemi,sv,Kajsaniemi\n"
    assert stations(read(centre, {"translations.txt": former}))["B1"].name == {
        "fi": "Kaisaniemi",
        "sv": "Kajsaniemi",
    }


def test_names_of_no_language_when_there_are_several(centre: Area) -> None:
    found = read(centre, edited("feed_info.txt", ",fi,", ",mul,"))
    assert stations(found)["B1"].name == {"": "Kaisaniemi", "sv": "Kajsaniemi"}


HOSTILE: list[tuple[Files, str, str]] = [
    (edited("stops.txt", "B1,H0001", ",H0001"), "stops.txt row 8", "it has no stop_id"),
    (edited("stops.txt", "B2,H0002", "B1,H0002"), "B1", "it comes twice; the first is taken"),
    (edited("stops.txt", "60.1725,24.9478", ","), "B1", "its stop_lon, stop_lat are no position"),
    (edited("stops.txt", "60.1725,24.9478", "0,0.0"), "B1", "are no position"),
    (edited("stops.txt", "60.1725,24.9478", "nan,inf"), "B1", "are no position"),
    (edited("stops.txt", "60.1712,24.9410", ","), "SA", "are no position"),
    (edited("stops.txt", "24.9478,0", "24.9478,9"), "B1", "its location_type is '9', not 0 to 4"),
    (edited("stops.txt", "0,S,,\nS2", "0,X,,\nS2"), "S1", "its parent_station 'X' is not in"),
    (edited("stops.txt", "24.9478,0,", "24.9478,0,B1"), "B1", "it is its own parent_station"),
    (edited("pathways.txt", "P1,SA", "P1,XX"), "P1", "its ends are not in stops.txt"),
    (edited("pathways.txt", "S1,4", "S1,8"), "P1", "its pathway_mode '8' is not 1 to 7"),
    (edited("pathways.txt", "P1,SA", ",SA"), "pathways.txt row 2", "it has no pathway_id"),
    (edited("routes.txt", "M1,M,M1", "M9,M,M1"), "trips.txt", "4 trips name a route that"),
    (edited("routes.txt", "10X,B", "10,B"), "routes.txt", "1 rows have no route_id, or one that"),
    (edited("routes.txt", "Länsi,1", "Länsi,6"), "routes.txt", "of a type that makes no station"),
    (edited("trips.txt", "9,WK,b1", "9,WK,b9"), "stop_times.txt", "4 rows name a trip that"),
    (edited("trips.txt", "9,WK,b1", "9,XX,b1"), "trips.txt", "1 trips have a service that runs on"),
    (edited("trips.txt", "WK,m2", "WK,m1"), "trips.txt", "1 rows have no trip_id, or one that was"),
    (
        edited("stop_times.txt", "07:30:00,S1", "07:30:00,XX"),
        "stop_times.txt",
        "1 rows name a stop that stops.txt does not have, such as 'XX'",
    ),
    (
        edited("stop_times.txt", "08:00:30", "8 o'clock"),
        "stop_times.txt",
        "have a time that is none",
    ),
    (
        edited("stop_times.txt", "08:59:00,09:00:00", "08:59:00,07:00:00"),
        "stop_times.txt",
        "1 rows go back in time",
    ),
    (
        edited("stop_times.txt", "B1,1,0\nb1", "B1,x,0\nb1"),
        "stop_times.txt",
        "have no stop_sequence",
    ),
    (edited("stop_times.txt", "B2,2,0\nb1", "B2,1,0\nb1"), "stop_times.txt", "say a stop_sequence"),
    (edited("stop_times.txt", "07:00:00,07:00:00", ","), "stop_times.txt", "before the first time"),
    (edited("stop_times.txt", "stop_sequence", "order"), "stop_times.txt", "column is missing"),
    (
        edited("calendar.txt", "SA,0,0,0,0,0,1,0,20260105", "SA,0,0,0,0,0,1,0,20261340"),
        "calendar.txt",
        "1 rows have dates that are none, such as 'SA'",
    ),
    (
        edited("calendar_dates.txt", "SU,20260106,1", "SU,20260230,1"),
        "calendar_dates.txt",
        "have no date",
    ),
    (edited("frequencies.txt", "1200", "0"), "frequencies.txt", "1 rows cannot be understood"),
    ({"calendar.txt": None, "calendar_dates.txt": ""}, "calendar_dates.txt", "file is empty"),
    ({"stop_times.txt": None}, "stop_times.txt", "1 file is missing"),
    (
        {"stop_times.txt": texts()["stop_times.txt"] + 'm1,"09:00:00,S1'},
        "stop_times.txt",
        "1 file has a quotation mark that is not closed",
    ),
]


@pytest.mark.parametrize(("changes", "where", "reason"), HOSTILE)
def test_what_is_wrong_is_told_and_the_rest_is_read(
    centre: Area, changes: Files, where: str, reason: str
) -> None:
    found = read(centre, changes)
    told = problems(found)
    assert any(file == where and reason in text for file, text in told), told
    assert stations(found) or "file is missing" in reason


def test_what_goes_wrong_in_one_table_costs_no_more_than_it_must(centre: Area) -> None:
    whole = stations(read(centre))
    no_days = stations(read(centre, {"calendar.txt": None, "calendar_dates.txt": None}))
    assert no_days["B1"].routes == whole["B1"].routes
    assert no_days["B1"].departures == {}
    no_times = {"stop_times.txt": None, "frequencies.txt": None}
    told = problems(read(centre, no_times))
    assert ("B1", "no trip stops there, so that its mode is not known") in told
    options = Feed("town", "gtfs", options={"mode": "bus"})
    assert {each.mode for each in stations(read(centre, no_times, options)).values()} == {"bus"}
    no_translations = stations(read(centre, {"translations.txt": None, "pathways.txt": None}))
    assert no_translations["S"].name == {"fi": "Rautatientori"}


def test_without_a_sequence_the_order_of_the_file_holds(centre: Area) -> None:
    found = read(centre, edited("stop_times.txt", "stop_sequence", "order"))
    assert stations(found) == stations(read(centre))


def test_a_quotation_mark_that_is_not_closed_costs_its_row(
    centre: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = edited("stop_times.txt", "m4,10:00:00", 'm4,"10:00:00')
    assert stations(read(centre, changed)) == stations(read(centre))
    monkeypatch.setattr(timetable, "CHUNK", 2)
    assert stations(read(centre, changed)) == stations(read(centre))


def test_a_bad_time_is_counted_with_the_stop_before(centre: Area) -> None:
    found = stations(read(centre, edited("stop_times.txt", "24:05:00,24:05:00", "99:99:99,x")))
    assert found["B2"].departures["weekday"] == hours(h7=1, h23=1)


def test_a_station_without_a_position_lies_between_its_platforms(centre: Area) -> None:
    found = stations(read(centre, edited("stops.txt", "60.1708,24.9414", ",")))
    assert found["S"].point.equals_exact(Point(24.9414, 60.1708), 1e-6)


def test_a_route_type_that_a_feed_sees_otherwise(centre: Area) -> None:
    feed = Feed("town", "gtfs", options={"modes": {"1": "light_rail"}})
    assert stations(read(centre, feed=feed))["S"].mode == "light_rail"
    with pytest.raises(InputError, match="modes among train, subway"):
        gtfs.configured(Feed("town", "gtfs", options={"modes": {"1": "hovercraft"}}))
    with pytest.raises(InputError, match="'prefiks', which is not known"):
        gtfs.configured(Feed("town", "gtfs", options={"prefiks": "x"}))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("0", "tram"), ("1", "subway"), ("2", "train"), ("3", "bus"), ("4", "ferry")),
        *(("6", ""), ("11", "bus"), ("12", "light_rail"), ("109", "train"), ("401", "subway")),
        *(("702", "bus"), ("800", "bus"), ("900", "tram"), ("1000", "ferry"), ("1300", "")),
        *(("", ""), ("bus", ""), ("-1", ""), ("3.0", "")),
    ],
)
def test_modes(kind: str, mode: str) -> None:
    assert Modes.of(Options(FEED)).mode(kind) == mode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("08:00:00", 28_800), ("8:00:00", 28_800), (" 25:10:05 ", 90_605), ("07:30", 27_000)),
        *(("", NO_TIME), ("24", BAD_TIME), ("08:60:00", BAD_TIME), ("-1:00:00", BAD_TIME)),
        *(("72:00:00", BAD_TIME), ("aa:bb:cc", BAD_TIME), ("1:2:3:4", BAD_TIME)),
    ],
)
def test_times(text: str, expected: int) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", packed()[:-200], packed({"stops.txt": None}), packed({"stops.txt": "a,b\n"})],
    ids=["empty", "HTML", "cut short", "no stops", "other columns"],
)
def test_what_is_no_timetable_is_told(centre: Area, content: bytes) -> None:
    with pytest.raises(InputError):
        read(centre, content=content)


def test_damaged_contents_are_told(centre: Area) -> None:
    content = bytearray(packed())
    where = content.index(b"stop_times.txt") + 40
    content[where : where + 20] = bytes(20)
    with pytest.raises(InputError, match=r"stop_times.txt in the archive"):
        read(centre, content=bytes(content))


def test_bombs_are_not_unpacked(centre: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("stops.txt", bytes(archive.SMALL + 1))
    with pytest.raises(InputError, match="which no timetable does"):
        read(centre, content=stream.getvalue())
    monkeypatch.setattr(archive, "LARGEST", 1_000)
    with pytest.raises(InputError, match="unpacks to more than 1000 bytes"):
        read(centre)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    with pytest.raises(InputError, match="at most 3"):
        read(centre)


def test_fetching_tells_the_day_and_the_publisher(
    server: Server, centre: Area, tmp_path: Path
) -> None:
    address = server.serve("/gtfs.zip", faulty.body(packed()))
    wanted = Wanted(centre, FEED, tmp_path, lambda line: None, url=address)
    fetched = gtfs.fetch(wanted)
    assert str(fetched.data_date) == "2026-01-05"
    assert fetched.credit == {"attribution": "Town transit", "url": "https://transit.example.org"}
    own = Feed("town", "gtfs", url=address, credit={"attribution": "Us", "homepage": "https://a.b"})
    assert gtfs.fetch(Wanted(centre, own, tmp_path, print)).credit == {}


def bring(folder: Path, changes: Files | None = None, *, force: bool = True) -> ImportRun:
    path = folder / "town.zip"
    path.write_bytes(packed(changes))
    return run_import(Order("town", file=path, feed=FEED, force=force), lambda line: None)


@pytest.mark.django_db
def test_twice_changes_nothing_and_what_vanishes_is_closed(
    tmp_path: Path, network_dir: Path, settings: Settings, centre: Area
) -> None:
    settings.AREA = centre
    counts = bring(tmp_path).counts
    assert [counts[noun]["new"] for noun in ("station", "entrance", "pathway")] == [3, 2, 3]
    assert bring(tmp_path).status == "unchanged"
    run = bring(tmp_path, edited("stops.txt", "B1,H0001", "B1,H0009"))
    assert (run.counts["station"]["changed"], run.counts["station"]["unchanged"]) == (1, 2)
    assert Station.objects.get(source_id="B1").code == "H0009"
    gone = {"stops.txt": "\n".join(
        line for line in texts()["stops.txt"].splitlines() if not line.startswith(("B2", "SB"))
    )}  # fmt: skip
    run = bring(tmp_path, gone)
    assert (run.counts["station"]["closed"], run.counts["entrance"]["closed"]) == (1, 1)
    assert Station.objects.get(source_id="B2").closed_at is not None
    assert Pathway.objects.open().count() == 3  # the one without its end stays as it was
    assert {problem["source_id"] for problem in run.problems} == {"P2", "stop_times.txt"}


@pytest.mark.django_db
def test_what_was_imported_hangs_together(
    tmp_path: Path, network_dir: Path, settings: Settings, centre: Area
) -> None:
    settings.AREA = centre
    run = bring(tmp_path)
    station = Station.objects.get(source_id="S")
    assert Entrance.objects.filter(station=station).count() == 2
    assert Pathway.objects.filter(station=station).count() == 3
    assert station.departures["weekday"] == hours(h8=1, h9=1)
    assert str(run.data_date) == "2026-01-05"
    source = Source.objects.get(key="town")
    assert (source.attribution, source.rank) == ("Town transit", 20)


@pytest.mark.django_db
def test_swapped_and_metric_positions_are_told(
    tmp_path: Path, network_dir: Path, settings: Settings, centre: Area
) -> None:
    settings.AREA = centre
    bring(tmp_path)
    run = bring(tmp_path, edited("stops.txt", "60.1725,24.9478", "24.9478,60.1725"))
    assert "did you swap" in run.problems[0]["reason"]
    run = bring(tmp_path, edited("stops.txt", "60.1725,24.9478", "6672558,25491134"))
    assert "looks like metres" in run.problems[0]["reason"]
    assert Station.objects.open().count() == 3  # it keeps its former version


def test_ids_keep_their_zeros(centre: Area) -> None:
    changed = {name: text.replace("B1", "0012") for name, text in texts().items()}
    assert "0012" in stations(read(centre, changed))
