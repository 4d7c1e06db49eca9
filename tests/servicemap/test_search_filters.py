"""What narrows the search: each filter alone, several together, and what fewer would find."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.test import Client
from django.utils import timezone

from geodata import models, operating, topics
from geodata.search import indexing
from tests.servicemap.operating import add_districts, add_drawn, add_radius
from tests.servicemap.town import Town

TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def filled(town: Town) -> None:
    """A choir that sings in Swedish, a concert tomorrow, one of last month, a weekly class."""
    topics.load()
    models.Event.objects.all().delete()
    choir = models.Organisation.objects.create(
        pk=2,
        source=town.library.source,
        source_id="node/60",
        name={"fi": "Kuoro", "sv": "Kören"},
        kind="club",
        languages=["sv", "ar"],
        wheelchair="yes",
        point=Point(24.955, 60.1701),
    )
    choir.topics.add(models.Topic.objects.get(key="music"))
    models.OpeningHours.objects.create(organisation=choir, rule="24/7")
    event(town, 1, "Konsertti", 1, is_free=True, organisation=choir)
    event(town, 2, "Vanha konsertti", -30)
    event(town, 3, "Kurssi", -8, recurrence="FREQ=WEEKLY;COUNT=4")
    indexing.rebuild()


def event(town: Town, number: int, name: str, days: int, **more: Any) -> models.Event:
    day = TODAY() + dt.timedelta(days=days)
    starts_at = timezone.make_aware(dt.datetime.combine(day, dt.time(18)))
    return models.Event.objects.create(
        pk=number,
        source=town.library.source,
        source_id=f"event/{number}",
        name={"fi": name},
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=2),
        point=Point(24.9451, 60.1701),
        **more,
    )


def find(client: Client, **params: Any) -> Any:
    answer = client.get("/api/v1/search", {"lang": "fi", **params})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def found(client: Client, **params: Any) -> list[str]:
    return [each["properties"]["name"] for each in find(client, **params)["features"]]


def day(days: int) -> str:
    return (TODAY() + dt.timedelta(days=days)).isoformat()


def test_each_filter_alone(client: Client) -> None:
    assert found(client, kinds="trail") == ["Rantapolku", "Saarenkierros"]
    assert found(client, kind="library") == ["Kirjasto"]
    assert found(client, topic="music") == ["Kuoro", "Konsertti"]
    assert found(client, topic="culture") == ["Kuoro", "Konsertti"]
    assert found(client, served_in="SV") == ["Kuoro"]
    assert found(client, wheelchair="yes", kinds="organisation") == ["Kuoro"]
    assert found(client, wheelchair="limited", kinds="organisation") == ["Kirjasto", "Kuoro"]
    assert found(client, free="yes") == ["Konsertti"]
    assert found(client, bbox="24.954,60.17,24.956,60.1702") == ["Kuoro"]


def test_several_together(client: Client) -> None:
    both: dict[str, Any] = {"q": "kuoro", "served_in": "ar", "topic": "culture"}
    assert found(client, **both, wheelchair="yes", kind="club", kinds="organisation") == ["Kuoro"]
    assert found(client, **both, free="yes") == []
    assert found(client, **both, bbox="24.954,60.17,24.956,60.1702") == ["Kuoro"]


def test_open_now_and_at_a_chosen_time(client: Client) -> None:
    assert found(client, open="now", kind="club") == ["Kuoro"]
    monday = TODAY() + dt.timedelta(days=7 - TODAY().weekday())
    assert found(client, open=f"{monday}T12:00") == ["Kirjasto", "Kuoro"]
    assert found(client, open=f"{monday}T22:00") == ["Kuoro"]
    [hit] = find(client, open=f"{monday}T12:00", kind="library")["features"]
    assert hit["properties"]["is_open"] is True
    assert hit["properties"]["open_until"].startswith(f"{monday}T20:00:00")


def test_events_of_some_days(client: Client) -> None:
    assert found(client, since=day(1), until=day(1)) == ["Konsertti"]
    assert found(client, since=day(-40), until=day(-20)) == ["Vanha konsertti"]
    assert found(client, since=day(0), until=day(2000)) == ["Konsertti", "Kurssi"]
    assert found(client, since=day(100)) == []
    assert found(client, until=day(0)) == []
    [hit] = find(client, since=day(10), until=day(16))["features"]  # the third of the four classes
    assert hit["properties"]["name"] == "Kurssi"
    assert hit["properties"]["starts_at"].startswith(f"{day(13)}T18:00:00")


def test_what_is_over_is_found_by_its_days_alone(client: Client) -> None:
    assert found(client, q="konsertti") == ["Konsertti"]
    assert found(client, q="konsertti", since=day(-40)) == ["Konsertti", "Vanha konsertti"]
    assert "Vanha konsertti" not in found(client, kinds="event")


def test_within_a_walk_the_nearest_first(client: Client, town: Town) -> None:
    answer = find(client, **{"from": "24.940,60.170", "minutes": "6", "kinds": "organisation"})
    assert [each["properties"]["name"] for each in answer["features"]] == ["Kirjasto"]
    answer = find(client, **{"from": "24.940,60.170", "minutes": "11", "kinds": "organisation"})
    told = [each["properties"] for each in answer["features"]]
    assert [each["name"] for each in told] == ["Kirjasto", "Kuoro"]
    assert [each["metres"] for each in told] == pytest.approx([278, 844], abs=3)
    assert told[1]["minutes"] == pytest.approx(844 / 1.33 / 60, abs=0.1)
    assert answer["origin"] == {"id": "24.940,60.170", "name": "24.940,60.170", "kind": "point"}
    assert (answer["complete"], answer["reason"]) == (True, None)
    by_words = find(client, q="kuoro", **{"from": "24.940,60.170", "minutes": "11"})
    assert by_words["features"][0]["properties"]["metres"] == told[1]["metres"]


def test_what_is_near_is_something_to_go_to(client: Client, town: Town) -> None:
    near = {"from": "24.940,60.170", "minutes": "3"}
    models.Address.objects.create(
        source=town.library.source,
        source_id="node/70",
        name={"fi": "Katu 1"},
        street={"fi": "Katu"},
        number="1",
        point=Point(24.9401, 60.1701),
    )
    indexing.rebuild()
    assert "Katu 1" not in found(client, **near)
    assert found(client, **near, q="katu 1") == found(client, **near, kinds="address") == ["Katu 1"]


def test_from_all_entrances_and_from_an_address(client: Client, town: Town) -> None:
    answer = find(client, **{"from": "Keskusta", "minutes": "1", "kinds": "organisation"})
    [hit] = answer["features"]
    assert hit["properties"]["metres"] == 0.0  # entrance B is beside the library
    assert answer["origin"]["id"] == "station:1"
    assert found(client, **{"from": "metro", "minutes": "1", "kind": "library"}) == ["Kirjasto"]


def test_step_free_is_another_walk(client: Client) -> None:
    near_stair: dict[str, Any] = {"from": "24.950,60.170", "minutes": "4", "kinds": "trail,station"}
    assert "Ranta" not in found(client, **near_stair, profile="step_free")
    far: dict[str, Any] = {**near_stair, "minutes": "15", "kinds": "station"}
    walked = {each["id"]: each["properties"]["metres"] for each in find(client, **far)["features"]}
    free = find(client, **far, profile="step_free")["features"]
    rolled = {each["id"]: each["properties"]["metres"] for each in free}
    assert walked["station:2"] == pytest.approx(495, abs=3)  # up the stair
    assert rolled["station:2"] == pytest.approx(506, abs=3)  # by the lane


def test_the_edge_of_the_data_is_told(client: Client) -> None:
    assert find(client, **{"from": "24.9690,60.17", "minutes": "12"})["complete"] is False
    off = find(client, **{"from": "24.960,60.162", "minutes": "5", "lang": "en"})
    assert (off["count"], off["features"]) == (0, [])
    assert off["reason"] == "There is no way to walk on within 200 m of “24.960,60.162”."
    outside = find(client, **{"from": "24.995,60.185", "minutes": "5"})
    assert outside["complete"] is False
    assert outside["reason"] is not None


def test_who_serves_an_address(client: Client, town: Town) -> None:
    area = add_drawn(town)
    assert found(client, serves="24.940,60.170") == ["Kirjasto"]
    assert found(client, serves="24.938,60.170") == ["Kirjasto"]  # on the border
    assert found(client, serves="24.930,60.170") == []
    models.OperatingArea.objects.create(
        organisation_id=2, kind="radius", centre=Point(24.96, 60.17), radius_metres=500
    )
    assert found(client, serves="24.9515,60.170") == ["Kirjasto", "Kuoro"]
    add_radius(town, 3000)  # in two areas at once, and told once
    assert found(client, serves="24.9515,60.170") == ["Kirjasto", "Kuoro"]
    assert found(client, serves="24.9515,60.170", q="kuoro") == ["Kuoro"]
    area.delete()


def test_who_serves_a_district(client: Client, town: Town) -> None:
    add_districts(town, "Läntinen", "Itäinen")
    assert found(client, serves="24.945,60.170") == ["Kirjasto"]
    assert found(client, serves="24.950,60.170") == ["Kirjasto"]  # where both meet
    assert found(client, serves="24.965,60.170") == []
    models.District.objects.filter(pk=1).update(closed_at=timezone.now())
    operating.reshape(districts=[1])
    assert found(client, serves="24.945,60.170") == []
    answer = find(client, serves="station:3")
    assert answer["serves"] == {"id": "station:3", "name": "Reuna", "kind": "station"}


def test_an_address_that_is_not_known_names_what_may_be_meant(client: Client) -> None:
    for parameter in ("serves", "from"):
        answer = client.get("/api/v1/search", {parameter: "Rantapolut"})
        assert answer.status_code == 404
        problem = json.loads(answer.content)
        assert problem["parameter"] == parameter
        assert [each["name"] for each in problem["candidates"]] == ["Rantapolku"]


def test_where_nothing_is_found_it_tells_what_one_filter_less_would_find(client: Client) -> None:
    answer = find(client, q="kuoro", served_in="fi", topic="culture")
    assert answer["count"] == 0
    assert answer["wider"] == [{"without": "served_in", "count": 1, "nearest": None}]
    boxed = find(client, q="kuoro", bbox="24.93,60.16,24.931,60.161")["wider"]
    assert [(each["without"], each["nearest"]["id"]) for each in boxed] == [
        ("bbox", "organisation:2")
    ]
    walk = find(client, q="kirjasto", **{"from": "24.9651,60.170", "minutes": "1"})["wider"]
    assert [(each["without"], each["nearest"]["id"]) for each in walk] == [
        ("minutes", "organisation:1")
    ]
    by_the_stair = {"from": "24.950,60.170", "minutes": "6.27", "kinds": "station"}
    walk = find(client, q="Ranta", **by_the_stair, profile="step_free")["wider"]
    assert ("profile", 1) in [(each["without"], each["count"]) for each in walk]
    assert find(client, q="qqqqqqq")["wider"] == []


def test_only_words_without_a_place_are_counted(client: Client) -> None:
    find(client, topic="politics")
    find(client, q="qqqqqqq", bbox="24.93,60.16,24.931,60.161")
    find(client, q="qqqqqqq", **{"from": "24.940,60.170"})
    assert not models.ZeroSearch.objects.exists()
    find(client, q="qqqqqqq", topic="politics")
    assert models.ZeroSearch.objects.get().words == "qqqqqqq"


def test_pages_follow_one_another(client: Client) -> None:
    first = find(client, kinds="station", limit="2")
    assert first["count"] == 5
    assert first["count_is_exact"] is True
    rest = client.get(first["next"])
    assert rest["Link"].startswith("<http")
    names = [each["properties"]["name"] for each in json.loads(rest.content)["features"]]
    assert names == ["Ranta", "Reuna"]
    last = find(client, kinds="station", limit="2", next="4")
    assert [each["properties"]["name"] for each in last["features"]] == ["Saari"]
    assert last["next"] is None
    assert find(client, kinds="station", next="5000")["count"] == 5


BAD = ("", "x" * 10_000, "\x00", "\u202e", "-1", "1e999", "NaN", "<script>alert(1)</script>", "🙂")
MORE = {
    "minutes": ("0", "61", "5,10"),
    "open": ("2026-13-01T00:00", "2026-11-24T25:00", "2126-11-24T18:00", "2026-11-24T18:00+02:00"),
    "since": ("2026-02-30", "0000-01-01", "9999-12-31", "20261124", "today"),
    "until": ("2026-02-30", "0001-01-01", "9999-12-31"),
    "topic": ("castles", "'; DROP TABLE geodata_topic; --"),
    "served_in": ("finnish!", "f", "fi' & 'x"),
    "wheelchair": ("no", "maybe"),
    "free": ("no", "true"),
    "profile": ("fly",),
    "kinds": ("castle", ","),
    "next": ("0", "5001", "1e9"),
    "bbox": ("1,2,3", "25,60,24,61", "179,60,-179,61"),
    "limit": ("0", "1001"),
    "from": ("60.17,24.95", "200,95", "amenity:1", "station:0"),
    "serves": ("60.17,24.95", "200,95", "amenity:1", "station:0"),
}
HARMLESS = {"served_in": {"NaN"}, "kind": {"-1", "1e999", "NaN", "<script>alert(1)</script>", "🙂"}}


@pytest.mark.parametrize("parameter", [*MORE, "kind"])
def test_whatever_is_given_it_is_answered_or_named(client: Client, parameter: str) -> None:
    for text in (*BAD, *MORE.get(parameter, ())):
        answer = client.get("/api/v1/search", {"q": "kirjasto", parameter: text})
        if text in HARMLESS.get(parameter, ()):
            assert answer.status_code == 200
            continue
        assert answer.status_code in (400, 404), (text, answer.content)
        assert json.loads(answer.content)["parameter"] == parameter, text


def test_days_in_the_wrong_order_are_named(client: Client) -> None:
    answer = client.get("/api/v1/search", {"since": day(3), "until": day(2)})
    assert json.loads(answer.content)["parameter"] == "until"


def test_the_same_number_of_queries_however_many_hits(
    client: Client, town: Town, django_assert_max_num_queries: Any
) -> None:
    add_drawn(town)
    asked: dict[str, Any] = {"from": "24.945,60.170", "minutes": "30", "since": day(0)}
    with django_assert_max_num_queries(5):  # instance, what is near, those rows, days, credits
        assert find(client, **asked)["count"] == 2
    for number in range(20):
        event(town, 100 + number, f"Konsertti {number}", 2)
    indexing.refresh(models.Event, range(100, 120))
    models.Instance.bump()
    with django_assert_max_num_queries(5):
        assert find(client, **asked)["count"] == 22
    with django_assert_max_num_queries(3):  # instance, what is found, credits
        assert find(client, serves="24.945,60.170", topic="learning")["count"] == 1


def test_documents_are_made_anew_only_when_they_know_no_filters(town: Town) -> None:
    assert not indexing.is_outdated()
    models.SearchDocument.objects.update(words=SearchVector(Value("kirjasto"), config="simple"))
    assert indexing.is_outdated()
    models.SearchDocument.objects.all().delete()
    assert not indexing.is_outdated()
