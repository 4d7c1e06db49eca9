"""Keep who asked to look after an organisation, and who was invited to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from geodata.models import Organisation
from servicemap.models.editing import Membership

PERSON = settings.AUTH_USER_MODEL


class Account(models.Model):
    """What is known of somebody who signs in, beside the address."""

    person = models.OneToOneField(
        PERSON, on_delete=models.CASCADE, primary_key=True, related_name="account"
    )
    language = models.CharField(max_length=12)  # of the pages that they last used

    def __str__(self) -> str:
        return f"account {self.pk}: {self.language}"


class Claim(models.Model):
    """Somebody says that an organisation is theirs to look after; the city decides."""

    class State(models.TextChoices):
        OPEN = "open", "waiting for the city"
        GRANTED = "granted", "granted"
        REFUSED = "refused", "refused"
        WITHDRAWN = "withdrawn", "given up"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="claims")
    message = models.TextField(help_text="How the city can see that it is theirs.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.TextField(blank=True)  # the reviewer's words
    version = models.PositiveIntegerField(default=0)  # grows with each decision

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(state="open"),
                name="one_open_claim_each",
            )
        ]
        indexes = [
            models.Index(fields=["made_at", "id"], condition=Q(state="open"), name="claim_queue")
        ]

    def __str__(self) -> str:
        return f"claim {self.pk} of {self.organisation}: {self.state}"


class Invitation(models.Model):
    """A letter that lets whoever holds it look after an organisation; it is good once."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    language = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, unique=True)  # of the letter's token, never itself
    invited_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.organisation}"
