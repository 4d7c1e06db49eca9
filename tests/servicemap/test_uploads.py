"""Files of the city come in through the queue, once, and new versions change what has changed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.color import no_style
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from geodata.models import Address, ImportRun, Organisation, Source
from importers.errors import ImportRunning, InputError
from servicemap import queue, upload_files, uploads
from servicemap.models import Invitation, Upload
from servicemap.uploads import Received
from servicemap.worker import Worker

pytestmark = pytest.mark.usefixtures("town", "streets")
State = Upload.State
MEMBERS = [
    ["Jäsenet 2026"],
    ["Nimi", "Namn", "Osoite", "Postinumero", "Puhelin", "Sähköposti", "Verkkosivu"],
    ["Rannan seura", "Strandens förening", "Katu 3 B 12", "00100",
     "+358 40 1234567", "a@b.fi", "www.ranta.fi"],
    ["Kujan kerho", "", "Gatan 5", "00100", "", "", ""],
    ["Eksyneet ry", "", "Katuu 5", "00100", "", "", ""],
    ["=HYPERLINK(1)", "", "", "", "", "ei ole", "javascript:alert(1)"],
]  # fmt: skip


@pytest.fixture
def streets(town: Any) -> None:
    """Addresses of the town, in two languages."""
    with connection.cursor() as cursor:  # the town chose its keys itself
        for statement in connection.ops.sequence_reset_sql(no_style(), [Organisation]):
            cursor.execute(statement)
    source = Source.objects.get(key="osm")
    for number, lon in (("1", 24.941), ("3", 24.943), ("5", 24.945)):
        Address.objects.create(
            source=source,
            source_id=f"a{number}",
            name={},
            street={"fi": "Katu", "sv": "Gatan"},
            number=number,
            postal_code="00100",
            point=Point(lon, 60.17, srid=4326),
        )


@pytest.fixture
def alice(db: None) -> User:
    return User.objects.create_user("alice", is_staff=True)


def workbook(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([None if text == "" else text for text in row])
    for line in book.active.iter_rows():
        for cell in line:
            cell.data_type = "s" if cell.value else cell.data_type
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(user: User, rows: list[list[str]], series: str = "", **more: Any) -> Upload:
    """Upload a workbook and take its columns as suggested."""
    file = SimpleUploadedFile("jäsenet.xlsx", workbook(rows))
    received = Received("organisation", series, "Jäsenet", "CC BY 4.0", "", "© the members")
    made = uploads.receive(file, received, user)
    mapping = {each.name: each.target for each in uploads.columns_of(made) if each.target}
    uploads.save_plan(made, {"mapping": mapping, "language": "fi", "kind": "association", **more})
    made.refresh_from_db()
    return made


def bring(made: Upload) -> Upload:
    assert uploads.enqueue(made)
    uploads.import_upload(made.pk)
    made.refresh_from_db()
    return made


def test_it_works(alice: User) -> None:
    made = upload(alice, MEMBERS)
    assert made.state == State.PREVIEWED
    assert made.options["mapping"] == {
        "Nimi": "name",
        "Namn": "name:sv",
        "Osoite": "address",
        "Postinumero": "postal_code",
        "Puhelin": "telephone",
        "Sähköposti": "email",
        "Verkkosivu": "website",
    }
    preview = uploads.look(made)
    assert [(row.row, row.position, row.is_taken) for row in preview.rows] == [
        (3, (24.943, 60.17), True),
        (4, (24.945, 60.17), True),
        (5, None, False),
        (6, None, True),
    ]
    assert (preview.taken, preview.refused, preview.has_more, preview.own_ids) == (
        3,
        1,
        False,
        False,
    )

    done = bring(made)
    assert done.message == ""
    assert done.state == State.DONE
    assert done.counts["organisation"]["new"] == 3
    assert [(each["row"], each["key"]) for each in done.problems] == [
        (5, "no-address"),
        (6, "left-out-website"),
        (6, "left-out-email"),
    ]
    one = Organisation.objects.get(name__fi="Rannan seura")
    assert one.source.key == "upload_jasenet"
    assert (one.source.rank, one.source.licence) == (5, "CC BY 4.0")
    assert one.source.attribution == "© the members"
    assert one.name == {"fi": "Rannan seura", "sv": "Strandens förening"}
    assert one.point is not None
    assert (one.point.x, one.point.y) == (24.943, 60.17)
    assert (one.telephone, one.website) == ("+358 40 1234567", "https://www.ranta.fi")
    assert (one.kind, one.street_address) == ("association", {"fi": "Katu 3 B 12"})
    formula = Organisation.objects.get(name__fi="=HYPERLINK(1)")
    assert (formula.website, formula.email) == ("", "")


def test_a_new_version_changes_what_has_changed(alice: User) -> None:
    bring(upload(alice, MEMBERS))
    again = bring(upload(alice, MEMBERS, "upload_jasenet"))
    assert again.run is not None
    assert again.run.status == ImportRun.Status.UNCHANGED

    rows = [*MEMBERS[:2], [*MEMBERS[2][:4], "09 1234", *MEMBERS[2][5:]], MEMBERS[4], MEMBERS[5]]
    third = upload(alice, rows, "upload_jasenet")
    assert third.name == "Jäsenet"
    refused = bring(third)
    assert (refused.state, refused.counts) == (State.FAILED, {"why": "vanished"})
    assert uploads.enqueue(refused, force=True)
    uploads.import_upload(refused.pk)
    refused.refresh_from_db()
    assert refused.state == State.DONE
    counts = refused.counts["organisation"]
    assert (counts["changed"], counts["closed"], counts["new"]) == (1, 1, 0)
    assert Organisation.objects.get(name__fi="Kujan kerho").closed_at is not None
    assert Organisation.objects.get(name__fi="Rannan seura").telephone == "09 1234"


def test_the_same_file_is_read_anew_with_other_columns_and_addresses(alice: User) -> None:
    bring(upload(alice, MEMBERS))
    made = upload(alice, MEMBERS, "upload_jasenet", kind="club")
    Address.objects.filter(number="5").update(street={"fi": "Katuu"}, number="5")
    done = bring(made)
    assert done.counts["organisation"]["changed"] >= 1
    assert Organisation.objects.get(name__fi="Rannan seura").kind == "club"
    assert Organisation.objects.filter(name__fi="Eksyneet ry").exists()


def test_an_id_column_keeps_a_row_the_same_under_another_name(alice: User) -> None:
    rows = [["Tunnus", "Nimi", "Osoite"], ["7", "Vanha nimi", "Katu 1"]]
    bring(upload(alice, rows))
    key = Organisation.objects.get(source_id="7").pk
    made = upload(alice, [rows[0], ["7", "Uusi nimi", "Katu 1"]], "upload_jasenet")
    assert uploads.look(made).own_ids
    bring(made)
    assert Organisation.objects.get(pk=key).name == {"fi": "Uusi nimi"}


def test_a_row_that_cannot_be_placed_keeps_its_former_version(alice: User) -> None:
    rows = [["Tunnus", "Nimi", "Osoite"], ["7", "Seura", "Katu 1"]]
    bring(upload(alice, rows))
    bring(
        upload(
            alice, [rows[0], ["7", "Seura", "Kadu 1"], ["8", "Toinen", "Katu 3"]], "upload_jasenet"
        )
    )
    seven = Organisation.objects.get(source_id="7")
    assert seven.closed_at is None
    assert seven.street_address == {"fi": "Katu 1"}


def test_unplaced_organisations_may_be_taken(alice: User) -> None:
    done = bring(upload(alice, MEMBERS, keep_unplaced=True))
    assert Organisation.objects.get(name__fi="Eksyneet ry").point is None
    assert "left-out-address" in [each["key"] for each in done.problems]


def test_a_double_click_queues_once(alice: User) -> None:
    made = upload(alice, MEMBERS)
    assert [uploads.enqueue(made), uploads.enqueue(made)] == [True, False]
    assert DBTaskResult.objects.count() == 1


def test_two_workers_import_once(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    made = upload(alice, MEMBERS)
    uploads.enqueue(made)

    def busy(order: object, say: object) -> None:
        raise ImportRunning("Another import is running.")

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "run_import", busy)
        with pytest.raises(ImportRunning):
            uploads.import_upload(made.pk)
    made.refresh_from_db()
    assert made.state == State.QUEUED
    uploads.import_upload(made.pk)
    uploads.import_upload(made.pk)
    assert ImportRun.objects.filter(source__key="upload_jasenet").count() == 1


def test_what_a_dead_worker_was_at_is_begun_again(alice: User) -> None:
    made = upload(alice, MEMBERS)
    uploads.enqueue(made)
    Upload.objects.update(state=State.IMPORTING)
    uploads.import_upload(made.pk)
    made.refresh_from_db()
    assert made.state == State.DONE


def test_what_breaks_every_time_is_given_up_and_can_be_tried_again(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = upload(alice, MEMBERS)
    uploads.enqueue(made)

    def broken(order: object, say: object) -> None:
        raise RuntimeError("Nobody foresaw this.")

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "run_import", broken)
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda self: None)
        for _ in range(3):
            DBTaskResult.objects.update(run_after=timezone.now())
            Worker().serve(until_empty=True)
    made.refresh_from_db()
    assert (made.state, made.counts) == (State.FAILED, {"why": "broken"})
    assert bring(made).state == State.DONE


def test_what_kills_every_worker_is_given_up(alice: User) -> None:
    made = upload(alice, MEMBERS)
    uploads.enqueue(made)
    Upload.objects.update(state=State.IMPORTING)
    dead = ["worker1", "worker2", "worker3"]
    DBTaskResult.objects.update(status=queue.STATUS.RUNNING, worker_ids=dead)
    queue.take_up_lost()
    made.refresh_from_db()
    assert made.state == State.FAILED


def test_nothing_that_can_be_imported_is_not_queued(alice: User) -> None:
    made = upload(alice, [["Nimi", "Osoite"], ["Seura", "Olematon 1"]])
    assert made.state == State.MAPPED
    assert not uploads.enqueue(made)


def test_what_is_being_imported_is_not_mapped_anew(alice: User) -> None:
    made = upload(alice, MEMBERS)
    uploads.enqueue(made)
    with pytest.raises(InputError, match="imported already"):
        uploads.save_plan(made, {})


def test_two_lists_of_one_name_are_two(alice: User) -> None:
    keys = [upload(alice, MEMBERS).series, upload(alice, MEMBERS).series]
    assert keys == ["upload_jasenet", "upload_jasenet_2"]


def test_files_are_deleted_after_some_days(alice: User, settings: Any) -> None:
    made = bring(upload(alice, MEMBERS))
    assert upload_files.path_of(made).is_file()
    assert upload_files.clean() == 0
    past = timezone.now() - dt.timedelta(days=settings.UPLOAD_DAYS + 1)
    Upload.objects.update(uploaded_at=past)
    assert upload_files.clean() == 1
    assert not upload_files.path_of(made).is_file()
    made.refresh_from_db()
    assert made.stored_as == ""
    with pytest.raises(InputError, match="no longer kept"):
        uploads.columns_of(made)
    assert Organisation.objects.filter(name__fi="Rannan seura", closed_at=None).exists()


INVITING = [
    ["Nimi", "Osoite", "Postinumero", "Sähköposti", "Omistajan sähköposti"],
    ["Rannan seura", "Katu 3", "00100", "seura@example.org", "Aino@Example.org"],
    ["Kujan kerho", "Gatan 5", "00100", "", "not an address"],
    ["Kuoro", "Katu 1", "00100", "", ""],
]


def test_organisations_of_a_file_are_invited_once(
    alice: User, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    made = upload(alice, INVITING)
    assert made.options["mapping"]["Omistajan sähköposti"] == "invitation"
    assert uploads.look(made).invited == 1
    assert mailoutbox == []  # nothing before somebody has confirmed it
    done = bring(made)
    assert done.counts["invited"] == 1
    [letter] = mailoutbox
    assert letter.to == ["aino@example.org"]
    assert letter.subject.startswith("Kutsu huolehtimaan tiedoista: Rannan seura")
    invited = Invitation.objects.get()
    assert (invited.role, invited.organisation.email) == ("owner", "seura@example.org")
    assert [each["key"] for each in done.problems] == ["left-out-email"]
    # The address is nobody's to read.
    assert "aino" not in str(Organisation.objects.values()).lower()

    # A worker that died is followed by one that begins again; the file comes a second time.
    Upload.objects.update(state=State.QUEUED)
    uploads.import_upload(made.pk)
    Invitation.objects.update(email="", until=timezone.now())  # it has ended and was forgotten
    again = bring(upload(alice, INVITING, series=made.series))
    assert again.counts["invited"] == 0
    assert len(mailoutbox) == 1
