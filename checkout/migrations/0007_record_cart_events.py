"""Record what happens to the lines of carts; let the owner set how long carts are kept."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checkout", "0006_cancel_reason"),
    ]

    operations = [
        migrations.AlterModelTable(name="cartreminderrules", table="checkout_cartreminderrules"),
        migrations.RenameModel(old_name="CartReminderRules", new_name="CartRules"),
        migrations.AlterModelOptions(name="cartrules", options={"verbose_name": "carts"}),
        migrations.AddField(
            model_name="cartrules",
            name="days_kept",
            field=models.PositiveSmallIntegerField(
                db_default=180,
                default=180,
                help_text="A cart that was not changed for so many days is emptied. Guests' carts "
                "are deleted with their session, after two weeks.",
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="days that a customer's cart is kept",
            ),
        ),
        migrations.AlterField(
            model_name="cartrules",
            name="hours",
            field=models.PositiveSmallIntegerField(
                default=4,
                help_text="Customers who agreed to reminders get one, so many hours after they "
                "last changed their cart. After 48 hours, none is sent.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(47),
                ],
                verbose_name="hours until a reminder",
            ),
        ),
        migrations.AddConstraint(
            model_name="cartrules",
            constraint=models.CheckConstraint(
                condition=models.Q(days_kept__gte=1),
                name="carts_kept_a_day_or_longer",
                violation_error_message="A cart is kept for at least one day.",
            ),
        ),
        migrations.CreateModel(
            name="CartEvent",
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
                            ("added", "added"),
                            ("changed", "changed"),
                            ("removed", "removed"),
                            ("expired", "expired"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sku", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(blank=True, max_length=255)),
                ("quantity_before", models.PositiveIntegerField(default=0)),
                ("quantity", models.PositiveIntegerField(default=0)),
                ("happened_at", models.DateTimeField(db_index=True)),
                (
                    "cart",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="checkout.cart",
                    ),
                ),
            ],
            options={
                "ordering": ["happened_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(kind="expired") | ~models.Q(sku=""),
                        name="cart_event_names_its_product",
                        violation_error_message="A change of a cart's line names its product.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="cart",
            index=models.Index("changed_at", name="cart_changed_at"),
        ),
    ]
