"""Show pictures that are not published to whom they concern."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from frontend.staff import member_page
from servicemap.accounts import may, second_factor
from servicemap.models import Picture
from servicemap.pictures import serving
from servicemap.problems import NotFound


@member_page
def picture_view(request: HttpRequest, id: int) -> HttpResponseBase:
    """GET /{lang}/my/pictures/{id}, with ?size=small the smaller one."""
    ready = Picture.objects.filter(pk=id, state=Picture.State.READY)
    picture = ready.select_related("revision").first()
    if picture is None or not may.look_at(request.user, picture):
        raise NotFound(_("There is no such page."))
    if second_factor.is_needed(request):
        return second_factor.way_to_give_it(request)
    return serving.file_of(picture.digest, small=request.GET.get("size") == "small")
