"""Keep the city's own pages to its staff, who sign in; others find nothing there."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from frontend.pages import problem_page
from servicemap.problems import NotFound, QuestionError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_page(view: View[P]) -> View[P]:
    """Answer GET, HEAD and POST of staff; whoever is not signed in is asked to. Nothing is cached.

    A session may end while somebody is at work: the way back must not be a page of nothing.
    """

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not request.user.is_staff:
            return problem_page(request, NotFound(_("There is no such page.")))
        try:
            return view(request, *args, **kwargs)
        except QuestionError as error:
            return problem_page(request, error)

    return update_wrapper(never_cache(shown), view)
