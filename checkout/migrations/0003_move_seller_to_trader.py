"""Move the seller on invoices to the setting “Trader”, which the whole site uses."""

from django.db import migrations

COPIED = ("name", "line1", "line2", "city", "postcode", "email", "vat_number")


def move_seller(apps, schema_editor):
    _copy(apps.get_model("checkout", "Seller"), apps.get_model("sitewide", "Trader"))


def move_trader(apps, schema_editor):
    _copy(apps.get_model("sitewide", "Trader"), apps.get_model("checkout", "Seller"))


def _copy(old_model, new_model):
    old = old_model.objects.first()
    if old and not new_model.objects.exists():
        new_model.objects.create(**{name: getattr(old, name) for name in COPIED})


class Migration(migrations.Migration):
    dependencies = [("checkout", "0002_create_invoice_counter"), ("sitewide", "0001_trader")]

    operations = [
        migrations.RunPython(move_seller, move_trader),
        migrations.DeleteModel("Seller"),
    ]
