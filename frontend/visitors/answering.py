"""Take in what a reading page sends: the answer to its one question, and that it was passed on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from frontend.visitors.door import from_our_pages
from servicemap import limits
from servicemap.problems import ParameterError
from servicemap.visitors import use
from servicemap.visitors.answers import SEARCH, count_answer
from servicemap.visitors.reports import subject_of

SEE_OTHER = 303
ANSWERS = {"yes": True, "no": False}


@from_our_pages
def found_view(request: HttpRequest) -> HttpResponse:
    """POST /{lang}/found: whether a visitor found what they looked for; back to where they were.

    The thanks are a part of the page that they come from, shown by the fragment of its address.
    """
    answer = request.POST.get("found", "")
    if answer not in ANSWERS:
        raise ParameterError("found", _("Answer yes or no."))
    limits.count(request, "answer")
    of = request.POST.get("of", "")
    if of == SEARCH:
        count_answer(SEARCH, 0, found=ANSWERS[answer])
    else:
        subject = subject_of(of)
        count_answer(subject.noun, subject.id, found=ANSWERS[answer])
    return HttpResponseRedirect(f"{_back(request)}#thanks", status=SEE_OTHER)


@from_our_pages
def shared_view(request: HttpRequest) -> HttpResponse:
    """POST /shared: the link of an entry was copied or passed on; nobody waits for the answer."""
    limits.count(request, "share")
    noun, _colon, number = request.POST.get("of", "").partition(":")
    if number.isascii() and number.isdigit() and len(number) < 19:
        use.count(request, use.What.SHARED, [(noun, int(number))])
    return HttpResponse(status=204)


def _back(request: HttpRequest) -> str:
    """Return the page that the form stood on; the first page when it is none of ours."""
    back = request.POST.get("back", "").partition("#")[0]
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else reverse("pages:home")
