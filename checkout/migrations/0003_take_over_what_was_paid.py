from django.db import migrations
from django.db.models import F


def take_over_what_was_paid(apps, schema_editor):
    """Of older orders the total was paid; their invoices are numbered as they were paid."""
    Order = apps.get_model("checkout", "Order")
    Order.objects.exclude(paid_at=None).update(paid_pence=F("total_pence"))
    Order.objects.filter(state="under_review").update(paid_pence=F("total_pence"))
    Order.objects.filter(state="refunded").update(refunded_pence=F("paid_pence"))
    number = 0
    paid = Order.objects.filter(state="paid").order_by("paid_at", "pk")
    for number, order in enumerate(paid, start=1):
        Order.objects.filter(pk=order.pk).update(invoice_number=number)
    apps.get_model("checkout", "InvoiceCounter").objects.create(pk=1, last=number)


class Migration(migrations.Migration):
    dependencies = [("checkout", "0002_keep_refunds_disputes_and_timeline")]
    operations = [migrations.RunPython(take_over_what_was_paid, migrations.RunPython.noop)]
