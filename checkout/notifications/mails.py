"""Mails to buyers about their orders, as text and HTML."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from checkout.access.links import cart_url, order_url
from checkout.invoices.pdf import invoice_file
from checkout.models import Order, OrderMail, Refund
from sitewide.mail import send

_SUBJECTS = {
    OrderMail.Kind.DISPATCHED: "Your Autovise order {number} is on its way",
    OrderMail.Kind.REQUEST_TAKEN: "We have received your request about order {number}",
    OrderMail.Kind.REQUEST_ANSWERED: "Our answer to your request about order {number}",
    OrderMail.Kind.PAYMENT_FAILED: "The payment for your order {number} failed",
    OrderMail.Kind.REFUND_FAILED: "A refund for your order {number} failed",
}


def mail_confirmation(order: Order) -> None:
    """Mail the confirmation with the invoice attached, so that guests have it too."""
    _mail(
        order, "confirmation", f"Your Autovise order {order.number}", attached=invoice_file(order)
    )


def mail_late_refund(order: Order) -> None:
    """Mail that a payment that could not be kept is refunded."""
    _mail(order, "late_refund", f"Your payment for order {order.number} is refunded")


def mail_refund(refund: Refund) -> None:
    """Mail that the owner has made a refund."""
    subject = f"A refund for your Autovise order {refund.order.number}"
    _mail(refund.order, "refund", subject, refund=refund, refunded=refund.lines.all())


def mail_order_event(mail: OrderMail) -> None:
    """Mail a dispatch, a request, its answer, or a failed payment or refund."""
    order = mail.order
    _mail(
        order,
        mail.kind,
        _SUBJECTS[OrderMail.Kind(mail.kind)].format(number=order.number),
        request=mail.request,
        refund=mail.refund,
        cart_url=cart_url(order),
    )


def mail_order_link(order: Order) -> None:
    """Mail a link to the order."""
    _mail(order, "order_link", f"The link to your Autovise order {order.number}")


def _mail(
    order: Order,
    template: str,
    subject: str,
    *,
    attached: tuple[str, bytes] | None = None,
    **context: Any,
) -> None:
    context |= {
        "order": order,
        "lines": order.lines.all(),
        "order_url": order_url(order),
        "SITE_URL": settings.SITE_URL,
    }
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
    send(message)
