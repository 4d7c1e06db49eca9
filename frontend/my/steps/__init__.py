"""The steps of the form, in their order."""

from frontend.my.steps.about import About
from frontend.my.steps.base import Step

STEPS: dict[str, Step] = {step.key: step for step in (About(),)}
