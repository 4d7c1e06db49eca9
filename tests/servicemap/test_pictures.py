"""Pictures are taken, cleaned and shown only where a revision was published that names them."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from PIL import ExifTags, Image, ImageCms

from geodata.models import Organisation, Source
from servicemap import queue, tasks
from servicemap.editing import revisions
from servicemap.editing.sheets import sheet_of
from servicemap.models import Membership, Picture, Revision
from servicemap.pictures import preparing, purging, receiving
from servicemap.pictures.receiving import PictureError, original_of, receive
from tests.people import person, sign_in
from tests.pictures import claiming, encoded, moving, sent

pytestmark = pytest.mark.django_db
State = Picture.State


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.UPLOAD_DIR = tmp_path / "uploads"
    yield tmp_path


@pytest.fixture
def aino() -> User:
    return person("aino")


@pytest.fixture
def choir(aino: User) -> Organisation:
    choir = Organisation(source=Source.local(), source_id="1", name={"fi": "Kuoro"}, kind="club")
    choir.save()
    Membership.objects.create(organisation=choir, person=aino)
    return choir


@pytest.fixture
def draft(choir: Organisation, aino: User) -> Revision:
    return revisions.draft_of(choir, aino)


def made(draft: Revision, content: bytes | None = None) -> Picture:
    """A picture that was sent and prepared."""
    picture = receive(sent(content or encoded()), draft, draft.author)
    preparing.prepare(picture.pk)
    picture.refresh_from_db()
    return picture


def publish(draft: Revision, rows: list[dict[str, Any]]) -> Revision:
    author: Any = draft.author
    draft.refresh_from_db()
    saved = revisions.save(draft, author, {"pictures": rows}, draft.version).revision
    revisions.submit(saved, author)
    return revisions.approve(saved, person(f"rita{saved.pk}", staff=True), saved.version)


def opened(picture: Picture, *, small: bool = False) -> Image.Image:
    return Image.open(preparing.path_of(picture.digest, small=small)).convert("RGB")


def is_red(pixel: Any) -> bool:
    return bool(pixel[0] > 200 and pixel[2] < 80)


def test_it_works(draft: Revision, aino: User) -> None:
    picture = receive(sent(encoded(size=(2000, 1000))), draft, aino)
    assert (picture.state, picture.digest) == (State.WAITING, "")
    assert [row.task_path for row in DBTaskResult.objects.all()] == [
        tasks.prepare_picture.module_path
    ]
    assert original_of(picture.pk).exists()
    preparing.prepare(picture.pk)
    picture.refresh_from_db()
    assert (picture.state, picture.width, picture.height) == (State.READY, 1600, 800)
    assert opened(picture).size == (1600, 800)
    assert opened(picture, small=True).size == (640, 320)
    assert preparing.narrow(1600, 800) == (640, 320)
    assert not original_of(picture.pk).exists()
    assert picture.size == preparing.path_of(picture.digest).stat().st_size


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html><script>alert(1)</script>", "no picture"),
        (b"", "no picture"),
        (b"\x00" * 100, "no picture"),
        (b"GIF89a" + encoded(), "no picture"),
        (b"\xff\xd8\xff", "no picture"),
        (claiming(100_000, 100_000), "60 million"),
        (claiming(10_000, 6_001), "60 million"),
        (moving(), "moves"),
        (encoded() + b"x" * 10_000_000, "10 MB"),
        (encoded("TIFF"), "no picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "no picture"),
    ],
    ids=str.split("html empty nul gif head huge large moving heavy tiff svg"),
)
def test_a_file_that_lies(draft: Revision, aino: User, content: bytes, told: str) -> None:
    with pytest.raises(PictureError, match=told):
        receive(sent(content), draft, aino)
    assert not Picture.objects.exists()
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        encoded(size=(400, 300))[:-900],
        encoded("PNG", size=(400, 300))[:-100],
        claiming(300, 300),
    ],
)
def test_a_file_that_breaks_off_is_said_to_be_broken(draft: Revision, content: bytes) -> None:
    picture = made(draft, content)
    assert (picture.state, picture.digest) == (State.BROKEN, "")
    assert not original_of(picture.pk).exists()
    # Sent again it is tried again.
    assert receive(sent(content), draft, draft.author).state == State.WAITING


def test_what_was_hidden_in_a_picture_is_gone(draft: Revision) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Nokia"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (60.0, 10.0, 1.0)
    page = b"<script>alert(1)</script>"
    picture = made(draft, encoded(exif=exif, comment=page) + page)
    whole = preparing.path_of(picture.digest).read_bytes()
    assert b"Nokia" not in whole
    assert page not in whole
    with Image.open(io.BytesIO(whole)) as image:
        assert image.format == "WEBP"
        assert not image.getexif()
        assert {"exif", "xmp", "icc_profile"} & set(image.info) == set()


@pytest.mark.parametrize(
    ("turn", "size", "red"),
    [
        (1, (80, 60), (5, 30)),
        (2, (80, 60), (75, 30)),
        (3, (80, 60), (75, 30)),
        (4, (80, 60), (5, 30)),
        (5, (60, 80), (30, 5)),
        (6, (60, 80), (30, 5)),
        (7, (60, 80), (30, 75)),
        (8, (60, 80), (30, 75)),
    ],
)
def test_it_is_turned_upright(
    draft: Revision, turn: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    picture = made(draft, encoded(exif=exif))
    assert (picture.width, picture.height) == size
    assert is_red(opened(picture).getpixel(red))


@pytest.mark.parametrize(
    ("format", "mode"),
    [
        *(("JPEG", mode) for mode in ("L", "CMYK")),
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGBA", "I;16")),
        ("WEBP", "RGBA"),
    ],
)
def test_every_kind_of_picture_becomes_plain(draft: Revision, format: str, mode: str) -> None:
    content = encoded(format, mode=mode) if mode != "I;16" else _grey()
    picture = made(draft, content)
    assert picture.state == State.READY
    assert opened(picture).size == (80, 60)


def _grey() -> bytes:
    stream = io.BytesIO()
    Image.new("I;16", (80, 60), 40_000).save(stream, "PNG")
    return stream.getvalue()


def test_sixteen_bits_stay_as_bright(draft: Revision) -> None:
    pixel: Any = opened(made(draft, _grey())).getpixel((10, 10))
    assert abs(pixel[0] - 40_000 // 257) < 4


def test_what_is_seen_through_is_white(draft: Revision) -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, "PNG")
    assert opened(made(draft, stream.getvalue())).getpixel((5, 5)) == (255, 255, 255)


def test_colours_are_those_of_screens(draft: Revision) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert is_red(opened(made(draft, encoded(icc_profile=lab))).getpixel((5, 5)))
    assert is_red(opened(made(draft, encoded(icc_profile=b"nonsense"))).getpixel((5, 5)))


def test_sent_twice_it_is_one(draft: Revision, aino: User) -> None:
    first, second = (receive(sent(encoded()), draft, aino) for _ in range(2))
    assert first == second
    assert DBTaskResult.objects.count() == 1


def test_no_more_than_so_many(draft: Revision, aino: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(receiving, "MOST_SENT", 1)
    receive(sent(encoded()), draft, aino)
    with pytest.raises(PictureError, match="takes none"):
        receive(sent(encoded(size=(81, 60))), draft, aino)


def test_a_worker_that_dies_is_followed_by_another(
    draft: Revision, aino: User, monkeypatch: Any
) -> None:
    picture = receive(sent(encoded()), draft, aino)
    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", _killed)
        with pytest.raises(KeyboardInterrupt):
            preparing.prepare(picture.pk)
    preparing.prepare(picture.pk)
    picture.refresh_from_db()
    assert picture.state == State.READY
    assert queue.PATIENCE[tasks.prepare_picture.module_path].tries == 3


def _killed(*_arguments: Any, **_named: Any) -> None:
    raise KeyboardInterrupt


def test_given_up_it_is_broken(draft: Revision, aino: User) -> None:
    picture = receive(sent(encoded()), draft, aino)
    tasks.give_up(tasks.prepare_picture.module_path, [picture.pk])
    picture.refresh_from_db()
    assert picture.state == State.BROKEN


def test_published_everybody_sees_it(client: Client, draft: Revision) -> None:
    picture = made(draft)
    address, small = (f"/pictures/{picture.digest}{end}.webp" for end in ("", "-small"))
    assert client.get(address).status_code == 404
    publish(draft, [{"id": picture.pk, "alternative": {"fi": "Kuoro laulaa"}}])
    for each in (address, small):
        response = client.get(each)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/webp"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in response
        assert Image.open(io.BytesIO(response.content)).size == (80, 60)
    Organisation.objects.update(closed_at=timezone.now())
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 405
    assert client.get(f"/pictures/{'0' * 64}.webp").status_code == 404
    assert client.get("/pictures/../settings.webp").status_code == 404


def test_what_is_not_published_only_its_people_see(draft: Revision, aino: User) -> None:
    picture = made(draft)
    address = f"/en/my/pictures/{picture.pk}"
    bo, rita = person("bo"), person("rita", staff=True)
    assert Client().get(address).status_code == 302
    assert sign_in(Client(), bo).get(address).status_code == 404
    assert sign_in(Client(), rita, second_factor=False).get(address).status_code == 302
    for who in (aino, rita):
        for small in ("", "?size=small"):
            response = sign_in(Client(), who).get(address + small)
            assert response.status_code == 200
            assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
            assert response["Content-Type"] == "image/webp"


def test_of_a_new_organisation_only_who_began_it(aino: User) -> None:
    picture = made(revisions.draft_of(None, aino))
    address = f"/en/my/pictures/{picture.pk}"
    assert sign_in(Client(), aino).get(address).status_code == 200
    assert sign_in(Client(), person("bo")).get(address).status_code == 404


def test_exactly_what_was_published_is_shown_and_undone(draft: Revision, aino: User) -> None:
    choir: Any = draft.organisation
    first, second = made(draft), made(draft, encoded(size=(90, 60)))
    rows = [{"id": each.pk, "alternative": {"fi": str(each.pk)}} for each in (second, first)]
    publish(draft, rows)
    assert sheet_of(choir)["pictures"] == rows
    later = publish(revisions.draft_of(choir, aino), rows[1:])
    assert sheet_of(choir)["pictures"] == rows[1:]
    revisions.undo(later, person("rolf", staff=True))
    assert sheet_of(choir)["pictures"] == rows


def test_pictures_of_a_new_organisation_become_its_own(aino: User) -> None:
    draft = revisions.draft_of(None, aino)
    revisions.save(draft, aino, {"name.fi": "Kuoro", "kind": "club"}, 0)
    picture = made(draft)
    done = publish(draft, [{"id": picture.pk, "alternative": {"fi": "a"}}])
    picture.refresh_from_db()
    assert (picture.organisation, picture.position) == (done.organisation, 0)


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": 0, "alternative": {}}],
        [{"id": "1", "alternative": {}}],
        [{"id": True, "alternative": {}}],
        [{"alternative": {}}],
        ["1"],
        {"id": 1},
        "1",
        7,
    ],
)
def test_nobody_shows_the_pictures_of_others(draft: Revision, aino: User, rows: Any) -> None:
    bo = person("bo")
    theirs = made(revisions.draft_of(None, bo))
    for each in (rows, [{"id": theirs.pk, "alternative": {"fi": "a"}}]):
        with pytest.raises(KeyError):
            revisions.save(draft, aino, {"pictures": each}, draft.version)


def test_the_page_and_the_interface_show_it(
    client: Client, draft: Revision, django_assert_max_num_queries: Any
) -> None:
    picture = made(draft)
    choir: Any = draft.organisation
    publish(draft, [{"id": picture.pk, "alternative": {"fi": 'Kuoro "laulaa" <b>'}}])
    told = client.get(f"/api/v1/organisations/{choir.pk}?lang=en").json()["properties"]
    assert told["pictures"] == [
        {
            "address": f"/pictures/{picture.digest}.webp",
            "width": 80,
            "height": 60,
            "small_address": f"/pictures/{picture.digest}-small.webp",
            "small_width": 80,
            "alternative": 'Kuoro "laulaa" <b>',
            "alternative_language": "fi",
        }
    ]
    page = client.get(f"/en/organisations/{choir.pk}/", follow=True).content.decode()
    address = f"/pictures/{picture.digest}"
    assert f'<a href="{address}.webp"><img src="{address}-small.webp" srcset="' in page
    assert (
        'width="80" height="60" alt="Kuoro &quot;laulaa&quot; &lt;b&gt;" lang="fi" loading' in page
    )
    assert f'"image": ["http://testserver/pictures/{picture.digest}.webp"]' in page


def test_what_is_not_used_goes_after_a_while(draft: Revision, aino: User) -> None:
    shown, replaced, drafted, forgotten = (
        made(draft, encoded(size=(80 + each, 60))) for each in range(4)
    )
    choir: Any = draft.organisation
    rows = [{"id": each.pk, "alternative": {"fi": "a"}} for each in (shown, replaced, drafted)]
    publish(draft, rows[:2])
    publish(revisions.draft_of(choir, aino), rows[:1])
    later = revisions.draft_of(choir, aino)
    revisions.save(later, aino, {"pictures": rows}, 0)
    assert purging.purge() == 0
    long_ago = timezone.now() - dt.timedelta(days=31)
    Picture.objects.update(uploaded_at=long_ago)
    assert purging.purge() == 1  # the others are shown, in a draft, or may be asked back
    assert not Picture.objects.filter(pk=forgotten.pk).exists()
    Revision.objects.update(decided_at=long_ago, changed_at=long_ago)
    revisions.withdraw(later)
    Revision.objects.update(changed_at=long_ago)
    assert purging.purge() == 2
    assert list(Picture.objects.all()) == [shown]
    file = preparing.path_of(replaced.digest)
    assert file.exists()  # it is younger than a day
    for each in file.parent.iterdir():
        os.utime(each, (0, 0))
    purging.purge()
    assert {each.name for each in file.parent.iterdir()} == {
        f"{shown.digest}.webp",
        f"{shown.digest}-small.webp",
    }
