"""The step of the form at which pictures are added, told in words, ordered and taken out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from geodata.models import Organisation, Source
from servicemap.editing import revisions
from servicemap.models import Membership, Picture, Revision
from tests.forms import fields
from tests.people import person, sign_in
from tests.pictures import claiming, encoded, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def draft(aino: User) -> Revision:
    choir = Organisation(source=Source.local(), source_id="1", name={"fi": "Kuoro"}, kind="club")
    choir.save()
    Membership.objects.create(organisation=choir, person=aino)
    return revisions.draft_of(choir, aino)


def address(draft: Revision) -> str:
    return f"/en/my/drafts/{draft.pk}/pictures"


def page(client: Client, draft: Revision) -> str:
    return client.get(address(draft)).content.decode()


def post(client: Client, draft: Revision, **more: Any) -> Any:
    return client.post(address(draft), fields(page(client, draft)) | {"do": "stay"} | more)


def add(client: Client, draft: Revision, content: bytes | None = None) -> Any:
    return post(client, draft, do="add", file=sent(content or encoded()))


def rows(draft: Revision) -> Any:
    draft.refresh_from_db()
    return draft.patch.get("pictures")


def test_it_works(client: Client, draft: Revision, aino: User) -> None:
    answer = add(client, draft)
    [picture] = Picture.objects.all()
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{address(draft)}#picture-{picture.pk}",
    )
    assert (picture.state, picture.uploaded_by, picture.organisation) == (
        "ready",
        aino,
        draft.organisation,
    )
    assert rows(draft) == [{"id": picture.pk, "alternative": {}}]
    answer = post(client, draft, do="on")
    assert answer.status_code == 400
    assert "Picture 1: say in words what it shows" in answer.content.decode()
    name = f"alternative-{picture.pk}-fi"
    assert f'<a href="#id_{name}">' in answer.content.decode()
    answer = post(client, draft, **{name: " Kuoro  laulaa ", "do": "on"})
    assert answer.status_code == 302
    assert rows(draft) == [{"id": picture.pk, "alternative": {"fi": "Kuoro  laulaa"}}]
    shown = page(client, draft)
    assert f'src="/en/my/pictures/{picture.pk}?size=small"' in shown
    assert 'alt="Kuoro  laulaa"' in shown


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html><script>", "no picture that can be read"),
        (claiming(100_000, 100_000), "more than 60 million"),
        (encoded() + b"x" * 10_000_000, "larger than 10 MB"),
    ],
)
def test_a_file_that_lies(client: Client, draft: Revision, content: bytes, told: str) -> None:
    answer = add(client, draft, content)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert 'href="#id_file"' in answer.content.decode()
    assert rows(draft) is None


def test_a_file_so_large_that_nobody_reads_on(client: Client, draft: Revision) -> None:
    picture = _with_words(client, draft)
    answer = add(client, draft, encoded() + b"x" * 20_100_000)
    assert answer.status_code == 400
    assert "larger than 10 MB" in answer.content.decode()
    assert rows(draft) == [{"id": picture, "alternative": {"fi": "Kuoro"}}]


def test_a_broken_one_is_said_to_be(client: Client, draft: Revision) -> None:
    add(client, draft, encoded("PNG", size=(300, 300))[:-100])
    assert "It cannot be read. Take it out" in page(client, draft)
    Picture.objects.update(state="waiting")
    shown = page(client, draft)
    assert "It is being prepared." in shown
    assert "<img" not in shown.partition('id="writing"')[2].partition("</form>")[0]


def test_a_double_click_adds_one(client: Client, draft: Revision) -> None:
    posted = fields(page(client, draft)) | {"do": "add"}
    for _click in range(2):
        client.post(address(draft), posted | {"file": sent(encoded())})
    assert len(rows(draft)) == 1


def test_they_are_ordered_and_taken_out(client: Client, draft: Revision) -> None:
    for wide in (80, 81, 82):
        add(client, draft, encoded(size=(wide, 60)))
    first, second, third = (each["id"] for each in rows(draft))
    assert [each["id"] for each in rows(draft)] == [first, second, third]
    for do, order in (
        (f"up-{third}", [first, third, second]),
        (f"up-{first}", [first, third, second]),
        (f"down-{first}", [third, first, second]),
        (f"down-{second}", [third, first, second]),
        (f"out-{first}", [third, second]),
        (f"out-{first}", [third, second]),
        ("up-x", [third, second]),
        ("up-99999999999999999999", [third, second]),
    ):
        post(client, draft, do=do)
        assert [each["id"] for each in rows(draft)] == order


def _with_words(client: Client, draft: Revision) -> int:
    add(client, draft)
    [picture] = Picture.objects.all()
    post(client, draft, **{f"alternative-{picture.pk}-fi": "Kuoro"})
    return picture.pk


@pytest.mark.parametrize("words", ["x" * 10_000, "\u202egnisluoh", "a\x07b", "x" * 501])
def test_words_that_cannot_be_published(client: Client, draft: Revision, words: str) -> None:
    picture = _with_words(client, draft)
    answer = post(client, draft, **{f"alternative-{picture}-fi": words, "do": "on"})
    assert answer.status_code == 400
    assert "Something has to be put right" in answer.content.decode()


def test_what_somebody_else_wrote_meanwhile_is_shown(client: Client, draft: Revision) -> None:
    picture = _with_words(client, draft)
    before = fields(page(client, draft))
    post(client, draft, **{f"alternative-{picture}-fi": "Theirs"})
    answer = client.post(address(draft), before | {f"alternative-{picture}-fi": "Mine"})
    assert answer.status_code == 409
    assert 'id="theirs-pictures"' in answer.content.decode()
    assert "Theirs" in answer.content.decode()


def test_only_its_people_add_pictures(client: Client, draft: Revision) -> None:
    posted = fields(page(client, draft)) | {"do": "add", "file": sent(encoded())}
    other = sign_in(Client(), person("bo"))
    assert other.post(address(draft), posted).status_code == 404
    assert not Picture.objects.exists()
    add(client, draft)
    revisions.withdraw(draft)
    assert client.post(address(draft), posted | {"file": sent(encoded("PNG"))}).status_code == 409
    assert Picture.objects.count() == 1
