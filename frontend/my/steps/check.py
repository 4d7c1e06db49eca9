"""The last step: it asks for nothing, and shows what comes of the others."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from frontend.my.steps.base import Step


class Check(Step):
    key = "check"
    name = gettext_lazy("Check and hand in")
