"""Create the extensions and the tables of every noun."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.contrib.postgres.operations import CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations, models

import geodata.models.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        CreateExtension("postgis"),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("kind", models.CharField(max_length=40)),
                ("description", geodata.models.fields.TextsField(blank=True, default=dict)),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326
                    ),
                ),
                ("website", geodata.models.fields.WebAddressField(blank=True, max_length=500)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("telephone", models.CharField(blank=True, max_length=100)),
                ("street_address", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                (
                    "wheelchair",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("limited", "limited"), ("no", "no")],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=200)),
                ("licence", models.CharField(blank=True, max_length=100)),
                ("licence_url", geodata.models.fields.WebAddressField(blank=True, max_length=500)),
                ("attribution", models.CharField(blank=True, max_length=300)),
                ("url", geodata.models.fields.WebAddressField(blank=True, max_length=500)),
                ("data_date", models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Instance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("network_version", models.CharField(blank=True, max_length=64)),
                ("data_date", models.DateField(blank=True, null=True)),
                ("revision", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="instance_is_one_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("kind", models.CharField(max_length=40)),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ("street_address", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                (
                    "wheelchair",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("limited", "limited"), ("no", "no")],
                        max_length=10,
                    ),
                ),
                ("website", geodata.models.fields.WebAddressField(blank=True, max_length=500)),
                ("telephone", models.CharField(blank=True, max_length=100)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="places",
                        to="geodata.organisation",
                    ),
                ),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="source",
            field=geodata.models.fields.SourceField(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="geodata.source",
            ),
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("running", "running"),
                            ("done", "done"),
                            ("unchanged", "nothing changed"),
                            ("refused", "refused"),
                            ("failed", "failed"),
                            ("dry-run", "dry run"),
                        ],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("message", models.TextField(blank=True)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("problems", models.JSONField(blank=True, default=list)),
                ("file_name", models.CharField(blank=True, max_length=300)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("code_version", models.CharField(blank=True, max_length=64)),
                ("data_date", models.DateField(blank=True, null=True)),
                ("network_version", models.CharField(blank=True, max_length=64)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="runs",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "ordering": ["-started_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Hub",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "kind",
                    models.CharField(help_text="Kind of its biggest component.", max_length=40),
                ),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "point",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("scheduled", "scheduled"),
                            ("cancelled", "cancelled"),
                            ("postponed", "postponed"),
                        ],
                        default="scheduled",
                        max_length=20,
                    ),
                ),
                (
                    "recurrence",
                    models.CharField(
                        blank=True,
                        help_text="An iCalendar RRULE, such as FREQ=WEEKLY;BYDAY=TU.",
                        max_length=500,
                    ),
                ),
                ("description", geodata.models.fields.TextsField(blank=True, default=dict)),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occurrences",
                        to="geodata.event",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="geodata.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="geodata.place",
                    ),
                ),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="District",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("administrative", "administrative"), ("postal", "postal")],
                        max_length=20,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=50)),
                ("level", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("polygon", django.contrib.gis.db.models.fields.MultiPolygonField(srid=4326)),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Amenity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("kind", models.CharField(max_length=40)),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "wheelchair",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("limited", "limited"), ("no", "no")],
                        max_length=10,
                    ),
                ),
                (
                    "fee",
                    models.CharField(
                        blank=True, choices=[("yes", "yes"), ("no", "no")], max_length=10
                    ),
                ),
                (
                    "opening_hours",
                    models.CharField(
                        blank=True,
                        help_text="A rule as OpenStreetMap writes it, such as Mo-Fr 8-16.",
                        max_length=500,
                    ),
                ),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "amenities",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("street", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("number", models.CharField(max_length=30)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Station",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("subway", "metro"),
                            ("train", "train"),
                            ("light_rail", "light rail"),
                            ("tram", "tram"),
                            ("bus", "bus"),
                            ("ferry", "ferry"),
                        ],
                        max_length=20,
                    ),
                ),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                ("operator", models.CharField(blank=True, max_length=200)),
                (
                    "wheelchair",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("limited", "limited"), ("no", "no")],
                        max_length=10,
                    ),
                ),
                (
                    "accuracy_metres",
                    models.FloatField(
                        blank=True,
                        help_text="How far the position may be off; empty when not known.",
                        null=True,
                    ),
                ),
                ("website", geodata.models.fields.WebAddressField(blank=True, max_length=500)),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HubComponent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("kind", models.CharField(max_length=40)),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "hub",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="geodata.hub",
                    ),
                ),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="hub_components",
                        to="geodata.station",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Entrance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("ref", models.CharField(blank=True, max_length=50)),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "wheelchair",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "yes"), ("limited", "limited"), ("no", "no")],
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="entrances",
                        to="geodata.station",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(unique=True)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="geodata.topic",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="organisation",
            name="topics",
            field=models.ManyToManyField(
                blank=True, related_name="organisations", to="geodata.topic"
            ),
        ),
        migrations.CreateModel(
            name="Trail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hiking", "hiking"),
                            ("foot", "walking"),
                            ("bicycle", "cycling"),
                            ("running", "running"),
                            ("path", "path"),
                        ],
                        max_length=20,
                    ),
                ),
                ("ref", models.CharField(blank=True, max_length=50)),
                ("network", models.CharField(blank=True, max_length=50)),
                ("operator", models.CharField(blank=True, max_length=200)),
                ("website", geodata.models.fields.WebAddressField(blank=True, max_length=500)),
                ("lines", django.contrib.gis.db.models.fields.MultiLineStringField(srid=4326)),
                ("access_points", django.contrib.gis.db.models.fields.MultiPointField(srid=4326)),
                (
                    "metres",
                    models.FloatField(help_text="Length of the part that is inside the data."),
                ),
                (
                    "members",
                    models.PositiveIntegerField(help_text="Ways that belong to the trail."),
                ),
                (
                    "members_inside",
                    models.PositiveIntegerField(help_text="Those of them inside the data."),
                ),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EventException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField()),
                ("cancelled", models.BooleanField(default=True)),
                ("moved_to", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exceptions",
                        to="geodata.event",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event", "date"), name="one_exception_per_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="OperatingArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drawn", "drawn"),
                            ("districts", "districts"),
                            ("radius", "radius"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "polygon",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        blank=True, null=True, srid=4326
                    ),
                ),
                (
                    "centre",
                    django.contrib.gis.db.models.fields.PointField(
                        blank=True, null=True, srid=4326
                    ),
                ),
                ("radius_metres", models.FloatField(blank=True, null=True)),
                (
                    "districts",
                    models.ManyToManyField(
                        blank=True, related_name="operating_areas", to="geodata.district"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="operating_areas",
                        to="geodata.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "radius"), _negated=True),
                            models.Q(("centre__isnull", False), ("radius_metres__gt", 0)),
                            _connector="OR",
                        ),
                        name="radius_has_centre",
                        violation_error_message="A radius needs a centre and metres above 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "drawn"), _negated=True),
                            ("polygon__isnull", False),
                            _connector="OR",
                        ),
                        name="drawn_has_polygon",
                        violation_error_message="A drawn area needs its polygon.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=500)),
                ("comment", geodata.models.fields.TextsField(blank=True, default=dict)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_hours",
                        to="geodata.organisation",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opening_hours",
                        to="geodata.place",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "opening hours",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation", None), ("place__isnull", False)),
                            models.Q(("organisation__isnull", False), ("place", None)),
                            _connector="OR",
                        ),
                        name="opening_hours_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_id", models.CharField(editable=False, max_length=200)),
                ("fingerprint", models.CharField(blank=True, editable=False, max_length=64)),
                ("name", geodata.models.fields.TextsField(blank=True, default=dict)),
                ("search_text", models.TextField(blank=True, editable=False)),
                (
                    "is_example",
                    models.BooleanField(
                        default=False,
                        help_text="Demonstration data that is not real; every page says so.",
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When it vanished from its source; empty while open.",
                        null=True,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("kind", models.CharField(max_length=40)),
                ("point", django.contrib.gis.db.models.fields.PointField(srid=4326)),
                (
                    "source",
                    geodata.models.fields.SourceField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geodata.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search_text"], name="placename_search", opclasses=["gin_trgm_ops"]
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "source_id"), name="placename_natural_key"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="place",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="place_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="place_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="hub",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="hub_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="hub",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="hub_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="event_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="event_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="district",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="district_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="district",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="district_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="amenity",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="amenity_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="amenity",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="amenity_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="address",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="address_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="address_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="station",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="station_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="station_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="hubcomponent",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="hubcomponent_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="hubcomponent",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="hubcomponent_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="entrance",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="entrance_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="entrance",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="entrance_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="organisation_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="organisation_natural_key"
            ),
        ),
        migrations.AddIndex(
            model_name="trail",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text"], name="trail_search", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddConstraint(
            model_name="trail",
            constraint=models.UniqueConstraint(
                fields=("source", "source_id"), name="trail_natural_key"
            ),
        ),
    ]
