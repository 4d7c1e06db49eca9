"""Bad input: 400 or 404 that names the parameter, what was wrong and what would be right."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import models
from geodata.search import indexing
from tests.servicemap.town import Town

BASEMAP = "/tiles/basemap-0123456789ab.pmtiles"
# address, status, parameter, what the detail must say
BAD: list[tuple[str, int, str | None, str]] = [
    # positions
    ("route?from=60.17,24.95&to=metro", 400, "from", "did you swap?"),
    ("route?from=NaN,60&to=metro", 400, "from", "not a finite number"),
    ("route?from=24.95,nan&to=metro", 400, "from", "not a finite number"),
    ("route?from=1e999,60&to=metro", 400, "from", "not a finite number"),
    ("route?from=-inf,60&to=metro", 400, "from", "not a finite number"),
    ("route?from=25496000,6673000&to=metro", 400, "from", "metres of a projected system"),
    ("route?from=200,95&to=metro", 400, "from", "outside the world"),
    ("route?from=2.35,48.85&to=metro", 400, "from", "outside the area, which is 24.92,60.15"),
    ("route?from=24.95,60.17,3&to=metro", 400, "from", "has 3 parts, not 2"),
    ("route?from=24.95,&to=metro", 400, "from", "is not a number"),
    ("route?from=24.95,abc&to=metro", 400, "from", "is not a number"),
    ("route?from=24_95,60.17&to=metro", 400, "from", "is not a number"),
    # ids and names
    ("route?from=metro", 400, "to", "missing; write for example to="),
    ("route?from=&to=metro", 400, "from", "empty"),
    ("route?from=station:&to=metro", 400, "from", "is not an id; write for example station:12"),
    ("route?from=station:abc&to=metro", 400, "from", "is not an id"),
    ("route?from=station:0&to=metro", 400, "from", "is not an id"),
    ("route?from=station:-1&to=metro", 400, "from", "is not an id"),
    ("route?from=station:1e3&to=metro", 400, "from", "is not an id"),
    ("route?from=station:99999999999999999999&to=metro", 400, "from", "is not an id"),
    ("route?from=amenity:1&to=metro", 400, "from", "Known: station:ID, hub:ID"),
    ("route?from=place:77&to=metro", 404, "from", "There is no “place:77”"),
    ("route?from=station:77&to=metro", 404, "from", "There is no “station:77”"),
    ("last-mile?to=Rantaraitti", 404, "to", "Nothing open has the name “Rantaraitti”"),
    ("last-mile?from=%25", 404, "from", "Nothing open has the name “%”"),
    # numbers
    ("last-mile?within=", 400, "within", "empty; leave it out"),
    ("last-mile?within=0", 400, "within", "Give a number from 1 to 20000 m."),
    ("last-mile?within=-5", 400, "within", "out of range"),
    ("last-mile?within=20001", 400, "within", "out of range"),
    ("last-mile?within=NaN", 400, "within", "not a plain number"),
    ("last-mile?within=1e999", 400, "within", "not a plain number"),
    ("last-mile?within=inf", 400, "within", "not a plain number"),
    ("last-mile?within=1_000", 400, "within", "not a plain number"),
    ("last-mile?within=٣٠٠", 400, "within", "not a plain number"),
    ("last-mile?within=1500m", 400, "within", "not a plain number"),
    ("last-mile?within=1,5", 400, "within", "not a plain number"),
    ("service-area?from=metro&metres=0,500", 400, "metres", "out of range"),
    ("service-area?from=metro&metres=500,", 400, "metres", "not a plain number"),
    ("service-area?from=metro&metres=1,2,3,4,5,6,7,8,9,10,11", 400, "metres", "at most 10"),
    ("service-area?from=metro&minutes=0", 400, "minutes", "Give a number from 1 to 240 min."),
    ("service-area?from=metro&minutes=241", 400, "minutes", "out of range"),
    ("service-area?from=metro&metres=5&minutes=5", 400, "minutes", "not both"),
    ("service-area?from=metro&as=hull", 400, "as", "Known: polygons, lines."),
    # boxes, pages
    ("stations?bbox=24.9,60.1,25.0", 400, "bbox", "has 3 parts, not 4"),
    ("stations?bbox=24.9,60.1,25.0,60.2,5", 400, "bbox", "has 5 parts, not 4"),
    ("stations?bbox=25.0,60.1,24.9,60.2", 400, "bbox", "West (25) must be less than east (24.9)"),
    ("stations?bbox=24.9,60.2,25.0,60.1", 400, "bbox", "South"),
    ("stations?bbox=NaN,60.1,25,60.2", 400, "bbox", "not a finite number"),
    ("stations?bbox=60.1,-124,60.2,-123", 400, "bbox", "did you swap?"),
    ("stations?bbox=60.16,24.93,60.18,24.95", 400, "bbox", "did you swap?"),
    ("stations?bbox=179,60,-179,61", 400, "bbox", "West (179) must be less than east (-179)"),
    ("stations?bbox=a,b,c,d", 400, "bbox", "is not a number"),
    ("stations?limit=0", 400, "limit", "Give a whole number from 1 to 1000."),
    ("stations?limit=1001", 400, "limit", "out of range"),
    ("stations?limit=1e9", 400, "limit", "not a whole number"),
    ("stations?limit=1.0", 400, "limit", "not a whole number"),
    ("stations?limit=abc", 400, "limit", "not a whole number"),
    ("stations?next=77", 400, "next", "not where a page of stations ends"),
    ("stations?next=abc", 400, "next", "not a whole number"),
    ("stations?next=99999999999999999999", 400, "next", "out of range"),
    # words
    ("last-mile?profile=wheelchair", 400, "profile", "Known: walk, step_free, slow."),
    ("last-mile?lang=xx", 400, "lang", "Known: fi, sv, en, ar."),
    ("last-mile?format=xml", 400, "format", "Known: geojson, json, csv."),
    # the query itself
    ("last-mile?whitin=5", 400, "whitin", "Did you mean within?"),
    ("last-mile?zzz=5", 400, "zzz", "Known: format, from, lang, profile, to, within."),
    ("stations/1?limit=5", 400, "limit", "Known: lang, text."),
    ("openapi.json?x=1", 400, "x", "not known"),
    ("last-mile?within=5&within=6", 400, "within", "more than once"),
    ("last-mile?from=a%00b", 400, "from", "control characters"),
    ("last-mile?from=a%0Ab", 400, "from", "control characters"),
    ("last-mile?from=a%E2%80%AEb", 400, "from", "control characters"),  # U+202E
    ("last-mile?from=%FF%FE", 400, "from", "not UTF-8"),
    (f"stations?q={'x' * 201}", 400, "q", "has 201 characters; at most 200"),
    (f"stations?q={'x' * 10_000}", 400, "q", "has 10000 characters"),
    # addresses
    ("nothing", 404, None, "There is nothing at “/api/v1/nothing”"),
    ("stations/", 404, None, "nothing at “/api/v1/stations/”"),
]


@pytest.mark.parametrize(
    ("address", "status", "parameter", "said"), BAD, ids=[bad[0] for bad in BAD]
)
def test_bad_input_is_explained(
    client: Client, town: Town, address: str, status: int, parameter: str | None, said: str
) -> None:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["status"] == status
    assert problem.get("parameter") == parameter
    assert said in problem["detail"]
    if parameter:
        assert problem["detail"].startswith(f"{parameter}: ")


COMMANDS = {"route": "route", "last-mile": "last_mile", "service-area": "service_area"}
ASKABLE = [
    bad
    for bad in BAD
    if bad[0].partition("?")[0] in COMMANDS
    and bad[2] not in ("whitin", "zzz", "format")
    and bad[0].count("within=") < 2
    and "%FF" not in bad[0]
]


@pytest.mark.parametrize(("address", "status", "parameter", "said"), ASKABLE)
def test_the_command_says_the_same_words(
    client: Client,
    town: Town,
    capsys: pytest.CaptureFixture[str],
    address: str,
    status: int,
    parameter: str,
    said: str,
) -> None:
    path, _, query = address.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&")]
    options: dict[str, Any] = {name: unquote(value) for name, _, value in pairs}
    with pytest.raises(SystemExit) as stopped:
        call_command(COMMANDS[path], **options)
    assert stopped.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[0] == client.get(f"/api/v1/{address}").json()["detail"]


@pytest.mark.parametrize("address", ["/api/v1/route", "/api/v1/nothing", "/healthz", BASEMAP])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_methods_are_told_so_and_not_asked_for_a_token(
    town: Town, address: str, method: str
) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, address)
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Allow"].startswith("GET, HEAD")


@pytest.mark.parametrize(
    ("query", "host", "said"),
    [
        ("&".join("a" * 1200), "testserver", "fewer and shorter parameters"),
        ("", "evil.example", "does not answer to that host name"),
    ],
)
def test_what_no_view_can_read_is_a_problem_too(
    client: Client, town: Town, query: str, host: str, said: str
) -> None:
    response = client.get(f"/api/v1/stations?{query}", HTTP_HOST=host)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert said in response.json()["detail"]
    page = client.get(f"/en/?{query}", HTTP_HOST="evil.example")
    assert (page.status_code, page.headers["Content-Type"][:9]) == (400, "text/html")


def test_a_problem_as_a_whole(client: Client, town: Town) -> None:
    assert client.get("/api/v1/last-mile?within=abc&lang=fi").json() == {
        "type": "urn:problem:servicemap:bad-parameter",
        "title": "Parametri ei kelpaa",
        "status": 400,
        "detail": "within: “abc” ei ole tavallinen luku. Anna luku väliltä 1–20000 m.",
        "parameter": "within",
    }


def test_an_ambiguous_name_lists_the_candidates(client: Client, town: Town) -> None:
    models.Trail.objects.filter(pk=2).update(name={"": "Ranta"}, search_text="\nranta\n")
    response = client.get("/api/v1/route?from=ranta&to=metro")
    assert response.status_code == 404
    assert response.json() == {
        "type": "urn:problem:servicemap:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "from: “ranta” names more than one thing; say which by its id.",
        "parameter": "from",
        "candidates": [
            {"id": "station:2", "name": "Ranta", "kind": "station"},
            {"id": "trail:2", "name": "Ranta", "kind": "trail"},
        ],
    }


def test_an_unknown_name_lists_the_nearest(
    client: Client, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = client.get("/api/v1/last-mile", {"to": "Rantapolut"}).json()
    assert problem["candidates"][0] == {"id": "trail:1", "name": "Rantapolku", "kind": "trail"}
    with pytest.raises(SystemExit):
        call_command("last_mile", to="Rantapolut")
    assert "  trail:1  Rantapolku" in capsys.readouterr().err


def test_a_closed_end_is_gone(client: Client, town: Town) -> None:
    models.Station.objects.filter(pk=2).update(closed_at="2026-02-03T00:00Z")
    response = client.get("/api/v1/last-mile?from=station:2")
    assert (response.status_code, response.json()["parameter"]) == (410, "from")


def test_the_name_of_a_closed_one_is_no_name(client: Client, town: Town) -> None:
    models.Station.objects.filter(pk=2).update(closed_at="2026-02-03T00:00Z")
    indexing.refresh(models.Station, [2])
    response = client.get("/api/v1/last-mile?from=Ranta")
    assert response.status_code == 404
    assert "station:2" not in [each["id"] for each in response.json()["candidates"]]


def test_no_metro_is_said(client: Client, town: Town) -> None:
    models.Station.objects.update(mode="bus")
    response = client.get("/api/v1/last-mile?from=metro")
    assert response.status_code == 404
    assert "There are no metro stations" in response.json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading(client: Client, town: Town, method: str) -> None:
    response = getattr(client, method)("/api/v1/stations")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json() == {
        "type": "about:blank",
        "title": "Method Not Allowed",
        "status": 405,
        "detail": f"“{method.upper()}” is not possible here; ask with GET.",
    }


def test_preflight(client: Client, town: Town) -> None:
    response = client.options("/api/v1/stations")
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_what_breaks_inside_is_not_told_outside(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_query: object) -> None:
        raise RuntimeError("the secret is 42")

    monkeypatch.setattr("servicemap.features.answer", broken)
    response = client.get("/api/v1/stations")
    assert response.status_code == 500
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in response.content.decode()
    assert "the secret is 42" in caplog.text


def test_no_cookie_is_set(client: Client, town: Town) -> None:
    assert client.get("/api/v1/last-mile").cookies == {}


NAMES = ["from", "to", "within", "profile", "lang", "format", "metres", "minutes", "as", "bbox",
         "q", "limit", "next", "x"]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["metro", "station:1", "trail:1", "hub:9", "24.95,60.17", "1e999,nan", "0", "-1", "1500",
         "fi", "csv", "lines", "walk", "24.9,60.1,25,60.2", "%", "\\", "\n", "{", "' OR 1=1 --"]
    ),
    st.floats().map(str),
    st.integers().map(str),
)  # fmt: skip
PATHS = ["route", "last-mile", "service-area", "stations", "trails", "hubs", "organisations",
         "places", "amenities", "stations/1", "openapi.json"]  # fmt: skip


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from(PATHS),
    params=st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=4),
)
def test_no_query_string_breaks_it(
    client: Client, town: Town, path: str, params: list[tuple[str, str]]
) -> None:
    query = "&".join(
        f"{name}={quote(text.encode('utf-8', 'surrogatepass'))}" for name, text in params
    )
    response = client.get(f"/api/v1/{path}?{query}")
    assert response.status_code in (200, 400, 404, 410)
    if response.status_code != 200:
        assert response.json()["detail"]
