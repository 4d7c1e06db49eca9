"""Name the app, so that Django finds its templates and static files."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    """The pages that people read."""

    name = "frontend"
    verbose_name = "Pages"
