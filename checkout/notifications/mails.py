"""Mails to buyers about their orders, as text and HTML."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from checkout.access.links import cart_url, order_url
from checkout.invoices.pdf import invoice_file
from checkout.models import Order, OrderRequest, Refund
from sitewide.mail import send


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


def mail_dispatch(order: Order) -> None:
    """Mail that the order has left."""
    _mail(order, "dispatched", f"Your Autovise order {order.number} is on its way")


def mail_new_request(request: OrderRequest) -> None:
    """Mail that the request has arrived."""
    subject = f"We have received your request about order {request.order.number}"
    _mail(request.order, "request_taken", subject, request=request)


def mail_answered_request(request: OrderRequest) -> None:
    """Mail the owner's answer to the request."""
    subject = f"Our answer to your request about order {request.order.number}"
    _mail(request.order, "request_answered", subject, request=request)


def mail_failed_payment(order: Order) -> None:
    """Mail that a payment that was processing has failed, with a link that fills the cart."""
    subject = f"The payment for your order {order.number} failed"
    _mail(order, "payment_failed", subject, cart_url=cart_url(order))


def mail_failed_refund(refund: Refund) -> None:
    """Mail that a refund has failed."""
    subject = f"A refund for your order {refund.order.number} failed"
    _mail(refund.order, "refund_failed", subject, refund=refund)


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
