import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("catalog", "0012_engine_updates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StockAlert",
            fields=[
                (
                    "sku",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stock_alert",
                        serialize=False,
                        to="catalog.sku",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("low", "low"), ("sold_out", "sold out")], max_length=10
                    ),
                ),
                ("run", models.UUIDField(db_index=True)),
                ("reported_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StockAlertMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("skus", models.JSONField(help_text="The sold-out ones first.")),
                ("sold_out_count", models.PositiveIntegerField()),
                ("low_count", models.PositiveIntegerField()),
                ("queued_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StockAlertRecipient",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stock_alert_choice",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StockEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("delivery", "delivery"), ("count", "count")], max_length=10
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                ("refusals", models.JSONField(blank=True, default=list)),
            ],
            options={
                "verbose_name_plural": "stock entries",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.RemoveConstraint(
            model_name="stockmove",
            name="stock_move_moves",
        ),
        migrations.AddField(
            model_name="stock",
            name="count_difference",
            field=models.IntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="stockmove",
            name="counted",
            field=models.PositiveIntegerField(blank=True, help_text="Of counts only.", null=True),
        ),
        migrations.AddField(
            model_name="stockmove",
            name="on_hand_after",
            field=models.PositiveIntegerField(
                blank=True, help_text="Empty if not known, as for old changes.", null=True
            ),
        ),
        migrations.AddField(
            model_name="stockalertmail",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stock_alert_mails",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stockentry",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stockmove",
            name="entry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moves",
                to="catalog.stockentry",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmove",
            index=models.Index(
                condition=models.Q(("reason", "sale")),
                fields=["sku", "moved_at", "pieces"],
                name="stock_sales_of_sku",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmove",
            index=models.Index(fields=["-moved_at", "-id"], name="stock_moves_by_time"),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pieces", 0), _negated=True),
                    ("counted__isnull", False),
                    _connector="OR",
                ),
                name="stock_move_moves",
                violation_error_message="A change of stock cannot be 0.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counted__isnull", True),
                    models.Q(("on_hand_after", models.F("counted")), ("reason", "count")),
                    _connector="OR",
                ),
                name="count_sets_stock_on_hand",
                violation_error_message="After a count, the number counted is on hand.",
            ),
        ),
    ]
