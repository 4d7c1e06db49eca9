"""Tell whether this instance can answer: database, walking network, date of the data."""

from __future__ import annotations

import logging
from dataclasses import asdict

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from geodata.models import Instance
from servicemap import queue, sources
from servicemap.networks import current_network
from servicemap.problems import QuestionError, not_allowed

logger = logging.getLogger(__name__)
METHODS = ("GET", "HEAD")
LEFT_ALONE = 600.0  # seconds that a task may wait while none is being done
STUCK = 6 * 3600.0  # seconds that one may take


@csrf_exempt
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when all parts work, else 503 and which part does not.

    With `?full` also how each source and the queue are doing; the status is then `degraded`, and
    still 200, when a source keeps failing or the queue is left alone: what is there is served.
    """
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
        if "full" in request.GET:
            state |= _full()
        with translation.override("en"):  # for machines and operators
            network = current_network()
        state |= {
            "status": "degraded" if state.get("degraded") else "ok",
            "network_version": network.version,
            "data_date": network.data_date,
        }
    except DatabaseError:
        # Why is for the log: a message of the driver can hold addresses and user names.
        logger.exception("The database does not answer")
        state |= {"database": "it does not answer", "network": "unknown"}
    except QuestionError as error:
        state["network"] = error.message
    return JsonResponse(state, status=503 if state["status"] == "broken" else 200)


def _full() -> dict[str, object]:
    """Tell of the sources and the queue; `degraded` says what somebody should look at."""
    found = sources.states(with_problems=False)
    waiting = queue.state()
    degraded = [f"source {each.key}: {each.state}" for each in found if each.is_troubled]
    if (waiting.oldest_waiting or 0) > LEFT_ALONE and not waiting.running:
        degraded.append("queue: nobody works it off")
    if (waiting.longest_running or 0) > STUCK:
        degraded.append("queue: a task does not come to an end")
    if waiting.unsent:
        degraded.append("mail: some could not be sent in the last day")
    return {
        "degraded": degraded,
        "sources": [_source(each) for each in found],
        "queue": asdict(waiting),
    }


def _source(state: sources.SourceState) -> dict[str, object]:
    names = ("key", "state", "last_success", "last_attempt", "status", "message", "failures")
    told = state.as_json()
    return {name: told[name] for name in names}
