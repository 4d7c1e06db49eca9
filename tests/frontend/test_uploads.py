"""Staff bring a file to the map page by page; others find nothing there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from django.utils import translation

from frontend.review import upload_words
from geodata.models import Address, Organisation, Source
from importers.uploads import columns, reasons, table
from servicemap import uploads
from servicemap.models import Membership, Standing, Upload
from tests.people import person, sign_in

pytestmark = pytest.mark.usefixtures("town", "street")
HERE = "/en/review/uploads"
MEMBERS = (
    "Nimi;Osoite;Selite;Verkkosivu\n"
    "Rannan seura;Katu 3 B 12;a;ranta.fi\n"
    "Eksyneet <b>;Kattu 3;b;\n"
    "Kolmas;;c;javascript:alert(1)\n"
)


@pytest.fixture
def street(town: Any) -> None:
    source = Source.objects.get(key="osm")
    Address.objects.create(
        source=source,
        source_id="a3",
        name={},
        street={"fi": "Katu"},
        number="3",
        point=Point(24.943, 60.17, srid=4326),
    )
    with connection.cursor() as cursor:  # the town chose its keys itself
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation]):
            cursor.execute(statement)


@pytest.fixture
def alice(db: None) -> Client:
    """Of the city's staff, signed in."""
    client = Client()
    sign_in(client, User.objects.create_user("alice", is_staff=True))
    return client


def send(client: Client, text: str = MEMBERS, file: str = "jasenet.csv", **more: str) -> Any:
    form = {"noun": "organisation", "series": "", "name": "Jäsenet", "licence": "CC0", **more}
    return client.post(HERE, {**form, "file": SimpleUploadedFile(file, text.encode())})


def columns_form(**changes: str) -> dict[str, str]:
    form = {"action": "columns", "language": "fi", "kind": "club"}
    mapped = {"column-0": "name", "column-1": "address", "column-2": "", "column-3": "website"}
    return form | mapped | changes


def text_of(response: Any) -> str:
    html = response.content.decode()
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", html).split()))


def test_it_works(alice: Client) -> None:
    answer = send(alice)
    assert answer.status_code == 302
    page = alice.get(answer["Location"])
    html = page.content.decode()
    assert "What do the columns hold?" in html
    assert re.search(r'<option value="name" selected>\s*Name', html)
    assert "Rannan seura · Eksyneet &lt;b&gt; · Kolmas" in html
    assert page["Cache-Control"] != ""

    answer = alice.post(answer["Location"], columns_form())
    assert answer.status_code == 302
    page = alice.get(answer["Location"])
    words = text_of(page)
    assert "2 rows can be imported, 1 cannot" in words
    assert "there is no address “Kattu 3”; nearest spellings: Katu 3" in words
    assert "“javascript:alert(1)” is no web address that may be linked; left out" in words
    assert '"point": [24.943, 60.17]' in page.content.decode()

    answer = alice.post(answer["Location"], {"action": "import"})
    assert "Waiting for its turn" in text_of(alice.get(answer["Location"]))
    uploads.import_upload(Upload.objects.get().pk)
    words = text_of(alice.get(answer["Location"]))
    assert "The file was imported." in words
    assert "New 2" in words
    one = Organisation.objects.get(name__fi="Rannan seura")
    assert (one.kind, one.website) == ("club", "https://ranta.fi")


def test_problems_are_a_table_that_runs_nothing(alice: Client) -> None:
    where = send(alice, "Nimi;Osoite\nX;Katu 3\n=cmd();Kattu 3\n")["Location"]
    alice.post(where, {**columns_form(), "column-2": "", "column-3": ""})
    alice.post(where, {"action": "import"})
    uploads.import_upload(Upload.objects.get().pk)
    answer = alice.get(f"{where}/problems.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "row,id,name,reason"
    assert "'=cmd()" in lines[1]
    assert "Katu 3" in lines[1]


@pytest.mark.parametrize("who", ["nobody", "bob", "former"])
@pytest.mark.parametrize("path", ["", "/1", "/1/problems.csv"])
def test_only_staff_find_the_pages(alice: Client, who: str, path: str) -> None:
    send(alice)
    Upload.objects.update(id=1)
    client = Client()
    if who != "nobody":
        user = User.objects.create_user(who, is_staff=who == "former")
        sign_in(client, user)
        User.objects.filter(pk=user.pk).update(is_active=who != "former")
    status = 404 if who == "bob" else 302  # whoever is not signed in is asked to
    assert client.get(HERE + path).status_code == status
    assert client.post(HERE + path, {"action": "import"}).status_code == status
    assert Upload.objects.get().state == Upload.State.UPLOADED
    assert alice.get(HERE + path).status_code == 200


def test_a_request_from_elsewhere_is_refused(alice: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = alice.cookies
    assert strict.post(HERE, {"name": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"name": ""}, "A new list needs a name."),
        ({"licence": ""}, "Say under which licence others may use the list."),
        ({"noun": "rabbit"}, "rabbit is not one of the available choices"),
        ({"series": "upload_none"}, "upload_none is not one of the available choices"),
    ],
)
def test_what_is_wrong_in_the_form_is_told(alice: Client, form: dict[str, str], wrong: str) -> None:
    answer = send(alice, **form)
    assert answer.status_code == 400
    assert text_of(answer).count(wrong) == 2, "in the summary and beside the field"
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", ""),
        ("a.kml", "<kml/>"),
        ("a.xlsx", "Nimi;Osoite"),
        ("a.gpkg", "<OGRVRT/>"),
        ("a", "x"),
    ],
)
def test_files_of_other_kinds_are_refused(alice: Client, name: str, text: str) -> None:
    answer = send(alice, text, name)
    assert answer.status_code == 400
    assert 'href="#id_file"' in answer.content.decode()
    assert not Upload.objects.exists()


