from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("servicemap", "0006_accounts")]

    operations = [
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False, archived_at__isnull=True),
                name="standing_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(
                fields=["decided_at", "id"],
                condition=Q(state="published", was_trusted=True, looked_at__isnull=True),
                name="revision_to_look_at",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["made_at", "id"], condition=Q(state="open"), name="claim_queue"
            ),
        ),
    ]
