"""The city's staff find their pages and sign in to them; nobody else sees that they are there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from frontend import urls
from geodata.models import Organisation
from servicemap import uploads
from servicemap.models import Upload
from servicemap.uploads import Received
from tests.people import person, sign_in
from tests.review import claimed, handed_in, reported

pytestmark = pytest.mark.usefixtures("town")
# Every page below /review/, those that are added later too.
NAMES = [str(each.name) for each in urls.urlpatterns if str(each.pattern).startswith("review/")]

ONWARD = ("review-next", "revision-merge")  # addresses that lead to another page


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice", password="a long secret", is_staff=True)


@pytest.fixture
def upload(alice: User) -> Upload:
    file = SimpleUploadedFile("a.csv", b"Nimi;Osoite\nSeura;Katu 3\n")
    return uploads.receive(file, Received("organisation", "", "Lista", "CC0"), alice)


def address(name: str, upload: Upload) -> str:
    """Return an address at which there is something, whatever its page is about."""
    pattern = next(each.pattern for each in urls.urlpatterns if each.name == name)
    if "<slug:table>" in str(pattern):
        return reverse(f"pages:{name}", args=["use"])
    if "<int:id>" not in str(pattern):
        return reverse(f"pages:{name}")
    return reverse(f"pages:{name}", args=[1 if name == "history" else made(name, upload)])


def made(name: str, upload: Upload) -> int:
    """Make what a page is about, beside the upload that is there; returns its id."""
    if name.startswith("upload"):
        return upload.pk
    library, bob = Organisation.objects.get(pk=1), person(f"somebody-{name}")
    if name == "review-claim":
        return claimed(library, bob).pk
    if name == "review-report":
        return reported(library).pk
    return handed_in(library, bob, {"telephone": "112"}).pk


def test_it_works(client: Client, alice: User) -> None:
    """From the address of a page through signing in to the page, and out again."""
    answer = client.get("/fi/review/uploads?a=b", follow=True)
    path, _ = answer.redirect_chain[-1]
    assert path == "/fi/account/sign-in?next=/fi/review/uploads%3Fa%3Db"
    sign_in(client, alice)
    html = client.get("/fi/review/uploads").content.decode()
    assert "Kirjaudu ulos" in html
    client.post("/fi/account/sign-out")
    assert client.get("/fi/review/uploads").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_for_staff_alone(
    client: Client, upload: Upload, name: str, method: str
) -> None:
    here = address(name, upload)
    answer = getattr(client, method)(here)
    assert answer.status_code == 302
    assert "/account/sign-in?next=/" in answer["Location"]
    assert "no-store" in answer["Cache-Control"]
    sign_in(client, User.objects.create_user("bob"))
    answer = getattr(client, method)(here)
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
    assert "Lista" not in answer.content.decode()
    assert Upload.objects.get().state == Upload.State.UPLOADED


@pytest.mark.parametrize("name", NAMES)
def test_what_staff_see_is_kept_nowhere(
    client: Client, alice: User, upload: Upload, name: str
) -> None:
    sign_in(client, alice)
    here = address(name, upload)
    answer = client.get(here)
    assert answer.status_code == (302 if name in ONWARD else 200)
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(here).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_sent_from_elsewhere(alice: User, upload: Upload, name: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, alice)
    assert strict.post(address(name, upload), {"action": "import"}).status_code == 403


def test_the_administration_leads_to_the_pages(client: Client, alice: User) -> None:
    sign_in(client, alice)
    html = client.get("/admin/", headers={"Accept-Language": "en"}).content.decode()
    for page in ("uploads", "duplicates"):
        assert f'href="{reverse(f"pages:{page}")}"'.replace("/fi/", "/en/") in html
    html = client.get("/en/review/duplicates").content.decode()
    assert 'href="/en/review/uploads"' in html
    assert 'href="/admin/"' in html


@pytest.mark.parametrize("path", ["/en/", "/en/organisations/", "/en/about/sources"])
def test_what_residents_read_is_the_same_for_all(client: Client, alice: User, path: str) -> None:
    """These pages are kept by caches that many share."""
    before = client.get(path)
    assert "review" not in before.content.decode()
    sign_in(client, alice)
    assert client.get(path).content == before.content
