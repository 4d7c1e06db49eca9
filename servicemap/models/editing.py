"""Keep who looks after which organisation, and every change that somebody proposed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from geodata.models import Organisation

PERSON = settings.AUTH_USER_MODEL


class Membership(models.Model):
    """Somebody who looks after an organisation's entry."""

    class Role(models.TextChoices):
        MEMBER = "member", "member"
        OWNER = "owner", "owner"

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person"], name="one_membership_each")
        ]

    def __str__(self) -> str:
        return f"membership {self.pk} of {self.organisation}: {self.role}"


class Standing(models.Model):
    """How the city stands to an organisation's entry, and when it was last confirmed."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    is_trusted = models.BooleanField(
        default=False, help_text="Its changes are published at once and looked at afterwards."
    )
    ownerless_since = models.DateTimeField(null=True, blank=True)  # its last owner has gone
    confirmed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)  # since when its people are asked to
    asked = models.PositiveSmallIntegerField(default=0)  # how many letters they had since
    archived_at = models.DateTimeField(null=True, blank=True)  # nobody confirmed it

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False, archived_at__isnull=True),
                name="standing_queue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {'trusted' if self.is_trusted else 'reviewed'}"


class Revision(models.Model):
    """Changes to what is published of one organisation: field by field, from what to what.

    A path names a field: `name.fi`, `places.12.telephone`, `events.new-1a.price.sv`. What an
    organisation shows changes only when a revision is published.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "being written"
        SUBMITTED = "submitted", "waiting for the city"
        RETURNED = "returned", "returned with comments"
        PUBLISHED = "published", "published"
        REJECTED = "rejected", "rejected"
        WITHDRAWN = "withdrawn", "given up by its author"

    OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="revisions"
    )
    """None while a new organisation has not been published."""
    author = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    patch = models.JSONField(default=dict)  # path → the value proposed
    base = models.JSONField(default=dict)  # the same paths → what was published when they changed
    before = models.JSONField(default=dict)  # the same paths → what publishing replaced
    released = models.JSONField(default=list)  # paths of which a source had spoken until then
    made = models.JSONField(default=dict)  # "places.new-1a" → the primary key it was given
    comments = models.JSONField(default=dict)  # path, or "" for the whole → the reviewer's words
    version = models.PositiveIntegerField(default=0)  # grows with each save
    undoes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undone_by"
    )
    was_trusted = models.BooleanField(default=False)  # published at once, to be looked at after
    looked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)  # since when the reviewer is at it

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["draft", "submitted", "returned"])
                & Q(organisation__isnull=False),
                name="one_open_revision_an_organisation",
            )
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at", "id"], name="revision_queue"),
            models.Index(
                fields=["decided_at", "id"],
                condition=Q(state="published", was_trusted=True, looked_at__isnull=True),
                name="revision_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"revision {self.pk} of {self.organisation or 'a new organisation'}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Say whether it can still change."""
        return self.state in self.OPEN


class Save(models.Model):
    """A draft as it stood after one save, so that two who write at once lose nothing."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="saves")
    version = models.PositiveIntegerField()
    patch = models.JSONField()
    author = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "version"], name="one_save_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} version {self.version}"
