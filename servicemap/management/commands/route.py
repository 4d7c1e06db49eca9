"""Tell how to walk from one place to another."""

from __future__ import annotations

from collections.abc import Mapping

from servicemap import route
from servicemap.management.asking import QuestionCommand
from servicemap.management.tables import route_table


class Command(QuestionCommand):
    """`route --from station:12 --to 24.81,60.17`."""

    help = "How do I walk from here to there?"
    declared = route.PARAMETERS
    schema = "Route"

    def ask(self, params: Mapping[str, str]) -> route.RouteAnswer:
        """Read the parameters and answer."""
        return route.answer(route.RouteQuery.from_params(params))

    def table(self, answer: route.RouteAnswer) -> str:
        """Return the answer for people."""
        return route_table(answer)
