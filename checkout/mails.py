"""What the shop writes to its customers, as text and as HTML."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from checkout.invoices.files import invoice_file
from checkout.models import Order, Refund


def mail_confirmation(order: Order) -> None:
    """With the invoice: a guest finds it there when the browser has forgotten the order."""
    _mail(
        order, "confirmation", f"Your Autovise order {order.number}", attached=invoice_file(order)
    )


def mail_late_refund(order: Order) -> None:
    _mail(order, "late_refund", f"Your payment for order {order.number} is refunded")


def mail_refund(refund: Refund) -> None:
    subject = f"A refund for your Autovise order {refund.order.number}"
    _mail(refund.order, "refund", subject, refund=refund, refunded=refund.lines.all())


def _mail(order: Order, template: str, subject: str, *, attached=None, **context) -> None:
    context |= {"order": order, "lines": order.lines.all(), "SITE_URL": settings.SITE_URL}
    message = EmailMultiAlternatives(
        subject,
        render_to_string(f"checkout/mails/{template}.txt", context),
        to=[order.email],
    )
    message.attach_alternative(
        render_to_string(f"checkout/mails/{template}.html", context), "text/html"
    )
    if attached:
        message.attach(*attached, "application/pdf")
    message.send()
