"""Keep anybody from doing the same thing too often; the rates are `ACCOUNT_RATE_LIMITS`."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account import app_settings
from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.translation import gettext as _

from servicemap.problems import QuestionError

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class TooMany(QuestionError, RuntimeError):
    """Somebody did the same thing too often (429)."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    slug = "too-many"

    def __init__(self, retry_after: int) -> None:
        super().__init__(_("This was tried too often. Wait a while, then try again."))
        self.retry_after = retry_after  # seconds

    @property
    def title(self) -> str:
        """Return the short name of this kind of problem, in the active language."""
        return _("Too often")


def count(request: HttpRequest, action: str, key: str | None = None) -> None:
    """Count a POST towards the rate of an action; raises TooMany when there were enough.

    A rate `10/h/user` is of whoever is signed in, `/ip` of the address, `/key` of `key`.
    """
    if not ratelimit.consume(request, action=action, key=key):
        raise TooMany(pause_of(action))


def pause_of(action: str) -> int:
    """Return after how many seconds an action may be tried again, at the earliest."""
    spans = [rate.split("/")[1] for rate in app_settings.RATE_LIMITS[action].split(",")]
    return min(int(span[:-1] or 1) * SECONDS[span[-1]] for span in spans)
