"""Tell whether this instance can answer: database, walking network, date of the data."""

from __future__ import annotations

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from geodata.models import Instance
from servicemap.networks import current_network
from servicemap.problems import QuestionError, not_allowed

logger = logging.getLogger(__name__)
METHODS = ("GET", "HEAD")


@csrf_exempt
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when all parts work, else 503 and which part does not."""
    if request.method not in METHODS:
        return not_allowed(request, METHODS)
    state: dict[str, object] = {
        "status": "broken",
        "database": "ok",
        "network": "ok",
        "network_version": None,
        "data_date": None,
        "revision": None,
    }
    try:
        instance = Instance.current()
        state["revision"] = instance.revision
        with translation.override("en"):  # for machines and operators
            network = current_network()
        state |= {
            "status": "ok",
            "network_version": network.version,
            "data_date": network.data_date,
        }
    except DatabaseError:
        # Why is for the log: a message of the driver can hold addresses and user names.
        logger.exception("The database does not answer")
        state |= {"database": "it does not answer", "network": "unknown"}
    except QuestionError as error:
        state["network"] = error.message
    return JsonResponse(state, status=200 if state["status"] == "ok" else 503)
