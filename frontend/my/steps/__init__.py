"""The steps of the form, in their order."""

from frontend.my.steps.about import About
from frontend.my.steps.area import Area
from frontend.my.steps.base import Step
from frontend.my.steps.check import Check
from frontend.my.steps.contact import Contact
from frontend.my.steps.events import Events
from frontend.my.steps.hours import Hours
from frontend.my.steps.pictures import Pictures
from frontend.my.steps.places import Places

STEPS: dict[str, Step] = {
    step.key: step
    for step in (
        About(),
        Contact(),
        Hours(),
        Area(),
        Places(),
        Events(),
        Pictures(),
        Check(),
    )
}
