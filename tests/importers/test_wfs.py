"""A layer of a city's map service comes in as what its feed says it is."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from shapely import MultiPolygon

from geodata.area import Feed
from geodata.models import Amenity, District
from importers import wfs
from importers.errors import FetchError, InputError
from importers.fetch import Limits
from importers.records import (
    AmenityRecord,
    DistrictRecord,
    OrganisationRecord,
    PlaceRecord,
    Problem,
)
from importers.sources import Wanted
from importers.wfs import service
from importers.wfs.gml import read_features
from tests.importers import faulty
from tests.importers.bringing import ESPOO, FIXTURES, bring, counted, parsed
from tests.importers.faulty import Server

FOLDER = FIXTURES / "wfs"
COUNTERS = FOLDER / "counters-1.0.0.xml"
DISTRICTS = FOLDER / "districts-2.0.0.xml"
REAL = "espoo_wfs/espoo_eco_counter.xml"
COUNTER = {
    "version": "1.0.0",
    "layer": "kaupunki:Laskuri",
    "noun": "amenity",
    "kind": "counter",
    "names": {"fi": "nimi", "sv": "namn"},
}
DISTRICT = {
    "layer": "kaupunki:Kaupunginosa",
    "noun": "district",
    "names": {"fi": "nimi", "sv": "namn"},
    "fields": {"code": "tunnus"},
    "level": 10,
}
POINT = "<gml:Point {}><gml:pos>{}</gml:pos></gml:Point>"


def answer(*geometries: str, name: str = "Laskuri", key: str = "") -> str:
    """Write an answer of WFS 2.0.0 with a feature for each geometry."""
    members = "".join(
        f"<wfs:member><k:Laskuri{f' {key}' if key else ''}><k:nimi>{name}</k:nimi>"
        f"<k:sijainti>{geometry}</k:sijainti></k:Laskuri></wfs:member>"
        for geometry in geometries
    )
    return (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" '
        f'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:k="https://example.fi/k">{members}'
        "</wfs:FeatureCollection>"
    )


def only(content: str | bytes, **changes: Any) -> Any:
    """Return the one record or problem of an answer."""
    [found] = parsed("wfs", content, COUNTER | changes)
    return found


def test_it_works() -> None:
    found = parsed("wfs", COUNTERS.read_bytes(), COUNTER)
    assert [
        (each.source_id, each.name, each.kind, round(each.point.x, 6), round(each.point.y, 6))
        for each in found
        if isinstance(each, AmenityRecord)
    ] == [
        (
            "Laskuri.1",
            {"fi": "Tapiolan raitti", "sv": "Hagalundsstråket"},
            "counter",
            24.805,
            60.176,
        ),
        ("Laskuri.2", {"fi": "Rantaraitti", "sv": "Strandpromenaden"}, "counter", 24.82, 60.165),
        ("Laskuri.3", {"fi": "Otaniemi & Keilaniemi"}, "counter", 24.83, 60.184),
    ]


def test_areas_of_wfs_2_are_read_with_north_first() -> None:
    first, second = parsed("wfs", DISTRICTS.read_bytes(), DISTRICT)
    assert isinstance(first, DistrictRecord)
    assert isinstance(second, DistrictRecord)
    assert (first.source_id, first.code, first.level) == ("Kaupunginosa.12", "12", 10)
    assert (first.kind, first.name) == ("administrative", {"fi": "Tapiola", "sv": "Hagalund"})
    assert [len(each.interiors) for each in first.polygon.geoms] == [1, 0]
    assert first.polygon.bounds == pytest.approx((24.80, 60.17, 24.835, 60.18), abs=1e-6)
    assert isinstance(second.polygon, MultiPolygon)
    assert second.polygon.bounds == pytest.approx((24.82, 60.18, 24.83, 60.19), abs=1e-6)


@pytest.mark.django_db
def test_the_real_counters(data_dir: Path, settings: Settings) -> None:
    settings.AREA = ESPOO
    options = ESPOO.feed("eco_counters").options
    run = bring("wfs", data_dir / REAL, options)
    assert (counted(run, "amenity"), run.problems) == ({"new": 9}, [])
    counter = Amenity.objects.get(name__fi="Länsiväylä, Karhusaari")
    assert counter.kind == "counter"
    assert (counter.point.x, counter.point.y) == pytest.approx((24.8344, 60.1683), abs=1e-4)
    assert counted(bring("wfs", data_dir / REAL, options), "amenity") == {"unchanged": 9}


@pytest.mark.django_db
def test_a_second_import_changes_nothing_and_a_change_is_seen(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    assert counted(bring("wfs", DISTRICTS, DISTRICT), "district") == {"new": 2}
    assert counted(bring("wfs", DISTRICTS, DISTRICT), "district") == {"unchanged": 2}
    text = DISTRICTS.read_text(encoding="utf-8").replace("Hagalund", "Hagalund centrum")
    path = tmp_path / "districts.xml"
    start, _, rest = text.partition("<wfs:member>")
    first, _, _ = rest.partition("</wfs:member>")
    path.write_text(f"{start}<wfs:member>{first}</wfs:member></wfs:FeatureCollection>")
    run = bring("wfs", path, DISTRICT)
    assert counted(run, "district") == {"changed": 1, "closed": 1}
    assert District.objects.get(code="12").name["sv"] == "Hagalund centrum"


@pytest.mark.parametrize(
    ("srs", "position"),
    [
        ("urn:ogc:def:crs:EPSG::3879", "6673578.654 25489093.802"),
        ("urn:ogc:def:crs:EPSG::3879", "25489093.802 6673578.654"),  # a service that errs
        ("EPSG:3879", "25489093.802 6673578.654"),
        ("EPSG:3879", "6673578.654 25489093.802"),
        ("http://www.opengis.net/gml/srs/epsg.xml#3879", "25489093.802 6673578.654"),
        ("http://www.opengis.net/def/crs/EPSG/0/3879", "6673578.654 25489093.802"),
        ("urn:ogc:def:crs:EPSG::4326", "60.17493 24.80351"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "24.80351 60.17493"),
        ("EPSG:4326", "24.80351 60.17493"),
        ("urn:ogc:def:crs:EPSG::3067", "378147.320 6672919.684"),
        ("", "6673578.654 25489093.802"),
        ("", "25489093.802 6673578.654 12.5"),
    ],
)
def test_either_axis_comes_first(srs: str, position: str) -> None:
    found = only(answer(POINT.format(f'srsName="{srs}"' if srs else "", position)))
    assert (found.point.x, found.point.y) == pytest.approx((24.80351, 60.17493), abs=1e-6)


LINE = "25489093 6673578 25489193 6673578"
SQUARE = "25489093 6673578 25489193 6673578 25489193 6673678 25489093 6673678 25489093 6673578"
RING = f"<gml:LinearRing><gml:posList>{SQUARE}</gml:posList></gml:LinearRing>"


@pytest.mark.parametrize(
    "geometry",
    [
        f"<gml:LineString><gml:posList>{LINE}</gml:posList></gml:LineString>",
        (
            f"<gml:Curve><gml:segments><gml:LineStringSegment><gml:posList>{LINE}</gml:posList>"
            "</gml:LineStringSegment></gml:segments></gml:Curve>"
        ),
        (
            f"<gml:MultiCurve><gml:curveMember><gml:LineString><gml:posList>{LINE}</gml:posList>"
            "</gml:LineString></gml:curveMember></gml:MultiCurve>"
        ),
        (
            "<gml:MultiLineString><gml:lineStringMember><gml:LineString><gml:coordinates>"
            "25489093,6673578 25489193,6673578</gml:coordinates></gml:LineString>"
            "</gml:lineStringMember></gml:MultiLineString>"
        ),
        f"<gml:Polygon><gml:outerBoundaryIs>{RING}</gml:outerBoundaryIs></gml:Polygon>",
        (
            "<gml:MultiPolygon><gml:polygonMember><gml:Polygon><gml:exterior>"
            f"{RING}</gml:exterior></gml:Polygon></gml:polygonMember></gml:MultiPolygon>"
        ),
        (
            "<gml:MultiPoint><gml:pointMember><gml:Point><gml:pos>25489143 6673578</gml:pos>"
            "</gml:Point></gml:pointMember></gml:MultiPoint>"
        ),
        (
            '<gml:Point><gml:coordinates cs=";" decimal=",">25489143,0;6673578,0</gml:coordinates>'
            "</gml:Point>"
        ),
    ],
)
def test_lines_and_areas_become_a_point(geometry: str) -> None:
    found = only(answer(geometry))
    assert isinstance(found, AmenityRecord)
    assert found.point.x == pytest.approx(24.8044, abs=1e-4)


def test_places_and_organisations_have_contacts() -> None:
    text = answer(POINT.format("", "25489093 6673578"), name="Kerhotila").replace(
        "</k:nimi>",
        "</k:nimi><k:www>www.example.fi</k:www><k:puh>-</k:puh><k:osoite>Katu 1</k:osoite>",
    )
    options = {
        "noun": "place",
        "kind": "club_room",
        "fields": {"website": "www", "telephone": "puh"},
        "street_address": {"fi": "osoite"},
    }
    found = only(text, **options)
    assert isinstance(found, PlaceRecord)
    assert (found.website, found.telephone) == ("https://www.example.fi", "")
    assert found.street_address == {"fi": "Katu 1"}
    assert isinstance(only(text, **options | {"noun": "organisation"}), OrganisationRecord)


@pytest.mark.parametrize(
    ("key", "options", "expected"),
    [
        ('gml:id="Laskuri.7"', {}, "Laskuri.7"),
        ('fid="7"', {}, "7"),
        ('gml:id="Laskuri.7"', {"id": "nimi"}, "Laskuri"),
    ],
)
def test_a_feature_is_known_by_its_id(key: str, options: dict[str, Any], expected: str) -> None:
    point = POINT.format("", "25489093 6673578")
    assert only(answer(point, key=key), **options).source_id == expected


def test_an_id_is_made_of_name_and_place_where_none_lasts() -> None:
    def made(key: str, position: str, name: str = "Laskuri") -> str:
        return str(only(answer(POINT.format("", position), key=key, name=name)).source_id)

    first = made("", "25489093.10 6673578.10")
    assert first.startswith("content-")
    assert made('gml:id="Laskuri.fid--5c8f_18d_-7ffe"', "25489093.11 6673578.12") == first
    assert made("", "25489193.10 6673578.10") != first
    assert made("", "25489093.10 6673578.10", "Toinen") != first


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ("", "it has no geometry"),
        ("<gml:Point/>", "its Point has no coordinates"),
        (POINT.format("", "24.8"), "a position of it has 1 numbers"),
        (POINT.format("", "24.8 north"), "'north', not a number"),
        (POINT.format("", "NaN 60"), "'NaN', not a number"),
        (POINT.format("", "1e999 60"), "'1e999', not a number"),
        (POINT.format('srsName="EPSG:2056"', "1 2"), "'EPSG:2056' is not known"),
        (POINT.format('srsName="http://169.254.169.254/"', "1 2"), "is not known"),
        (
            '<gml:LineString srsDimension="9"><gml:posList>1 2</gml:posList></gml:LineString>',
            "its srsDimension is '9'",
        ),
        ("<gml:LineString><gml:posList>1 2 3</gml:posList></gml:LineString>", "has 3 numbers"),
        ("<gml:LineString><gml:posList>1 2</gml:posList></gml:LineString>", "no sound one"),
        ("<gml:Polygon/>", "0 outer rings"),
        (
            (
                "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>1 1 2 1 2 2 1 2"
                "</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
            ),
            "a ring that is not closed",
        ),
        (
            (
                "<gml:Curve><gml:segments><gml:Arc><gml:posList>1 1 2 2 3 1</gml:posList></gml:Arc>"
                "</gml:segments></gml:Curve>"
            ),
            "has an Arc",
        ),
        ("<gml:MultiSurface/>", "its MultiSurface has no polygon"),
    ],
)
def test_an_unusable_geometry_is_told(geometry: str, reason: str) -> None:
    problem = only(answer(geometry))
    assert isinstance(problem, Problem)
    assert (problem.kind, problem.source_id) == ("amenity", "feature 1")
    assert reason in problem.reason


def test_what_else_is_missing_is_told() -> None:
    point = answer(POINT.format("", "25489093 6673578"), name="")
    assert "it has no name: nimi" in only(point, noun="place").reason
    assert only(point, id="tunnus").reason == "it has no tunnus"
    assert "is a Point, not a polygon" in only(point, noun="district", kind="postal").reason


@pytest.mark.django_db
def test_positions_and_ids_are_judged_and_the_rest_comes_in(
    tmp_path: Path, settings: Settings
) -> None:
    settings.AREA = ESPOO
    name_as_id = COUNTER | {"id": "nimi", "crs": "EPSG:4326"}
    here = POINT.format("", "24.80351 60.17493")
    parts = [answer(here, name="one"), answer(here, name="one"), answer(here, name="ONE")]
    parts += [answer(POINT.format("", "0 0"), name="zero")]
    parts += [answer(POINT.format("", "25489093 6673578"), name="metres")]
    parts += [answer(POINT.format("", "23.76 61.5"), name="tampere")]
    path = tmp_path / "answer.xml"
    path.write_text(f"<pages>{''.join(parts)}</pages>")
    run = bring("wfs", path, name_as_id)
    assert counted(run, "amenity") == {"new": 2, "refused": 3}
    told = {each["source_id"]: each["reason"] for each in run.problems}
    assert told["one"] == "it comes twice; the first is taken"
    assert "far outside" in told["zero"]
    assert "looks like metres" in told["metres"]


EXPANDING = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
INCLUDING = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
OWS = (
    '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">'
    '<ows:Exception exceptionCode="InvalidParameterValue" locator="typeName"><ows:ExceptionText>'
    "Feature type\n kaupunki:Laskuri unknown</ows:ExceptionText></ows:Exception>"
    "</ows:ExceptionReport>"
)
OLD = (
    '<ServiceExceptionReport version="1.2.0" xmlns="http://www.opengis.net/ogc">'
    '<ServiceException code="LayerNotDefined">No such layer.</ServiceException>'
    "</ServiceExceptionReport>"
)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "The file is empty"),
        ("{}", "This is not XML"),
        ("<!DOCTYPE html><html><body>Sorry</body></html>", "This is HTML"),
        ("<html><body><br></body></html>", "This is HTML"),
        (COUNTERS.read_bytes()[:900], "ends too early or is damaged"),
        (EXPANDING, "document type .* not read"),
        (INCLUDING, "document type .* not read"),
        ("<OGRVRTDataSource/>", "its root is 'OGRVRTDataSource'"),
        ("<kml xmlns='http://www.opengis.net/kml/2.2'/>", "its root is 'kml'"),
        (OWS, r"error: Feature type kaupunki:Laskuri unknown \(InvalidParameterValue\)\.$"),
        (OLD, r"error: No such layer\. \(LayerNotDefined\)\.$"),
        (answer("<k:a>" * 80 + "</k:a>" * 80), "more than 60 elements within elements"),
        (b'<?xml version="1.0" encoding="EBCDIC-XX"?><x/>', "damaged|encoding"),
    ],
)
def test_what_is_no_answer_is_told_in_one_sentence(content: str | bytes, told: str) -> None:
    with pytest.raises(InputError, match=told) as raised:
        parsed("wfs", content, COUNTER)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"version": "1.1.0"}, "one of 1.0.0, 2.0.0"),
        ({"noun": "trail"}, "one of amenity, place, organisation, district"),
        ({"layer": 7}, "option layer = 7"),
        ({"kind": "Eco Counter"}, "option kind"),
        ({"format": "SHAPE-ZIP"}, "option format"),
        ({"fields": {"website": "www"}}, "a table with opening_hours, for the noun amenity"),
        ({"typename": "x"}, "'typename', which is not known"),
    ],
)
def test_wrong_options_are_told(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        parsed("wfs", COUNTERS.read_bytes(), COUNTER | changes)


def test_memory_stays_constant_in_the_number_of_features() -> None:
    member = answer(POINT.format("", "25489093 6673578")).partition("<wfs:member>")[2]
    member = "<wfs:member>" + member.partition("</wfs:FeatureCollection>")[0]
    start, end = answer().split("</wfs:FeatureCollection>")[0], "</wfs:FeatureCollection>"

    def peak(count: int) -> int:
        stream = io.BytesIO(f"{start}{member * count}{end}".encode())
        tracemalloc.start()
        assert sum(1 for _ in read_features(stream)) == count
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(10_000) < 1.5 * peak(1_000)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(timeout=1.0, tries=2, pause=0.01, largest=1_000_000, fresh=0)
    monkeypatch.setattr(service, "LIMITS", limits)
    monkeypatch.setattr(service, "PAGE", 2)


def wanted(url: str, cache: Path, **options: Any) -> Wanted:
    own = COUNTER | {"version": "2.0.0"} | options
    return Wanted(ESPOO, Feed("counters", "wfs", url=url, options=own), cache, lambda line: None)


def names(path: Path) -> list[str]:
    with path.open("rb") as stream:
        found = list(wfs.configured(Feed("counters", "wfs", options=COUNTER))(stream, ESPOO))
    return [each.name["fi"] for each in found if isinstance(each, AmenityRecord)]


def page(*labels: str) -> str:
    point = POINT.format("", "25489093 6673578")
    inner = "".join(
        answer(point, name=label).partition('k">')[2].rpartition("</wfs:F")[0] for label in labels
    )
    return answer().replace("</wfs:F", f"{inner}</wfs:F")


def test_wfs_2_is_asked_page_by_page(server: Server, tmp_path: Path, quick: None) -> None:
    query = (
        "map=espoo&service=WFS&version=2.0.0&request=GetFeature&typeNames=kaupunki:Laskuri"
        "&count=2&startIndex={}&srsName=EPSG:3879"
    )
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + page("yö", "ä")
    server.serve(f"/wfs?{query.format(0)}", faulty.body(latin.encode("latin-1")))
    server.serve(f"/wfs?{query.format(2)}", faulty.body("\ufeff" + page("c")))
    fetched = wfs.fetch(wanted(f"{server.url}/wfs?map=espoo&SERVICE=x", tmp_path))
    assert names(fetched.path) == ["yö", "ä", "c"]


def test_an_empty_last_page_ends_it(server: Server, tmp_path: Path, quick: None) -> None:
    server.serve("*", faulty.body(page("a", "b")), faulty.body(page()))
    assert names(wfs.fetch(wanted(server.url, tmp_path)).path) == ["a", "b"]
    assert len(server.asked) == 2


def test_a_service_that_gives_all_at_once_is_asked_once(
    server: Server, tmp_path: Path, quick: None
) -> None:
    server.serve("*", faulty.body(page("a", "b", "c")))
    assert names(wfs.fetch(wanted(server.url, tmp_path)).path) == ["a", "b", "c"]
    assert len(server.asked) == 1


def test_wfs_1_is_asked_once_with_a_limit(server: Server, tmp_path: Path, quick: None) -> None:
    query = (
        "service=WFS&version=1.0.0&request=GetFeature&typeName=kaupunki:Laskuri&maxFeatures=4"
        "&srsName=EPSG:3879&outputFormat=GML2"
    )
    server.serve(f"/?{query}", faulty.body(COUNTERS.read_bytes()))
    options = {"version": "1.0.0", "most": 4, "format": "GML2"}
    fetched = wfs.fetch(wanted(f"{server.url}/", tmp_path, **options))
    assert names(fetched.path) == ["Tapiolan raitti", "Rantaraitti", "Otaniemi & Keilaniemi"]


@pytest.mark.parametrize(
    ("replies", "told"),
    [
        ([faulty.body(OWS)], "Page 1 of .* error: Feature type kaupunki:Laskuri unknown"),
        ([faulty.body(page("a", "b")), faulty.body(OLD)], "Page 2 of .* error: No such layer"),
        ([faulty.body(page("a", "b"))], "Page 2 of .* was there before"),
        ([faulty.body(page("a", "b")), faulty.status(503)], "answers 503"),
        ([faulty.body(page("a")[:-9])], "Page 1 of .* ends too early or is damaged"),
        ([faulty.html()], "Page 1 of .*: This is HTML"),
        ([faulty.body(EXPANDING)], "Page 1 of .* document type"),
        ([faulty.document({"features": []})], "Page 1 of .* not XML"),
    ],
)
def test_a_service_that_fails_leaves_nothing_half_written(
    server: Server, tmp_path: Path, quick: None, replies: list[faulty.Reply], told: str
) -> None:
    server.serve("*", *replies)
    with pytest.raises(FetchError, match=told):
        wfs.fetch(wanted(server.url, tmp_path))
    assert not list((tmp_path / "wfs").iterdir())


def test_a_layer_that_is_cut_off_is_told(server: Server, tmp_path: Path, quick: None) -> None:
    server.serve("*", faulty.body(COUNTERS.read_bytes()))
    with pytest.raises(FetchError, match=r"has 3 features or more.*raise the option most"):
        wfs.fetch(wanted(server.url, tmp_path, version="1.0.0", most=3))


def test_a_system_that_is_not_known_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"feed counters cannot be asked for: .*'EPSG:2056'"):
        wfs.fetch(wanted("https://example.fi/wfs", tmp_path, crs="EPSG:2056"))


def test_the_area_s_own_feed_is_read(data_dir: Path) -> None:
    """Espoo's file asks for what the real answer has."""
    feed = ESPOO.feed("eco_counters")
    with (data_dir / feed.file).open("rb") as stream:
        assert len(list(wfs.configured(feed)(stream, ESPOO))) == 9
