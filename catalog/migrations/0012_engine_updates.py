import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0011_more_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="EngineUpdate",
            fields=[
                (
                    "page_id",
                    models.BigIntegerField(
                        primary_key=True, serialize=False, verbose_name="key of the page"
                    ),
                ),
                ("change", models.UUIDField(default=uuid.uuid4)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
