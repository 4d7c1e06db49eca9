"""The page of those who look after an organisation: who they are, and who comes and goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frontend import embedding
from frontend.pages import show
from frontend.people.forms import InviteForm
from frontend.people.words import DONE, named
from frontend.staff import member_page
from servicemap import limits
from servicemap.accounts import may
from servicemap.editing.revisions import EditingError
from servicemap.models import Invitation, Membership
from servicemap.people import everything, invitations, owners
from servicemap.people.owners import LastOwner
from servicemap.problems import NotFound


@member_page
def export_view(request: HttpRequest, id: int, form: str) -> HttpResponse:
    """GET /{lang}/my/organisations/{id}/export.{json,csv,geojson}: everything of theirs."""
    rows = Membership.objects.select_related("organisation")
    mine = rows.filter(person=request.user.pk, organisation=id).first()
    if mine is None or not may.own(request.user, mine.organisation):
        raise NotFound(_("There is no such page."))
    response = everything.written(mine.organisation, form).response(f"organisation-{id}")
    name = f"organisation-{id}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@dataclass
class Asked:
    """One visit of a member to the page."""

    request: HttpRequest
    mine: Membership
    form: InviteForm

    def member(self) -> Membership:
        """Return the member that a button was beside; raises NotFound."""
        found: Membership = self._one(owners.members(self.mine.organisation))
        return found

    def invitation(self) -> Invitation:
        """Return the invitation that a button was beside; raises NotFound."""
        rows = Invitation.objects.filter(organisation=self.mine.organisation)
        found: Invitation = self._one(rows)
        return found

    def _one(self, rows: Any) -> Any:
        number = self.request.POST.get("of", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 18
        row = rows.filter(pk=int(number)).first() if is_number else None
        if row is None:
            raise NotFound(_("There is no such page."))
        return row


@member_page
def people_view(request: HttpRequest, id: int) -> HttpResponse:
    """GET lists them, POST changes them: /{lang}/my/organisations/{id}/people."""
    rows = Membership.objects.select_related("organisation", "person")
    mine = rows.filter(person=request.user.pk, organisation=id).first()
    action = request.POST.get("action", "")
    if mine is None or (action in FOR_OWNERS and not may.own(request.user, mine.organisation)):
        raise NotFound(_("There is no such page."))
    inviting = request.POST if action == "invite" else None
    form = InviteForm(inviting, initial={"language": get_language()})
    asked = Asked(request, mine, form)
    refused: EditingError | None = None
    if action in ACTIONS:
        try:
            done = ACTIONS[action](asked)
        except EditingError as error:
            refused = error
        else:
            if done is not None:
                return HttpResponseRedirect(done)
    return _shown(asked, refused)


def _shown(asked: Asked, refused: EditingError | None) -> HttpResponse:
    organisation = asked.mine.organisation
    people = list(owners.members(organisation))
    called = named(organisation)
    context = {
        **called,
        "snippet": embedding.snippet(asked.request, organisation.pk, called["name"]),
        "organisation": organisation,
        "mine": asked.mine,
        "is_owner": asked.mine.role == owners.OWNER,
        "rows": people,
        "successors": [each for each in people if each.pk != asked.mine.pk],
        "has_owner": any(each.role == owners.OWNER for each in people),
        "waiting": invitations.waiting(organisation),
        "form": asked.form,
        "refused": refused,
        "is_last": isinstance(refused, LastOwner),
        "done": DONE.get(asked.request.GET.get("done", ""), ""),
    }
    status = 409 if refused else 400 if asked.form.errors else 200
    return show(asked.request, "people/people", context, status=status)


def _invite(asked: Asked) -> str | None:
    if not asked.form.is_valid():
        return None
    limits.count(asked.request, "invite")
    told = asked.form.cleaned_data
    invitations.invite(
        asked.mine.organisation, told["email"], told["role"], asked.mine.person, told["language"]
    )
    return _here(asked, "invited")


def _withdraw(asked: Asked) -> str:
    invitations.withdraw(asked.invitation())
    return _here(asked, "withdrawn")


def _change(asked: Asked) -> str:
    owners.change_role(asked.member(), asked.request.POST["action"].removeprefix("make-"))
    return _here(asked, "changed")


def _dismiss(asked: Asked) -> str:
    owners.dismiss(asked.member())
    return _here(asked, "dismissed")


def _hand_over(asked: Asked) -> str:
    owners.hand_over(asked.mine, asked.member())
    return _here(asked, "handed-over")


def _leave(asked: Asked) -> str:
    owners.leave(asked.mine, to_city="to-city" in asked.request.POST)
    return reverse("pages:my")


def _here(asked: Asked, done: str) -> str:
    return f"{reverse('pages:people', args=[asked.mine.organisation_id])}?done={done}"


ACTIONS: dict[str, Callable[[Asked], str | None]] = {
    "invite": _invite,
    "withdraw": _withdraw,
    "make-owner": _change,
    "make-member": _change,
    "dismiss": _dismiss,
    "hand-over": _hand_over,
    "leave": _leave,
}
FOR_OWNERS = set(ACTIONS) - {"leave"}
