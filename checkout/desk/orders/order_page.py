"""Admin page of one order, with its refunds, disputes, requests, timeline and events."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from wagtail_modeladmin.views import InspectView

from checkout.desk.customers.customer_page import account_url
from checkout.desk.orders.action_links import action_links, bulk_url
from checkout.desk.payments.stripe_pages import stripe_page
from checkout.invoices.content import refunds_of
from checkout.models import Order, OrderState, StripeEvent
from checkout.notifications.mails import CONFIRMATION
from checkout.orders.fulfilment.allowed_actions import dispatch_of, with_action_facts
from checkout.orders.fulfilment.mail_repeats import RepeatedMail, refusal_to_repeat
from outbox.mails import mails_about

EVENTS_SHOWN = 50


class OrderPage(InspectView):
    """Page of one order."""

    page_title = "Order"

    def get_meta_title(self) -> str:
        return f"Order {self.instance.number}"

    def get_fields_dict(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = with_action_facts(Order.objects.filter(pk=self.instance.pk)).get()
        dispatch = dispatch_of(order)
        here = reverse("checkout_order_modeladmin_inspect", args=[order.pk])
        context = {
            "order": order,
            "links": {link.action.value: link for link in action_links(order, next_url=here)},
            "account_url": account_url(order.user_id),
            "resend_url": bulk_url("resend", order, here),
            "can_repeat_mail": any(not refusal_to_repeat(mail, order) for mail in RepeatedMail),
            "lines": order.lines.select_related("page"),
            "refunds": refunds_of(order),
            "disputes": disputes_of(order),
            "timeline": order.timeline.select_related("user", "note", "address_change"),
            "events": events_of(order)[:EVENTS_SHOWN],
            "payment_url": stripe_page("payments", order.stripe_payment_intent_id),
            "may_refund": may_refund(order),
            "dispatch": dispatch,
            "may_correct_tracking": dispatch and order.is_paid and not order.is_refunded,
            "requests": order.requests.select_related("answered_by"),
            "holds": order.holds.all() if order.holds_stock else [],
            "confirmation_sent_at": confirmation_sent_at(order),
            "sends_confirmation": settings.SEND_ORDER_CONFIRMATION_EMAIL,
            "is_under_review": order.state == OrderState.UNDER_REVIEW,
            "is_refund_failed": order.state == OrderState.REFUND_FAILED,
        }
        return super().get_context_data(**context | kwargs)


def may_refund(order: Order) -> bool:
    """Return whether the owner may refund the order by hand. An order under review is accepted or
    refused as a whole instead."""
    return order.state == OrderState.PAID and order.left_pence > 0


def confirmation_sent_at(order: Order) -> datetime | None:
    """Return when the outcome of the order was mailed, or None if it was not."""
    return mails_about(CONFIRMATION, order).values_list("sent_at", flat=True).first()


def disputes_of(order: Order) -> list[dict[str, Any]]:
    """Return the disputes, each with the URL where the owner answers it."""
    return [
        {"dispute": dispute, "url": stripe_page("disputes", dispute.stripe_dispute_id)}
        for dispute in order.disputes.all()
    ]


def events_of(order: Order) -> QuerySet[StripeEvent]:
    """Stripe's events about the order, including failed events that are not linked to it."""
    about = Q(order=order)
    if order.stripe_payment_intent_id:
        about |= Q(payment_intent_id=order.stripe_payment_intent_id)
    if order.stripe_session_id:
        about |= Q(object_id=order.stripe_session_id)
    return StripeEvent.objects.filter(about).defer("payload")
