"""Mails to buyers about their orders, as text and HTML, and their kinds in the outbox.

`outbox.mails` queues each mail with its event, sends it once, and tries again.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.template.loader import render_to_string

from checkout.access.visitor import cart_url, order_url
from checkout.fault_points import FaultPoint
from checkout.invoices.pdf import invoice_file
from checkout.models import Order, OrderRequest, OrderState, Refund, RefundState
from checkout.models.order_state import UNPAID_CLOSED
from outbox.mails import mail_context, send
from outbox.models import MailKind, register


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
    context = mail_context(
        **context, order=order, lines=order.lines.all(), order_url=order_url(order)
    )
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


_CONFIRMATIONS = {OrderState.PAID: mail_confirmation, OrderState.REFUNDED: mail_late_refund}


def register_own() -> None:
    """Register the kinds of mails about orders."""
    register(
        CONFIRMATION,
        REFUND,
        DISPATCH,
        NEW_REQUEST,
        ANSWERED_REQUEST,
        FAILED_PAYMENT,
        FAILED_REFUND,
    )


def _with_fault_points[Object: models.Model](
    mail: Callable[[Object], None],
) -> Callable[[Object], None]:
    """Wrap a mail function so that tests can kill the process before and after it."""

    @wraps(mail)
    def mail_with_fault_points(about: Object) -> None:
        sys.audit(FaultPoint.MAIL_CLAIMED)
        mail(about)
        sys.audit(FaultPoint.MAIL_SENT)

    return mail_with_fault_points


def _orders_to_confirm() -> models.QuerySet[Order]:
    """Orders whose outcome is mailed: paid, or refunded because the sale was not completed."""
    return Order.objects.filter(state__in=_CONFIRMATIONS)


def _mail_confirmation(order: Order) -> None:
    _CONFIRMATIONS[OrderState(order.state)](order)


def _refunds_to_mail() -> models.QuerySet[Refund]:
    """Accepted refunds of paid orders."""
    accepted = (RefundState.PENDING, RefundState.SUCCEEDED)
    return _refunds().filter(state__in=accepted, order__state=OrderState.PAID)


def _refunds() -> models.QuerySet[Refund]:
    return Refund.objects.select_related("order")


def _requests() -> models.QuerySet[OrderRequest]:
    return OrderRequest.objects.select_related("order")


def _is_paid_after_all(order: Order) -> bool:
    """Return whether the buyer has paid since the payment failed."""
    return order.state not in UNPAID_CLOSED


def _is_tried_again(refund: Refund) -> bool:
    """Return whether the refund that failed is on its way again, or made."""
    return refund.order.state in (OrderState.REFUND_DUE, OrderState.REFUNDED)


CONFIRMATION = MailKind(
    "confirmation of order", _orders_to_confirm, _with_fault_points(_mail_confirmation)
)
REFUND = MailKind("mail of refund", _refunds_to_mail, _with_fault_points(mail_refund))
DISPATCH = MailKind("mail of dispatch", Order.objects.all, _with_fault_points(mail_dispatch))
NEW_REQUEST = MailKind("mail of new request", _requests, _with_fault_points(mail_new_request))
ANSWERED_REQUEST = MailKind(
    "mail of answered request", _requests, _with_fault_points(mail_answered_request)
)
FAILED_PAYMENT = MailKind(
    "mail of failed payment",
    Order.objects.all,
    _with_fault_points(mail_failed_payment),
    is_outdated=_is_paid_after_all,
)
FAILED_REFUND = MailKind(
    "mail of failed refund",
    _refunds,
    _with_fault_points(mail_failed_refund),
    is_outdated=_is_tried_again,
)
