"""Mails to buyers about their orders, as text and HTML, and their kinds in the outbox.

`outbox.mails` queues each mail with its event, sends it once, and tries again.
"""

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import models

from checkout.access.visitor import cart_url, order_url
from checkout.fault_points import FaultPoint
from checkout.models import Order, OrderRequest, OrderState, Refund, RefundState
from checkout.models.order_state import UNPAID_CLOSED
from checkout.models.refund import COUNTED
from checkout.notifications import wordings
from outbox.mails import write_worded
from outbox.models import MailKind, register
from outbox.wordings import Wording
from sitewide.templatetags.money import pounds


def mail_confirmation(order: Order) -> None:
    """Mail the confirmation with the invoice attached, so that guests have it too."""
    from checkout.invoices.pdf import invoice_file

    _mail(order, wordings.CONFIRMATION, attached=invoice_file(order))


def mail_late_refund(order: Order) -> None:
    """Mail that a payment that could not be kept is refunded."""
    wording = wordings.OTHER_AMOUNT if order.review_reason else wordings.LATE_PAYMENT
    _mail(order, wording, {"amount": pounds(order.paid_pence)})


def mail_refund(refund: Refund) -> None:
    """Mail that the owner has made a refund."""
    values = {"amount": pounds(refund.amount_pence)}
    _mail(refund.order, wordings.REFUND, values, refund=refund, refunded=refund.lines.all())


def mail_dispatch(order: Order) -> None:
    """Mail that the order has left."""
    _mail(order, wordings.DISPATCH, {"parcel": order.dispatch.in_words})


def mail_new_request(request: OrderRequest) -> None:
    """Mail that the request has arrived."""
    wording = wordings.NEW_REQUESTS[OrderRequest.Kind(request.kind)]
    _mail(request.order, wording, request=request)


def mail_answered_request(request: OrderRequest) -> None:
    """Mail the owner's answer to the request."""
    answer = OrderRequest.Kind(request.kind), OrderRequest.State(request.state)
    _mail(request.order, wordings.ANSWERED_REQUESTS[answer], request=request)


def mail_failed_payment(order: Order) -> None:
    """Mail that a payment that was processing has failed, with a link that fills the cart."""
    _mail(order, wordings.FAILED_PAYMENT, cart_url=cart_url(order))


def mail_failed_refund(refund: Refund) -> None:
    """Mail that a refund has failed."""
    values = {"amount": pounds(refund.amount_pence)}
    _mail(refund.order, wordings.FAILED_REFUND, values, refund=refund)


def mail_order_link(order: Order) -> None:
    """Mail a link to the order."""
    _mail(order, wordings.ORDER_LINK)


def _mail(
    order: Order,
    wording: Wording,
    values: Mapping[str, str] | None = None,
    *,
    attached: tuple[str, bytes] | None = None,
    **context: Any,
) -> None:
    write_worded(
        order.email,
        wording,
        {"name": order.name, "number": order.number, **(values or {})},
        attached=attached,
        order=order,
        lines=order.lines.all(),
        order_url=order_url(order),
        **context,
    )


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


def _is_erased(about: Order | Refund | OrderRequest) -> bool:
    """Return whether the buyer's address was erased."""
    order = about if isinstance(about, Order) else about.order
    return not order.email


def _is_paid_after_all(order: Order) -> bool:
    """Return whether the buyer has paid since the payment failed."""
    return _is_erased(order) or order.state not in UNPAID_CLOSED


def _is_tried_again(refund: Refund) -> bool:
    """Return whether the refund that failed is on its way again, or made."""
    later = refund.order.refunds.filter(state__in=COUNTED, requested_at__gt=refund.requested_at)
    is_due = refund.order.state in (OrderState.REFUND_DUE, OrderState.REFUNDED)
    return _is_erased(refund) or is_due or later.exists()


def _is_answered(request: OrderRequest) -> bool:
    return _is_erased(request) or not request.is_open


CONFIRMATION = MailKind(
    "confirmation of order",
    _orders_to_confirm,
    _with_fault_points(_mail_confirmation),
    is_outdated=_is_erased,
)
REFUND = MailKind(
    "mail of refund", _refunds_to_mail, _with_fault_points(mail_refund), is_outdated=_is_erased
)
DISPATCH = MailKind(
    "mail of dispatch",
    Order.objects.all,
    _with_fault_points(mail_dispatch),
    is_outdated=_is_erased,
)
NEW_REQUEST = MailKind(
    "mail of new request",
    _requests,
    _with_fault_points(mail_new_request),
    is_outdated=_is_answered,
)
ANSWERED_REQUEST = MailKind(
    "mail of answered request",
    _requests,
    _with_fault_points(mail_answered_request),
    is_outdated=_is_erased,
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
