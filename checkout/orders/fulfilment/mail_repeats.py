"""Send a mail about an order again."""

from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import TextChoices

from checkout.models import Dispatch, Dispute, Order, OrderRequest, OrderState, Refund
from checkout.notifications import mails, owner_mails
from checkout.notifications.mails import CONFIRMATION, DISPATCH
from checkout.orders.dispatch import wants_dispatch_mail
from checkout.orders.state import Actor, log_order_event
from jobs.models import FailedJob
from outbox.mails import mails_about, queue_mail
from outbox.models import MailKind, SentMail


class RepeatedMail(TextChoices):
    """Mails that the owner can send again."""

    CONFIRMATION = "confirmation", "Confirmation with invoice"
    DISPATCH = "dispatch", "Dispatch with tracking"


_KINDS: dict[RepeatedMail, MailKind[Order]] = {
    RepeatedMail.CONFIRMATION: CONFIRMATION,
    RepeatedMail.DISPATCH: DISPATCH,
}

# Kinds of mails about an order, or about a refund, request or dispute of an order.
_ABOUT_ORDERS: dict[str, MailKind[Any]] = {
    kind.name: kind
    for kind in (
        mails.CONFIRMATION,
        mails.REFUND,
        mails.DISPATCH,
        mails.NEW_REQUEST,
        mails.ANSWERED_REQUEST,
        mails.FAILED_PAYMENT,
        mails.FAILED_REFUND,
        owner_mails.NEW_ORDER,
        owner_mails.PROBLEM,
        owner_mails.FAILED_REFUND,
        owner_mails.DISPUTE,
    )
}
_TO_OWNER = frozenset(
    kind.name
    for kind in (
        owner_mails.NEW_ORDER,
        owner_mails.PROBLEM,
        owner_mails.FAILED_REFUND,
        owner_mails.DISPUTE,
    )
)
_ERASED = "Its e-mail address was erased."
_OUT_OF_DATE = "It is out of date: the order has changed since it was sent."
_BY_KIND = {kind.name: mail for mail, kind in _KINDS.items()}


def refusal_to_repeat(mail: RepeatedMail, order: Order) -> str:
    """Return why this mail is not sent about the order; empty if it may be sent."""
    if not order.email:
        return _ERASED
    if mail == RepeatedMail.DISPATCH:
        return _refusal_of_dispatch(order)
    if not settings.SEND_ORDER_CONFIRMATION_EMAIL:
        return "Confirmations are switched off."
    is_settled = order.state in (OrderState.PAID, OrderState.REFUNDED)
    return "" if is_settled else "Its payment is not settled."


def _refusal_of_dispatch(order: Order) -> str:
    if not Dispatch.objects.filter(order=order).exists():
        return "It is not dispatched yet."
    return "" if wants_dispatch_mail(order) else "The buyer wants no mail about the dispatch."


def repeat_mail(mail: RepeatedMail, order: Order, *, by: Actor) -> bool:
    """Queue the mail again, and log it. Return False if it still waits: then it is sent once."""
    return _queue_again(_KINDS[mail], order, what=mail.label, order=order, by=by)


def order_of_sent_mail(sent: SentMail) -> Order | None:
    """Return the order that a logged mail is about, also by its refund, request or dispute."""
    kind = _ABOUT_ORDERS.get(sent.kind)
    about = kind and kind.owed().model._base_manager.filter(pk=sent.object_id).first()
    return _order_of(about) if about else None


def goes_to_owner(sent: SentMail) -> bool:
    """Return whether a mail of this kind goes to the owner's addresses, not to a buyer's."""
    return sent.kind in _TO_OWNER


def refusal_to_send_again(sent: SentMail) -> str:
    """Return why this mail of the log is not sent again; empty if it may be sent."""
    kind = _ABOUT_ORDERS.get(sent.kind)
    if kind is None:
        return "Mails of this kind are sent once only."
    about = _owed(kind, sent)
    if about is None:
        return _OUT_OF_DATE
    order = _order_of(about)
    if not order.email and not goes_to_owner(sent):
        return _ERASED
    if kind.is_outdated(about):
        return _OUT_OF_DATE
    mail = _BY_KIND.get(kind.name)
    return refusal_to_repeat(mail, order) if mail else ""


def send_again(sent: SentMail, *, by: Actor) -> bool:
    """Queue a mail of the log again, to the present address. Return False if it still waits.

    Call it if `refusal_to_send_again` has no reason. What has changed since then is checked by the
    outbox before it sends the mail.
    """
    kind = _ABOUT_ORDERS[sent.kind]
    about = _owed(kind, sent)
    if about is None:
        return False
    mail = _BY_KIND.get(kind.name)
    what = mail.label if mail else kind.name.capitalize()
    return _queue_again(kind, about, what=what, order=_order_of(about), by=by)


def _owed(kind: MailKind[Any], sent: SentMail) -> Any:
    return kind.owed().filter(pk=sent.object_id).first()


def _order_of(about: Order | Refund | OrderRequest | Dispute) -> Order:
    return about if isinstance(about, Order) else about.order


@transaction.atomic
def _queue_again(
    kind: MailKind[Any], about: models.Model, *, what: str, order: Order, by: Actor
) -> bool:
    """Queue the mail and log it, unless it waits. A mail that was given up is tried again."""
    queued = mails_about(kind, about)
    is_sent = queued.filter(sent_at__isnull=False).delete()[0] > 0
    was_given_up = FailedJob.objects.given_up().filter(kind=kind.name, row=about.pk).delete()[0] > 0
    if queued.exists() and not (is_sent or was_given_up):
        return False
    queue_mail(kind, about)
    log_order_event(order, f"Mail sent again: {what}", by=by)
    return True
