"""Keep pages to whom they concern: those who are signed in, and the city's staff."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from frontend.pages import problem_page
from servicemap.accounts import may, second_factor
from servicemap.accounts.languages import remember
from servicemap.editing.revisions import EditingError
from servicemap.problems import Conflict, NotFound, QuestionError

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def open_page(view: View[P]) -> View[P]:
    """Answer GET, HEAD and POST of anybody; nothing is cached."""

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        try:
            return view(request, *args, **kwargs)
        except QuestionError as error:
            return problem_page(request, error)
        except EditingError as error:
            return problem_page(request, Conflict(str(error)))

    return update_wrapper(never_cache(shown), view)


def member_page(view: View[P]) -> View[P]:
    """Answer whoever is signed in; others are asked to.

    A session may end while somebody is at work: the way back must not be a page of nothing.
    """

    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        remember(request, request.user)
        return view(request, *args, **kwargs)

    return open_page(update_wrapper(shown, view))


def staff_page(view: View[P]) -> View[P]:
    """Answer the city's staff, who have given a second factor; others find nothing there."""
    return _page_of(may.review, view)


def upload_page(view: View[P]) -> View[P]:
    """Answer whoever may bring lists; of the city's staff only those with a second factor."""
    return _page_of(may.upload, view)


def _page_of(allowed: Callable[[may.Person], bool], view: View[P]) -> View[P]:
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not allowed(request.user):
            raise NotFound(_("There is no such page."))
        if second_factor.is_needed(request):
            return second_factor.way_to_give_it(request)
        return view(request, *args, **kwargs)

    return member_page(update_wrapper(shown, view))
