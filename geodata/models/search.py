"""What can be found, and under which words: made anew from the entries whenever they change."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField

from geodata.models import fields
from geodata.models.fields import TextsField, texts_list


class OpeningTimes(models.Model):
    """When rules of opening hours are open, worked out ahead; many entries share the same rules."""

    digest = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the rules
    rules = models.JSONField()  # as texts, in their order
    open_at = fields.TimeRangesField(default=list)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "opening times"

    def __str__(self) -> str:
        return "; ".join(self.rules)


class MapCell(models.Model):
    """How many documents of a noun lie in one square of the map at one depth, and where about."""

    noun = models.CharField(max_length=20)
    level = models.SmallIntegerField()  # 2 to its power squares, of Web Mercator's world, a side
    x = models.IntegerField()
    y = models.IntegerField()
    count = models.IntegerField()
    point = models.PointField(srid=4326)  # the middle of what lies in it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun", "level", "x", "y"], name="one_cell_a_square")
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.level}/{self.x}/{self.y}: {self.count}"


class SearchDocument(models.Model):
    """One open entry, as the search knows it."""

    noun = models.CharField(max_length=20)
    entry = models.BigIntegerField()
    kind = models.CharField(max_length=40, blank=True)
    name = TextsField()
    folded = models.TextField()
    words = SearchVectorField()
    point = models.PointField(srid=4326, null=True)
    sources = texts_list()
    is_example = models.BooleanField(default=False)
    is_stale = models.BooleanField(default=False)  # nobody has confirmed it: it comes after others
    topics = texts_list()  # keys, those above them too
    languages = texts_list()  # in which one is served
    wheelchair = models.CharField(max_length=10, blank=True)
    is_free = models.BooleanField(null=True)
    hours = models.ForeignKey(
        OpeningTimes, null=True, on_delete=models.SET_NULL, related_name="documents"
    )
    starts_at = models.DateTimeField(null=True)  # of an event: when it next begins
    ends_at = models.DateTimeField(null=True)  # of an event: when the last of its times is over

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun", "entry"], name="one_document_an_entry")
        ]
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="search_folded"),
            models.Index(fields=["noun", "kind"], name="search_noun_kind"),
            # What stands around somebody, without the events, of which there are most. An
            # expression: of a geometry by its name GeoDjango forgets the condition.
            GistIndex("point", condition=~models.Q(noun="event"), name="search_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.noun} {self.entry}"


class SearchWord(models.Model):
    """A word that occurs in a name: what somebody may have meant who mistyped."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_trigrams")
        ]

    def __str__(self) -> str:
        return self.word


class ZeroSearch(models.Model):
    """What was searched for in vain in a week, and how often; never by whom."""

    week = models.DateField(help_text="The Monday that the week begins with.")
    language = models.CharField(max_length=10)
    words = models.CharField(max_length=100)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "zero searches"
        ordering = ["-week", "-count", "words"]
        constraints = [
            models.UniqueConstraint(fields=["week", "language", "words"], name="one_count_a_week")
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.words}: {self.count}"
