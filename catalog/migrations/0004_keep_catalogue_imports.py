import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import catalog.models.catalogue_import


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_show_blocks_before_they_are_chosen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "file_name",
                    models.CharField(help_text="As the editor called it.", max_length=255),
                ),
                ("pictures_name", models.CharField(blank=True, max_length=255)),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=catalog.models.catalogue_import.private_storage,
                        upload_to=catalog.models.catalogue_import.catalogue_place,
                    ),
                ),
                (
                    "pictures",
                    models.FileField(
                        blank=True,
                        storage=catalog.models.catalogue_import.private_storage,
                        upload_to=catalog.models.catalogue_import.pictures_place,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("autovise", "Autovise's own"),
                            ("shopify", "Shopify"),
                            ("woocommerce", "WooCommerce"),
                        ],
                        max_length=20,
                    ),
                ),
                ("drafts_only", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Waiting to be checked"),
                            ("checking", "Being checked"),
                            ("checked", "Checked"),
                            ("accepted", "Waiting to be written"),
                            ("writing", "Being written"),
                            ("written", "Written"),
                            ("failed", "Not finished"),
                            ("discarded", "Discarded"),
                        ],
                        default="uploaded",
                        max_length=20,
                    ),
                ),
                (
                    "run",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="How often the worker has begun; only the latest may go on.",
                    ),
                ),
                ("queued_at", models.DateTimeField(auto_now_add=True)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("rows_done", models.PositiveIntegerField(default=0)),
                ("rows_total", models.PositiveIntegerField(default=0)),
                ("checked_report", models.JSONField(default=dict)),
                ("written_report", models.JSONField(default=dict)),
                ("finished_at", models.DateTimeField(null=True)),
                ("failed_reason", models.TextField(blank=True)),
                (
                    "author",
                    models.ForeignKey(
                        help_text="In whose name, and with whose rights, it is written.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "writing")),
                        fields=("state",),
                        name="one_import_writes",
                        violation_error_message="Another import is being written.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("failed_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="failed_import_says_why",
                        violation_error_message="An import that could not be finished says why.",
                    ),
                ],
            },
        ),
    ]
