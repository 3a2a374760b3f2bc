"""What the shop writes to its customers, as text and as HTML."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from checkout.access.links import cart_url, order_url
from checkout.invoices.files import invoice_file
from checkout.models import Order, OrderMail, Refund
from sitewide.mail import send

_SUBJECTS = {
    OrderMail.Kind.DISPATCHED: "Your Autovise order {number} is on its way",
    OrderMail.Kind.REQUEST_TAKEN: "We have your request about order {number}",
    OrderMail.Kind.REQUEST_ANSWERED: "The answer to your request about order {number}",
    OrderMail.Kind.PAYMENT_FAILED: "The payment for your order {number} did not come through",
    OrderMail.Kind.REFUND_FAILED: "A refund for your order {number} has not reached you",
}


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


def mail_order_event(notice: OrderMail) -> None:
    """That an order has left, what became of a request, or that a payment or refund has failed."""
    order = notice.order
    _mail(
        order,
        notice.kind,
        _SUBJECTS[notice.kind].format(number=order.number),
        request=notice.request,
        refund=notice.refund,
        cart_url=cart_url(order),
    )


def mail_order_link(order: Order) -> None:
    _mail(order, "order_link", f"The way to your Autovise order {order.number}")


def _mail(order: Order, template: str, subject: str, *, attached=None, **context) -> None:
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
