"""Create the single row that counts the invoice numbers."""

from django.db import migrations


def create_invoice_counter(apps, schema_editor):
    apps.get_model("checkout", "InvoiceCounter").objects.create(pk=1, last=0)


class Migration(migrations.Migration):
    dependencies = [("checkout", "0001_initial")]

    operations = [migrations.RunPython(create_invoice_counter, migrations.RunPython.noop)]
