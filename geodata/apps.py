"""Tell Django about the room that holds the data."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate

from geodata.checks import check_extensions


class GeodataConfig(AppConfig):
    name = "geodata"
    verbose_name = "Places and routes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(check_extensions, checks.Tags.database)
        from geodata.upkeep import settle  # the models are not there before

        post_migrate.connect(settle, sender=self)
