"""Note in the log who it was: only where something can change."""

from __future__ import annotations

from auditlog.middleware import AuditlogMiddleware
from django.http import HttpRequest, HttpResponseBase

from servicemap.accounts.second_factor import Answer

READING = ("GET", "HEAD", "OPTIONS")


def by_whom(answer: Answer) -> Answer:
    """Middleware: note who is signed in where something can change.

    Pages that are read stay the same for everybody: to ask who somebody is would be told in `Vary`.
    """
    noting = AuditlogMiddleware(answer)

    def noted(request: HttpRequest) -> HttpResponseBase:
        if request.method in READING:
            return answer(request)
        response: HttpResponseBase = noting(request)
        return response

    return noted
