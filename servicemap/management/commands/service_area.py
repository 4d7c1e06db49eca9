"""Tell what can be reached on foot from a place within limits."""

from __future__ import annotations

from collections.abc import Mapping

from servicemap import service_area
from servicemap.management.asking import QuestionCommand
from servicemap.management.tables import service_area_table


class Command(QuestionCommand):
    """`service_area --from station:12 --metres 500,1000,1500`."""

    help = "What can be reached on foot from here within these limits?"
    declared = service_area.PARAMETERS
    schema = "ServiceArea"

    def ask(self, params: Mapping[str, str]) -> service_area.ServiceAreaAnswer:
        """Read the parameters and answer."""
        return service_area.answer(service_area.ServiceAreaQuery.from_params(params))

    def table(self, answer: service_area.ServiceAreaAnswer) -> str:
        """Return the answer for people."""
        return service_area_table(answer)
