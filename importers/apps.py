"""Tell Django about the room that brings data in."""

from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "importers"
    verbose_name = "Imports"
    default_auto_field = "django.db.models.BigAutoField"
