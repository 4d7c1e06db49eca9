"""Say which pictures an organisation shows, and let a published revision change that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from geodata.models import Organisation
from servicemap.editing.fields import Wrong, listed, text
from servicemap.models import Picture, Revision
from servicemap.pictures.preparing import narrow
from servicemap.wording import chosen

PATH = "pictures"  # in a sheet
MOST = 12  # that one organisation shows
LONGEST = 500  # letters of what a picture shows


@dataclass(frozen=True)
class Shown:
    """A picture as pages and interfaces tell it; addresses begin with a slash."""

    address: str
    width: int
    height: int
    small_address: str
    small_width: int
    alternative: str
    language: str  # of `alternative`

    def as_json(self) -> dict[str, Any]:
        """Return the fields as they are answered."""
        return {
            "address": self.address,
            "width": self.width,
            "height": self.height,
            "small_address": self.small_address,
            "small_width": self.small_width,
            "alternative": self.alternative,
            "alternative_language": self.language,
        }


def shown(picture: Picture, language: str) -> Shown:
    """Return a published picture as it is told in a language."""
    alternative, spoken = chosen(picture.alternative, language)
    return Shown(
        reverse("picture", args=[picture.digest]),
        picture.width,
        picture.height,
        reverse("picture-small", args=[picture.digest]),
        narrow(picture.width, picture.height)[0],
        alternative,
        spoken,
    )


def published() -> QuerySet[Picture]:
    """Choose the pictures that everybody may see."""
    return Picture.objects.filter(
        position__isnull=False,
        state=Picture.State.READY,
        organisation__closed_at=None,
        organisation__merged_into=None,
    )


def of_revision(revision: Revision) -> QuerySet[Picture]:
    """Choose the pictures that a draft may name: its own, and those of its organisation."""
    theirs = Q(revision=revision)
    if revision.organisation_id:
        theirs |= Q(organisation=revision.organisation_id)
    return Picture.objects.filter(theirs)


def check_own(revision: Revision, edits: Mapping[str, Any]) -> None:
    """Raise KeyError when edits name pictures that are not this draft's to show."""
    rows = edits.get(PATH)
    if not rows:
        return
    is_list = isinstance(rows, list) and all(isinstance(each, dict) for each in rows)
    if not is_list or any(type(each.get("id")) is not int for each in rows):
        raise KeyError(PATH)
    if not ids_in(rows) <= set(of_revision(revision).values_list("pk", flat=True)):
        raise KeyError(PATH)


def ids_in(rows: Any) -> set[int]:
    """Return the ids that a sheet's list of pictures names."""
    return {each["id"] for each in rows or ()}


def read(organisation: Any) -> list[dict[str, Any]]:
    """Return what a sheet holds: the pictures that are shown, in their order."""
    rows = Picture.objects.filter(organisation=organisation, position__isnull=False)
    return [{"id": each.pk, "alternative": each.alternative} for each in rows]


def write(organisation: Organisation, rows: Iterable[Any]) -> None:
    """Show exactly these pictures; those of a new organisation become its own."""
    told = list(rows)
    theirs = Picture.objects.filter(Q(organisation=organisation) | Q(organisation=None))
    known = theirs.filter(state=Picture.State.READY).in_bulk(ids_in(told))
    Picture.objects.filter(organisation=organisation).update(position=None)
    for position, each in enumerate(told):
        if picture := known.get(each["id"]):
            picture.organisation = organisation
            picture.alternative = each["alternative"]
            picture.position = position
            picture.save(update_fields=["organisation", "alternative", "position"])


def check(rows: Any) -> None:
    """Check a sheet's list of pictures; raises Wrong."""
    found = listed(rows, MOST)
    states = dict(Picture.objects.filter(pk__in=ids_in(found)).values_list("pk", "state"))
    for number, each in enumerate(found, 1):
        texts = each.get("alternative") or {}
        if not any(texts.values()):
            told = _("Picture %(number)d: say in words what it shows, in one language at least.")
            raise Wrong(told % {"number": number})
        for words in texts.values():
            text(words, LONGEST)
        if states.get(each["id"]) == Picture.State.WAITING:
            raise Wrong(_("Picture %(number)d is still being prepared.") % {"number": number})
        if states.get(each["id"]) != Picture.State.READY:
            told = _("Picture %(number)d cannot be read; take it out or send another.")
            raise Wrong(told % {"number": number})
