from django.db import migrations, models
from django.db.models import F, Q


def count_when_entered(apps, schema_editor):
    """Counts that were stored before had been of the moment in which they were sent."""
    entries = apps.get_model("catalog", "StockEntry").objects.filter(kind="count")
    entries.update(counted_at=F("entered_at"))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_stock_entries_and_alerts")]

    operations = [
        migrations.AddField(
            model_name="stockentry",
            name="counted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(count_when_entered, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="stockentry",
            constraint=models.CheckConstraint(
                condition=Q(kind="delivery", counted_at__isnull=True)
                | Q(kind="count", counted_at__lte=F("entered_at"), counted_at__isnull=False),
                name="counts_have_a_past_moment",
                violation_error_message="Counts, and only they, have a moment in the past.",
            ),
        ),
        migrations.RemoveConstraint(model_name="stockmove", name="count_sets_stock_on_hand"),
        migrations.AddConstraint(
            model_name="stockmove",
            constraint=models.CheckConstraint(
                condition=Q(counted__isnull=True)
                | Q(reason="count", on_hand_after__isnull=False, entry__isnull=False),
                name="count_has_its_entry",
                violation_error_message="Only a count has a number counted. It has its entry, and "
                "says what is on hand after it.",
            ),
        ),
    ]
