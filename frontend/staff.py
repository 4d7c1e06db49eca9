"""Keep the city's own pages to its staff; whoever may not know of them finds nothing there."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from frontend.pages import problem_page
from servicemap.problems import NotFound, QuestionError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_page(view: View[P]) -> View[P]:
    """Answer GET, HEAD and POST of signed-in staff; everybody else gets 404. Nothing is cached."""

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not request.user.is_active or not request.user.is_staff:
            return problem_page(request, NotFound(_("There is no such page.")))
        try:
            return view(request, *args, **kwargs)
        except QuestionError as error:
            return problem_page(request, error)

    return update_wrapper(never_cache(shown), view)
