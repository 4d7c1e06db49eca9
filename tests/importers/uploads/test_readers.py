"""Every format is read into the same rows, and what is hostile in it is told in one sentence."""

from __future__ import annotations

import datetime as dt
import io
import json
import sqlite3
import struct
import warnings
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pytest
import shapely

from importers.errors import InputError
from importers.uploads import table
from importers.uploads.formats import format_of, read
from importers.uploads.table import Row

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "uploads"
BOMB = 300_000_000


def rows(format: str, contents: bytes) -> list[Row]:
    return list(read(format, io.BytesIO(contents)).rows)


def cells(format: str, contents: bytes) -> list[dict[str, str]]:
    return [row.cells for row in rows(format, contents)]


def refusal(format: str, contents: bytes) -> str:
    with pytest.raises(InputError) as caught:
        rows(format, contents)
    return str(caught.value)


def keys(found: list[Row]) -> list[str]:
    return [row.problem.key if row.problem else "" for row in found]


# --- CSV ------------------------------------------------------------------------------------------
def test_it_works() -> None:
    opened = read("csv", io.BytesIO((FIXTURES / "members.csv").read_bytes()))
    assert opened.columns == (
        "Nimi",
        "Namn",
        "Osoite",
        "Postinumero",
        "Puhelin",
        "Sähköposti",
        "Kotisivu",
    )
    assert opened.detail == "UTF-8, ;"
    assert list(opened.rows) == [
        Row(
            2,
            {
                "Nimi": "Rannan seura",
                "Namn": "Strandens förening",
                "Osoite": "Tapiontori 3 B 12",
                "Postinumero": "02100",
                "Puhelin": "+358 40 1234567",
                "Sähköposti": "seura@ranta.example",
                "Kotisivu": "www.ranta.example",
            },
        ),
        Row(
            3,
            {
                "Nimi": "Kujan kerho; Kerhojen kuja",
                "Osoite": "Hagalundstorget 1",
                "Postinumero": "02100",
                "Puhelin": "09 123",
            },
        ),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_in_every_dialect(encoding: str, separator: str, end: str) -> None:
    text = end.join([separator.join(("Nimi", "Paikka")), separator.join(("Äijälä å", "Öö"))])
    assert cells("csv", text.encode(encoding)) == [{"Nimi": "Äijälä å", "Paikka": "Öö"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sep=;\nA;B\n1;2", [{"A": "1", "B": "2"}]),
        ("Members of 2026\n\nA;B\n1;2", [{"A": "1", "B": "2"}]),
        ("A;A;\n1;2;", [{"A": "1", "A (2)": "2"}]),
        ('A;B\n"1\n2";3\n4;5', [{"A": "1\n2", "B": "3"}, {"A": "4", "B": "5"}]),
        ("A\n1\n2", [{"A": "1"}, {"A": "2"}]),
        (
            "A;B\n=1+1;@SUM(1)\n+358 40;-1",
            [{"A": "=1+1", "B": "@SUM(1)"}, {"A": "+358 40", "B": "-1"}],
        ),
    ],
)
def test_csv_as_offices_write_it(text: str, expected: list[dict[str, str]]) -> None:
    assert cells("csv", text.encode()) == expected


@pytest.mark.parametrize("number", [1, 8, 9, 10, 11, 12, 700])
def test_no_row_is_lost(number: int) -> None:
    names = [str(each) for each in range(number)]
    lines = [["Nimi", "Osoite"], *([name, "Katu 1"] for name in names)]
    text = "\n".join(map(";".join, lines))
    assert [row["Nimi"] for row in cells("csv", text.encode())] == names
    assert [row["Nimi"] for row in cells("xlsx", workbook(*lines))] == names
    features = (feature(point(24.8, 60.1), Nimi=name) for name in names)
    assert [row["Nimi"] for row in cells("geojson", geojson(*features))] == names
    points = "".join(f'<wpt lat="60" lon="24"><name>{name}</name></wpt>' for name in names)
    assert [row["name"] for row in cells("gpx", gpx(points))] == names


def test_rows_are_called_by_their_line() -> None:
    text = 'A;B\n"1\n2";3\n\n4;5'
    assert [row.number for row in rows("csv", text.encode())] == [2, 5]


def test_a_row_with_too_many_cells_is_told() -> None:
    assert keys(rows("csv", b"A;B\n1;2;3\n4;5\n6;7")) == ["many-cells", "", ""]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\n \n", "The file is empty"),
        (b"\0" * 2_000, "not text"),
        (b'A;B\n"1;' + b"x" * 200_000, "quotation mark never closed"),
        (";".join(f"c{n}" for n in range(300)).encode(), "300 columns; at most 200"),
    ],
)
def test_what_is_no_csv_is_told(contents: bytes, sentence: str) -> None:
    assert sentence in refusal("csv", contents)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 10)
    assert "more than 10 rows" in refusal("csv", b"A;B\n" + b"1;2\n" * 20)


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.uploads.formats.MOST_BYTES", 100)
    assert "more than 100 bytes" in refusal("csv", b"A;B\n" + b"1;2\n" * 100)


