"""Tell how far it is on foot from each origin to a trail: by default the area's own question."""

from __future__ import annotations

from collections.abc import Mapping

from servicemap import last_mile
from servicemap.management.asking import QuestionCommand
from servicemap.management.tables import last_mile_table


class Command(QuestionCommand):
    """`last_mile --from metro --to "Espoon rantaraitti" --within 1500`."""

    help = "How far is it on foot from each of these origins to that trail?"
    declared = last_mile.PARAMETERS
    schema = "LastMile"

    def ask(self, params: Mapping[str, str]) -> last_mile.LastMileAnswer:
        """Read the parameters and answer."""
        return last_mile.answer(last_mile.LastMileQuery.from_params(params))

    def table(self, answer: last_mile.LastMileAnswer) -> str:
        """Return the answer for people."""
        return last_mile_table(answer)
