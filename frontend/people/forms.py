"""The forms of those who look after organisations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from servicemap.models import Membership
from servicemap.values import REORDERING

LONGEST_MESSAGE = 2_000


class PlainText(forms.CharField):
    """A text of several lines, without signs that reorder others."""

    widget = forms.Textarea(attrs={"rows": 5})

    def clean(self, value: Any) -> str:
        """Refuse what no keyboard writes."""
        text = str(super().clean(value))
        if REORDERING.search(text):
            raise forms.ValidationError(_("This holds control characters; write plain text."))
        return text


class ClaimForm(forms.Form):
    """How the city can see that an organisation is theirs."""

    use_required_attribute = False  # what is missing is told by the page, in one place

    message = PlainText(
        label=_("How can the city see that you act for it?"),
        help_text=_(
            "For example what you do there, where on its website you are named, or whom the city "
            "may ask. Only the city reads it; it is deleted when you take it back."
        ),
        max_length=LONGEST_MESSAGE,
    )


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language to write to them."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("What may they do?"),
        choices=[
            (Membership.Role.MEMBER, _("Keep the entry current")),
            (Membership.Role.OWNER, _("All that an owner may: invite, dismiss, hand over, export")),
        ],
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)


class DeleteForm(forms.Form):
    """Somebody is sure."""

    use_required_attribute = False

    sure = forms.BooleanField(
        label=_("Yes, delete my account. It cannot be undone."),
        error_messages={"required": _("Tick this if you are sure.")},
    )
