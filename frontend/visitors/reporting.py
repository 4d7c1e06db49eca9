"""The page on which anybody says that something is wrong with an entry, without an account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from frontend.addresses import endpoint_address
from frontend.pages import show
from frontend.visitors.door import form_page
from frontend.visitors.words import REASONS
from servicemap import limits
from servicemap.limits import TooMany
from servicemap.models import Report
from servicemap.visitors import reports
from servicemap.visitors.reports import Said, Subject
from servicemap.wording import chosen

LONGEST = 2_000
SEE_OTHER = 303


class ReportForm(forms.Form):
    """What is wrong, in a visitor's words."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("What is it about?"),
        choices=list(REASONS.items()),
        initial=Report.Reason.WRONG,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your own words"),
        help_text=_("What is wrong, and what would be right? Do not write of private persons."),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address, if you want an answer"),
        help_text=_(
            "It is used to answer you, shown to nobody, and deleted when the matter is decided."
        ),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # No person sees it; programs that fill in every field do.
    subject = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """Where something is wrong one has to be told what."""
        cleaned = super().clean() or self.cleaned_data
        needs = cleaned.get("reason") in (Report.Reason.WRONG, Report.Reason.HARM)
        if needs and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write in a few words what is wrong."))
        return cleaned


@form_page
def report_view(request: HttpRequest) -> HttpResponse:
    """GET asks, POST takes in: /{lang}/report?of=organisation:12."""
    subject = reports.subject_of(request.GET.get("of", ""))
    form = ReportForm(request.POST if request.method == "POST" else None)
    status, pause = 200, 0
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                return _taken_in(request, subject, form.cleaned_data)
            except TooMany as error:
                form.add_error(None, error.message)
                status, pause = int(error.status), error.retry_after
    response = show(request, "visitors/report", {"form": form, **_told(subject)}, status=status)
    if pause:
        response["Retry-After"] = str(pause)
    return response


@form_page
def thanks_view(request: HttpRequest) -> HttpResponse:
    """GET /{lang}/report/thanks?of=organisation:12: what happens next."""
    subject = reports.subject_of(request.GET.get("of", ""))
    return show(request, "visitors/reported", _told(subject))


def _taken_in(request: HttpRequest, subject: Subject, data: dict[str, Any]) -> HttpResponse:
    """Keep a report, unless a program wrote it: that is thanked and forgotten."""
    if not data["subject"]:
        limits.count(request, "report")
        told = Said(data["reason"], data["text"], data["email"], _language())
        reports.report(subject, told)
    address = f"{reverse('pages:report-thanks')}?{urlencode({'of': subject.reference}, safe=':')}"
    return HttpResponseRedirect(address, status=SEE_OTHER)


def _told(subject: Subject) -> dict[str, Any]:
    name, spoken = chosen(subject.names, _language())
    query = urlencode({"of": subject.reference}, safe=":")
    return {
        "subject": subject,
        "name": name,
        "name_language": spoken,
        "address": endpoint_address(subject.reference, name),
        "here": f"{reverse('pages:report')}?{query}",
    }


def _language() -> str:
    return (get_language() or "en").split("-")[0]