# --- XLSX -----------------------------------------------------------------------------------------
def workbook(*lines: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(contents: bytes, name: str, change: Any) -> bytes:
    """Return an archive in which one part is another."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contents)) as old, zipfile.ZipFile(stream, "w", 8) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
EVENING = dt.datetime(2026, 5, 1, 18, 30)  # noqa: DTZ001 - workbooks know no zones


def test_a_workbook_is_read_as_it_is_seen() -> None:
    contents = workbook(
        ["Nimi", "Määrä", "Päivä", "Aika", "On", "Puhelin"],
        ["Äijä", 3.0, dt.date(2026, 5, 1), EVENING, True, "+358 40 1"],
        [None, None, None, None, None, None],
        ["Toinen", 2.5, None, None, False, 358401234567],
    )
    assert rows("xlsx", contents) == [
        Row(
            2,
            {
                "Nimi": "Äijä",
                "Määrä": "3",
                "Päivä": "2026-05-01",
                "Aika": "2026-05-01 18:30",
                "On": "true",
                "Puhelin": "+358 40 1",
            },
        ),
        Row(4, {"Nimi": "Toinen", "Määrä": "2.5", "On": "false", "Puhelin": "358401234567"}),
    ]


def test_a_number_shown_with_zeros_keeps_them() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Nimi", "Postinumero"])
    book.active.append(["X", 2100])
    book.active["B2"].number_format = "00000"
    stream = io.BytesIO()
    book.save(stream)
    assert cells("xlsx", stream.getvalue()) == [{"Nimi": "X", "Postinumero": "02100"}]


def test_of_a_formula_the_last_value_is_taken() -> None:
    contents = workbook(["A", "B"], ["x", "=1+1"], ["y", "=1/0"])

    def cached(sheet: bytes) -> bytes:
        sheet = sheet.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
        sheet = sheet.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
        return sheet.replace(b"<f>1+1</f><v/>", b"<f>1+1</f><v>2</v>")

    assert cells("xlsx", repacked(contents, SHEET, cached)) == [{"A": "x", "B": "2"}, {"A": "y"}]


def test_hidden_sheets_are_not_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["secret", "x"])
    book.active.sheet_state = "hidden"
    seen = book.create_sheet("Members")
    seen.append(["A", "B"])
    seen.append(["1", "2"])
    stream = io.BytesIO()
    book.save(stream)
    assert cells("xlsx", stream.getvalue()) == [{"A": "1", "B": "2"}]


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/workbook.xml", "")
        with archive.open(SHEET, "w") as part:
            for _ in range(BOMB // 1_000_000):
                part.write(b" " * 1_000_000)
    return stream.getvalue()


def test_a_zip_bomb_is_not_unpacked() -> None:
    contents = bomb()
    assert len(contents) < 1_000_000
    assert "unpacks to more than" in refusal("xlsx", contents)


def test_entities_are_not_expanded() -> None:
    contents = workbook(["A", "B"], ["1", "2"])
    dtd = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

    def hostile(sheet: bytes) -> bytes:
        return dtd + sheet.replace(b"<t>1</t>", b"<t>&a;</t>").replace(b"<v>0</v>", b"<v>&a;</v>")

    assert "damaged" in refusal("xlsx", repacked(contents, SHEET, hostile))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b'<row r="2"', b'<row r="99999999"', "more than 50000 rows"),
        (b'ref="A1:B2"', b'ref="A1:XFD1048576"', ""),
        (b'r="B2"', b'r="XFD2"', "more than 200 columns"),
        (b"</sheetData>", b"", "damaged"),
    ],
)
def test_what_a_sheet_says_of_its_size_is_not_believed(
    old: bytes, new: bytes, sentence: str
) -> None:
    contents = repacked(workbook(["A", "B"], ["1", "2"]), SHEET, lambda xml: xml.replace(old, new))
    if sentence:
        assert sentence in refusal("xlsx", contents)
    else:
        assert cells("xlsx", contents) == [{"A": "1", "B": "2"}]


@pytest.mark.parametrize("contents", [b"PK\x03\x04junk", b"", workbook(["A"])[:500]])
def test_what_is_no_workbook_is_told(contents: bytes) -> None:
    assert "damaged" in refusal("xlsx", contents)


# --- GeoJSON --------------------------------------------------------------------------------------
def geojson(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": features}).encode()


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*numbers: Any) -> dict[str, Any]:
    return {"type": "Point", "coordinates": numbers}


def test_features_are_rows() -> None:
    one = feature(point(24.8, 60.17), name={"fi": "A", "sv": "B"}, n=3.0, tags=["x", "y"], no=None)
    opened = read("geojson", io.BytesIO(geojson({**one, "id": 7})))
    assert opened.columns == ("name.fi", "name.sv", "n", "tags", "id")
    assert list(opened.rows) == [
        Row(
            1,
            {"name.fi": "A", "name.sv": "B", "n": "3", "tags": "x, y", "id": "7"},
            shapely.Point(24.8, 60.17),
        )
    ]


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::3879", "EPSG:3879"])
def test_the_older_crs_member_is_read(name: str) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    opened = read("geojson", io.BytesIO(geojson(feature(None), crs=crs)))
    assert opened.crs == "EPSG:3879"


def nested(depth: int) -> dict[str, Any]:
    geometry: dict[str, Any] = point(24.8, 60.17)
    for _ in range(depth):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    return geometry


RING = [[24.8, 60.1], [24.9, 60.1], [24.9, 60.2], [24.8, 60.2]]


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        (point(), "bad-shape"),
        (point("24.8", "60.1"), "bad-shape"),
        (point(24.8), "bad-shape"),
        ({"type": "Polygon", "coordinates": [RING]}, "bad-shape"),
        ({"type": "Polygon", "coordinates": []}, "bad-shape"),
        ({"type": "Rabbit"}, "bad-shape"),
        ("SRID=3879;POINT(1 2)", "bad-shape"),
        (nested(200), "deep-row"),
        ({"type": "MultiPoint", "coordinates": [[24.8, 60.1]] * 100_001}, "large-shape"),
    ],
)
def test_a_bad_shape_is_told_and_the_others_are_read(shape: Any, key: str) -> None:
    found = rows("geojson", geojson(feature(shape, name="A"), feature(point(24.8, 60.1), name="B")))
    assert keys(found) == [key, ""]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "empty"),
        (b"<html>503</html>", "HTML"),
        (b"{}", "no features"),
        (b'{"type": "FeatureCollection", "features": []}', "no features"),
        (geojson(feature(point(24.8, 60.1)))[:-20], "ends too early"),
        (b'{"features": [{"geometry": {"type": "Point", "coordinates": [NaN, 60]}}]}', "NaN"),
        (b'{"features": ["\xff"]}', "JSON"),
    ],
)
def test_what_is_no_geojson_is_told(contents: bytes, sentence: str) -> None:
    assert sentence in refusal("geojson", contents)


@pytest.mark.parametrize(("depth", "found"), [(250, "deep-row"), (200_000, "1000 brackets")])
def test_what_is_nested_without_end_is_told(depth: int, found: str) -> None:
    start = b'{"type": "GeometryCollection", "geometries": ['
    text = b'{"features": [{"geometry": ' + start * depth + b"]}" * depth + b"}, {}]}"
    if found == "deep-row":
        assert keys(rows("geojson", text)) == ["deep-row", ""]
    else:
        assert found in refusal("geojson", text)


def test_an_infinite_coordinate_is_told() -> None:
    text = geojson(feature(point(24.8, 60.1))).replace(b"24.8", b"1e999")
    try:
        assert keys(rows("geojson", text)) == ["bad-shape"]
    except InputError as error:
        assert "JSON" in str(error)  # where the parser itself refuses the number


def test_what_is_no_feature_is_told() -> None:
    assert keys(rows("geojson", geojson(1, "x", None, []))) == ["bad-shape"] * 4


# --- GPX ------------------------------------------------------------------------------------------
def gpx(inside: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<gpx xmlns="http://www.topografix.com/GPX/1/1">{inside}</gpx>'.encode()


ENTITY = '<!DOCTYPE g [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def test_waypoints_are_rows() -> None:
    text = gpx(
        '<wpt lat="60.17" lon="24.8"><name>Laavu</name><desc>Hyvä</desc>'
        '<link href="https://x.example"><text>X</text></link></wpt>'
        '<trk><trkseg><trkpt lat="1" lon="2"/></trkseg></trk><wpt lat="x" lon="1e999"/>'
    )
    assert rows("gpx", text) == [
        Row(
            1,
            {"name": "Laavu", "desc": "Hyvä", "link": "https://x.example"},
            shapely.Point(24.8, 60.17),
        ),
        Row(2, {}, None, rows("gpx", text)[1].problem),
    ]
    assert keys(rows("gpx", text)) == ["", "not-a-number"]


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (gpx("<trk/>"), "no waypoints"),
        (gpx("<wpt><name>&a;</name></wpt>", ENTITY), "document type"),
        (gpx("", '<!DOCTYPE g [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>'), "document type"),
        (gpx('<wpt lat="1" lon="2">')[:-6], "ends too early"),
        (gpx("<a>" * 100 + "</a>" * 100), "nested more than"),
        (b"<kml/>", "no GPX"),
        (b"", "ends too early"),
    ],
)  # fmt: skip
def test_what_is_no_gpx_is_told(contents: bytes, sentence: str) -> None:
    assert sentence in refusal("gpx", contents)


# --- GeoPackage -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A GeoPackage as GDAL writes it, in metres of EPSG:3067."""
    path = tmp_path_factory.mktemp("gpkg") / "places.gpkg"
    frame = geopandas.GeoDataFrame(
        {"nimi": ["Äijä", "Toinen"], "määrä": [1, 2]},
        geometry=[shapely.Point(378_000, 6_672_000), None],
        crs="EPSG:3067",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, layer="places", driver="GPKG", engine="pyogrio")
    return path.read_bytes()


def altered(package: bytes, *statements: str) -> bytes:
    database = sqlite3.connect(":memory:")
    database.deserialize(package)
    database.create_function("ST_IsEmpty", 1, lambda blob: 0)
    for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        database.create_function(name, 1, lambda blob: 0.0)
    for statement in statements:
        database.execute(statement)
    database.commit()
    contents = bytes(database.serialize())
    database.close()
    return contents


def test_the_layer_of_a_package_is_read(package: bytes) -> None:
    opened = read("gpkg", io.BytesIO(package))
    assert (opened.crs, opened.detail) == ("EPSG:3067", "places")
    assert list(opened.rows) == [
        Row(1, {"fid": "1", "nimi": "Äijä", "määrä": "1"}, shapely.Point(378_000, 6_672_000)),
        Row(2, {"fid": "2", "nimi": "Toinen", "määrä": "2"}),
    ]


def test_a_bad_shape_in_a_package_is_told(package: bytes) -> None:
    broken = b"GP\x00\x01" + struct.pack("<i", 3067) + b"junk"
    sql = f"UPDATE places SET geom = x'{broken.hex()}' WHERE fid = 1"  # noqa: S608 - a test's own
    assert keys(rows("gpkg", altered(package, sql))) == ["bad-shape", ""]


ENDLESS = """
    CREATE VIEW gpkg_contents AS
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)
    SELECT 'places' AS table_name, 'features' AS data_type FROM n
"""
LOADING = """
    CREATE VIEW gpkg_geometry_columns AS
    SELECT load_extension('x') AS table_name, 1 AS column_name, 2 AS srs_id
"""


@pytest.mark.parametrize(
    "statements",
    [
        ("DELETE FROM gpkg_contents",),
        ("UPDATE gpkg_contents SET table_name = 'sqlite_master'",),
        ("DROP TABLE gpkg_contents",),
        (
            "DROP TABLE gpkg_contents",
            ENDLESS,
        ),
        (
            "DROP TABLE gpkg_geometry_columns",
            LOADING,
        ),
    ],
)
def test_hostile_packages_do_nothing(package: bytes, statements: tuple[str, ...]) -> None:
    assert "GeoPackage" in refusal("gpkg", altered(package, *statements))


def test_truncated_packages_are_told(package: bytes) -> None:
    assert "damaged" in refusal("gpkg", package[:20_000])


# --- names and contents -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "contents", "format"),
    [
        ("A.CSV", b"A;B", "csv"),
        ("a.json", b"\xef\xbb\xbf {", "geojson"),
        ("a.gpx", b"<?xml version='1.0'?><gpx>", "gpx"),
        ("a.xlsx", b"PK\x03\x04", "xlsx"),
    ],
)
def test_formats_are_told(name: str, contents: bytes, format: str) -> None:
    assert format_of(name, io.BytesIO(contents)) == format


@pytest.mark.parametrize(
    ("name", "contents", "sentence"),
    [
        ("a.kml", b"<OGRVRTDataSource><SrcDataSource>http://x</SrcDataSource>", "is not read"),
        ("a.gpkg", b"<OGRVRTDataSource/>", "contents are XML"),
        ("a.gpkg", b"SQLite format 3\0" + b"\0" * 100, "of another kind"),
        ("a.csv", b"<OGRVRTDataSource/>", "contents are XML"),
        ("a.csv", b"PK\x03\x04", "contents are xlsx"),
        ("a.csv", b"%PDF-1.7", "of another kind"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "old or a protected workbook"),
        ("a.geojson", b"A;B", "of another kind"),
        ("a", b"A;B", "without an ending"),
        ("a.csv", b"", "empty"),
    ],
)
def test_names_and_contents_must_agree(name: str, contents: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        format_of(name, io.BytesIO(contents))
