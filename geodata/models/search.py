"""What can be found, and under which words: made anew from the entries whenever they change."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from geodata.models.fields import TextsField, texts_list


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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["noun", "entry"], name="one_document_an_entry")
        ]
        indexes = [
            GinIndex(fields=["words"], name="search_words"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="search_folded"),
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
