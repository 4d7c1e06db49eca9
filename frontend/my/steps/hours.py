"""When an organisation is open."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from frontend.my.hours import HoursFields
from frontend.my.steps.base import Draft, SheetForm, Step

PATH = "hours"


class HoursForm(SheetForm):
    """The hours of the organisation itself; those of its places are beside them."""

    def build(self) -> None:
        self.hours = HoursFields(self, PATH)


class Hours(Step):
    key = "hours"
    name = gettext_lazy("Opening hours")
    lead = gettext_lazy("When visitors are let in or calls answered. Leave it out if nobody waits.")
    form_class = HoursForm
    names = (PATH,)

    def after(self, do: str, draft: Draft) -> str:
        """Further exceptions are written where the last ones are."""
        return "#exceptions"
