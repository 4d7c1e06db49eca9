"""Questions about many entries are chainable verbs, each in one query."""

from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString, MultiPoint, Point
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from geodata.coordinates import Box, LonLat
from geodata.models import Instance, Organisation, Source, Station, Trail

pytestmark = pytest.mark.django_db

KEILANIEMI = LonLat(24.82924, 60.17543)
TAPIOLA = LonLat(24.80351, 60.17493)


def station(name: str, where: LonLat, **more: Any) -> Station:
    made = Station(
        source=Source.local(),
        source_id=name,
        name={"fi": name},
        mode="subway",
        point=Point(*where, srid=4326),
        **more,
    )
    made.save()
    return made


@pytest.fixture
def tapiola() -> Station:
    return station("Tapiola", TAPIOLA)


@pytest.fixture
def keilaniemi() -> Station:
    return station("Keilaniemi", KEILANIEMI)


def test_it_works(
    tapiola: Station, keilaniemi: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = list(Station.objects.open().near(TAPIOLA, 2000))
    assert found == [tapiola, keilaniemi]
    assert found[0].metres_away == pytest.approx(0, abs=0.01)
    assert found[1].metres_away == pytest.approx(1429.7, abs=1)  # geodesic, on WGS 84


def test_near_is_exact_at_its_limit(tapiola: Station, keilaniemi: Station) -> None:
    away = list(Station.objects.near(TAPIOLA, 2000))[-1].metres_away
    assert Station.objects.near(TAPIOLA, away - 0.1).count() == 1
    assert Station.objects.near(TAPIOLA, away + 0.1).count() == 2


def test_near_measures_to_the_nearest_part_of_a_line() -> None:
    line = LineString((24.80, 60.17), (24.81, 60.17))
    stop = MultiPoint(Point(24.80, 60.17), srid=4326)
    Trail(
        source=Source.local(),
        source_id="shore",
        name={"": "Rantaraitti"},
        kind="foot",
        lines=MultiLineString(line, srid=4326),
        access_points=stop,
        metres=556.0,
        members=2,
        members_inside=1,
    ).save()
    trail = Trail.objects.near(LonLat(24.805, 60.171), 120).get()
    assert trail.metres_away == pytest.approx(111.4, abs=0.5)
    assert not trail.is_complete


def test_inside_takes_what_touches_the_box(
    tapiola: Station, keilaniemi: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert list(Station.objects.inside(Box(24.80, 60.17, 24.81, 60.18))) == [tapiola]
    edge = Box(TAPIOLA.lon, 60.17, KEILANIEMI.lon, 60.18)
    assert Station.objects.inside(edge).count() == 2


def test_entries_without_a_position_are_in_no_box() -> None:
    Organisation(source=Source.local(), source_id="o", name={"fi": "Seura"}, kind="ngo").save()
    assert Organisation.objects.count() == 1
    assert not Organisation.objects.inside(Box(-180, -90, 180, 90))


def test_closed_entries_are_kept_and_not_open(tapiola: Station) -> None:
    tapiola.closed_at = tapiola.created_at
    tapiola.save()
    assert Station.objects.count() == 1
    assert not Station.objects.open()


@pytest.mark.parametrize("words", ["tap", "TAPIO", "ta\0p", "pio ola", "Hagalund", "", "  "])
def test_matching_finds_parts_in_any_language(tapiola: Station, words: str) -> None:
    tapiola.name = {"fi": "Tapiola", "sv": "Hagalund"}
    tapiola.save()
    assert Station.objects.matching(words).get() == tapiola


@pytest.mark.parametrize("words", ["x", "tapiola x", "%", "_", "tap%la", "\\"])
def test_matching_takes_signs_as_they_are(tapiola: Station, words: str) -> None:
    assert not Station.objects.matching(words)


def test_named_is_exact_in_any_language(
    tapiola: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tapiola.name = {"fi": "Tapiola", "sv": "Hagalund"}
    tapiola.save()
    with django_assert_num_queries(1):
        assert list(Station.objects.named("hagalund")) == [tapiola]
    assert not Station.objects.named("Tapio")
    assert not Station.objects.named("")
    assert not Station.objects.named("tapiola\nhagalund")
    assert not Station.objects.named("\0")


def test_verbs_chain_into_one_query(
    tapiola: Station, keilaniemi: Station, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    both = Box(24.7, 60.1, 24.9, 60.2)
    with django_assert_num_queries(1):
        found = Station.objects.open().inside(both).matching("i").near(KEILANIEMI, 5000)
        assert list(found) == [keilaniemi, tapiola]


def test_searching_uses_the_trigram_index(tapiola: Station) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        statement, values = Station.objects.matching("tapi").query.sql_with_params()
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "station_search" in plan


def test_a_source_names_an_entry_once(tapiola: Station) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        station("Tapiola", TAPIOLA)


def test_the_instance_is_read_in_one_query_and_counts_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert Instance.current().revision == 0
    Instance.bump()
    with django_assert_num_queries(1):
        Instance.bump()
    assert Instance.current().revision == 2
    assert Instance.objects.count() == 1
