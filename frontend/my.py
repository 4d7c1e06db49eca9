"""The page of somebody who looks after organisations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from frontend.addresses import entry_address
from frontend.pages import show
from frontend.staff import member_page
from servicemap.accounts import may
from servicemap.models import Membership
from servicemap.wording import chosen


@member_page
def my_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/my/: the organisations that somebody looks after."""
    language = (get_language() or "en").split("-")[0]
    rows = Membership.objects.filter(person=request.user.pk).select_related("organisation")
    mine = []
    for row in rows.order_by("pk"):
        name, spoken = chosen(row.organisation.name, language)
        address = entry_address("organisations", row.organisation_id, name)
        mine.append({"name": name, "language": spoken, "role": row.role, "address": address})
    return show(request, "my", {"mine": mine, "is_reviewer": may.review(request.user)})
