from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("geodata", "0006_occurrence_during"),
        ("servicemap", "0004_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="original",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="picture",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "being prepared"),
                    ("ready", "ready"),
                    ("broken", "cannot be read"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="digest",
            field=models.CharField(blank=True, db_index=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="picture",
            name="height",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="picture",
            name="size",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="picture",
            name="width",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.UniqueConstraint(
                fields=("revision", "original"), name="one_picture_however_often_sent"
            ),
        ),
    ]
