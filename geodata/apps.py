"""Tell Django about the room that holds the data."""

from django.apps import AppConfig


class GeodataConfig(AppConfig):
    name = "geodata"
    verbose_name = "Places and routes"
    default_auto_field = "django.db.models.BigAutoField"
