"""Make the table of the cache, in which all workers count tries of signing in."""

from typing import Any

from django.core.management import call_command
from django.db import migrations


def make_table(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", "servicemap_cache", verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("servicemap", "0002_editing")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