def test_too_large_a_file_is_refused(alice: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (table, "servicemap.upload_handler"):
        target = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{target}.MOST_BYTES", 1_000)
    monkeypatch.setattr("servicemap.upload_handler.FORM_BYTES", 1_000)
    answer = send(alice, "x" * 5_000)
    assert answer.status_code == 400
    assert "The file is larger than 20 MB." in text_of(answer)


def test_a_column_is_chosen_once_and_the_name_at_all(alice: Client) -> None:
    where = send(alice)["Location"]
    answer = alice.post(where, columns_form(**{"column-2": "name"}))
    assert answer.status_code == 400
    assert "“Nimi” is this already; choose each only once." in text_of(answer)
    answer = alice.post(where, columns_form(**{"column-0": ""}))
    assert "No column is chosen for: Name." in text_of(answer)


def test_a_file_in_which_nothing_can_be_imported_says_why(alice: Client) -> None:
    where = send(alice, "Nimi;Osoite\nX;Olematon 1\n")["Location"]
    answer = alice.post(where, {**columns_form(), "column-2": "", "column-3": ""})
    assert answer.status_code == 400
    assert "No row can be imported like this" in text_of(answer)
    assert "there is no address “Olematon 1”" in text_of(answer)


def test_a_damaged_file_says_so(alice: Client) -> None:
    where = send(alice, 'Nimi;Osoite\n"X;Olematon 1\n' + "x" * 200_000)["Location"]
    answer = alice.get(where)
    assert answer.status_code == 400
    assert "The file cannot be read" in text_of(answer)


def test_the_columns_can_be_changed_after_looking(alice: Client) -> None:
    where = send(alice)["Location"]
    alice.post(where, columns_form())
    assert "What do the columns hold?" in text_of(alice.get(f"{where}?step=columns"))
    alice.post(where, columns_form(**{"column-2": "description"}))
    assert Upload.objects.get().options["mapping"]["Selite"] == "description"


def test_an_umbrella_that_is_trusted_brings_its_own_lists_alone(alice: Client, town: Any) -> None:
    send(alice)
    of_the_city = Upload.objects.get()
    umbrella = person("umbrella")
    Membership.objects.create(organisation=town.library, person=umbrella, role="owner")
    standing = Standing.objects.create(organisation=town.library)
    client = sign_in(Client(), umbrella, second_factor=False)
    assert client.get(HERE).status_code == 404
    assert "from a list" not in text_of(client.get("/en/my/"))

    standing.is_trusted = True
    standing.save()
    assert "Enter many organisations at once, from a list" in text_of(client.get("/en/my/"))
    page = text_of(client.get(HERE))
    assert "jasenet.csv" not in page
    assert "What waits for the city" not in page
    assert client.get(f"{HERE}/{of_the_city.pk}").status_code == 404
    assert client.get(f"{HERE}/{of_the_city.pk}/problems.csv").status_code == 404
    assert send(client, noun="amenity").status_code == 400
    assert send(client, series=of_the_city.series).status_code == 400
    where = send(client, name="Jäsenet")["Location"]
    mine = Upload.objects.get(uploaded_by=umbrella)
    assert mine.series != of_the_city.series
    client.post(where, columns_form())
    assert "Rannan seura" in text_of(client.get(where))
    client.post(where, {"action": "import"})
    mine.refresh_from_db()
    assert mine.state == Upload.State.QUEUED


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_the_pages_are_in_the_readers_language(alice: Client, language: str) -> None:
    where = send(alice)["Location"].replace("/en/", f"/{language}/")
    for page in (HERE.replace("/en/", f"/{language}/"), where):
        words = text_of(alice.get(page))
        for english in ("File", "Upload", "Name of", "What do", "nothing, leave", "Columns"):
            assert not re.search(rf"\b{english}\b", words), english
    alice.post(where, columns_form())
    assert "nearest spellings" not in text_of(alice.get(where))


def test_every_reason_and_field_has_its_words() -> None:
    with translation.override("en"):
        english = {key: str(text) for key, text in upload_words.REASONS.items()}
    assert english | {"unsound": "%(reason)s"} == reasons.templates()
    assert set(upload_words.FIELDS) == set(columns.fields())
    assert set(upload_words.NOUNS) == set(columns.NOUNS)
    assert set(upload_words.STATES) == set(Upload.State.values)
