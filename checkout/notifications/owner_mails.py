"""Mails to the owner (ORDERS_NOTIFICATION_EMAIL): new orders, problems and disputes.

They name the order, its goods and amounts, and link to the admin. They hold no data of the buyer,
because the erasure of an account cannot reach them.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from checkout.models import Dispute, Order, OrderState, Refund
from checkout.models.stripe.dispute import AWAITS_ANSWER, OVER
from jobs.tasks import delete_failure
from outbox.mails import mails_about, queue_mail, write
from outbox.models import MailKind, register
from sitewide.templatetags.money import pounds

PROBLEMS = {
    OrderState.UNDER_REVIEW: "Its payment must be reviewed: accept it, or refund it.",
    OrderState.REFUND_FAILED: "A refund failed. The shop still has the money: try again.",
}


def tell_owner[Object: models.Model](kind: MailKind[Object], about: Object) -> None:
    """Queue a mail to the owner, also if there was one of this kind about the object before."""
    if settings.ORDERS_NOTIFICATION_EMAIL:
        mails_about(kind, about).delete()
        delete_failure(kind=kind.name, row=about.pk)
        queue_mail(kind, about)


def mail_new_order(order: Order) -> None:
    """Mail that an order is paid, with the amount that was paid."""
    what = "It is paid."
    if order.paid_pence != order.total_pence:
        paid, total = pounds(order.paid_pence), pounds(order.total_pence)
        what = f"{paid} were paid; the order is for {total}."
    _write(order, f"New order {order.number}: {pounds(order.paid_pence)}", what)


def mail_problem(order: Order) -> None:
    """Mail that the owner must decide about a payment or a refund."""
    _write(order, f"Order {order.number} needs you", PROBLEMS[OrderState(order.state)])


def mail_failed_refund(refund: Refund) -> None:
    """Mail that a refund of a paid order failed: the bank sent the money back."""
    amount = pounds(refund.amount_pence)
    what = f"The refund of {amount} failed. The shop has the money again: refund it once more."
    _write(refund.order, f"A refund of order {refund.order.number} failed", what)


def mail_dispute(dispute: Dispute) -> None:
    """Mail that the buyer's bank disputes a payment, and until when an answer is due."""
    order = dispute.order
    what = f"A payment of {pounds(dispute.amount_pence)} is disputed: {dispute.in_words}."
    answer_by = dispute.answer_by if dispute.status in AWAITS_ANSWER else None
    _write(order, f"Order {order.number} is disputed", what, answer_by=answer_by)


def _write(order: Order, subject: str, what: str, **context: Any) -> None:
    path = reverse("checkout_order_modeladmin_inspect", args=[order.pk])
    # One message: after a failure it is sent again, to all or to nobody.
    write(
        settings.ORDERS_NOTIFICATION_EMAIL,
        subject,
        "checkout/mails/to_owner",
        order=order,
        lines=order.lines.all(),
        what=what,
        desk_url=f"{settings.SITE_URL}{path}",
        **context,
    )


def _has_no_owner(about: models.Model) -> bool:
    return not settings.ORDERS_NOTIFICATION_EMAIL


def _is_no_problem(order: Order) -> bool:
    return _has_no_owner(order) or OrderState(order.state) not in PROBLEMS


def _is_over(dispute: Dispute) -> bool:
    return _has_no_owner(dispute) or dispute.status in OVER


def _is_refunded_since(refund: Refund) -> bool:
    return _has_no_owner(refund) or refund.order.left_pence == 0


def _failed_refunds() -> models.QuerySet[Refund]:
    return Refund.objects.select_related("order")


def _disputes() -> models.QuerySet[Dispute]:
    return Dispute.objects.select_related("order")


NEW_ORDER = MailKind(
    "mail to owner of order", Order.objects.all, mail_new_order, is_outdated=_has_no_owner
)
PROBLEM = MailKind(
    "mail to owner of problem", Order.objects.all, mail_problem, is_outdated=_is_no_problem
)
FAILED_REFUND = MailKind(
    "mail to owner of failed refund",
    _failed_refunds,
    mail_failed_refund,
    is_outdated=_is_refunded_since,
)
DISPUTE = MailKind("mail to owner of dispute", _disputes, mail_dispute, is_outdated=_is_over)


def register_own() -> None:
    """Register the kinds of mails to the owner."""
    register(NEW_ORDER, PROBLEM, FAILED_REFUND, DISPUTE)
