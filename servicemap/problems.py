"""Name what can go wrong with a question, and translate it to HTTP at one border (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from servicemap.values import quoted

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem:servicemap:"


@dataclass(frozen=True)
class Candidate:
    """Something the asker may have meant; ``id`` can be used as ``from`` or ``to``."""

    id: str
    name: str
    kind: str

    def as_json(self) -> dict[str, str]:
        """Return the three fields as they appear in problem JSON."""
        return {"id": self.id, "name": self.name, "kind": self.kind}


class QuestionError(Exception):
    """A question that cannot be answered; ``message`` is translated and ready for people."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    slug = "internal"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def title(self) -> str:
        """Return the short name of this kind of problem, in the active language."""
        return _("Internal error")


class ParameterError(QuestionError, ValueError):
    """A parameter that is missing, malformed, out of range or unknown (400)."""

    status = HTTPStatus.BAD_REQUEST
    slug = "bad-parameter"

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter

    @property
    def title(self) -> str:
        """Return the short name of this kind of problem, in the active language."""
        return _("A parameter is not right")


class NotFound(QuestionError, LookupError):
    """Nothing, or more than one thing, has the asked name or id (404)."""

    status = HTTPStatus.NOT_FOUND
    slug = "not-found"

    def __init__(
        self, message: str, *, parameter: str | None = None, candidates: Sequence[Candidate] = ()
    ) -> None:
        super().__init__(message if parameter is None else f"{parameter}: {message}")
        self.parameter = parameter
        self.candidates = tuple(candidates)

    @property
    def title(self) -> str:
        """Return the short name of this kind of problem, in the active language."""
        return _("Not found")


class Gone(NotFound):
    """The entry was closed: its source no longer has it (410)."""

    status = HTTPStatus.GONE
    slug = "gone"

    @property
    def title(self) -> str:
        """Return the short name of this kind of problem, in the active language."""
        return _("No longer there")


class Conflict(QuestionError, RuntimeError):
    """Somebody else changed the same thing meanwhile (409)."""

    status = HTTPStatus.CONFLICT
    slug = "conflict"

    @property
    def title(self) -> str:
        """Return the short name of this kind of problem, in the active language."""
        return _("Changed meanwhile")


class NotReady(QuestionError, RuntimeError):
    """The data that the answer needs is not there yet, or cannot be read (503)."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    slug = "not-ready"

    @property
    def title(self) -> str:
        """Return the short name of this kind of problem, in the active language."""
        return _("Not ready")


def problem_of(error: QuestionError) -> dict[str, object]:
    """Return the problem details of a named error."""
    problem: dict[str, object] = {
        "type": TYPE_PREFIX + error.slug,
        "title": error.title,
        "status": int(error.status),
        "detail": error.message,
    }
    parameter = getattr(error, "parameter", None)
    if parameter:
        problem["parameter"] = parameter
    if isinstance(error, NotFound) and error.candidates:
        problem["candidates"] = [candidate.as_json() for candidate in error.candidates]
    return problem


def plain_problem(status: HTTPStatus, detail: str) -> dict[str, object]:
    """Return problem details that say no more than the HTTP status and one sentence."""
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
    }


def respond(problem: dict[str, object]) -> HttpResponse:
    """Return problem details as an HTTP response that is never cached."""
    response = HttpResponse(
        json.dumps(problem, ensure_ascii=False) + "\n",
        content_type=CONTENT_TYPE,
        status=int(str(problem["status"])),
    )
    response["Cache-Control"] = "no-store"
    if problem["status"] == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = "30"
    return response


def not_allowed(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """Answer a method that an address does not know, and name those it does."""
    detail = _("%(method)s is not possible here; ask with GET.") % {
        "method": quoted(request.method or "")
    }
    response = respond(plain_problem(HTTPStatus.METHOD_NOT_ALLOWED, detail))
    response["Allow"] = ", ".join(methods)
    return response
