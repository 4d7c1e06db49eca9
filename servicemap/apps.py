"""Tell Django about the room of questions and answers."""

from django.apps import AppConfig
from django.core import checks


class ServicemapConfig(AppConfig):
    name = "servicemap"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from servicemap.demo.checks import check_people  # the models are not there before

        checks.register(check_people, checks.Tags.database)
