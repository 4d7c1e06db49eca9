"""Tell Django about the room that holds the data."""

from django.apps import AppConfig
from django.core import checks

from geodata.checks import check_extensions


class GeodataConfig(AppConfig):
    name = "geodata"
    verbose_name = "Places and routes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(check_extensions, checks.Tags.database)
