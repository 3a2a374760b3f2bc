"""Admin list of Stripe's events, and a view to process one again."""

import json
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail_modeladmin.views import InspectView

from checkout.desk.owner_only import owner_only
from checkout.desk.payments.stripe_pages import stripe_page
from checkout.desk.record_list import RecordList
from checkout.models import StripeEvent
from checkout.payments.webhook import process_again
from checkout.stripe.gateway import StripeRefused, StripeUnavailable

EVENT_PAGE = "checkout_stripeevent_modeladmin_inspect"


class EventPage(InspectView):
    """Page of one event."""

    page_title = "Stripe event"

    def get_fields_dict(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        event = self.instance
        context = {
            "event": event,
            "payload": json.dumps(event.payload, indent=2, ensure_ascii=False),
            "stripe_url": stripe_page("events", event.event_id),
        }
        return super().get_context_data(**context | kwargs)


class Inbox(RecordList):
    model = StripeEvent
    menu_icon = "mail"
    menu_label = "Stripe events"
    inspect_view_class = EventPage
    inspect_template_name = "checkout/desk/event.html"
    list_display = ["type", "outcome", "error", "order", "object_id", "received_at"]
    list_filter = ["outcome", "type"]
    search_fields = ["event_id", "object_id", "order__number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StripeEvent]:
        return super().get_queryset(request).select_related("order")

    def get_extra_class_names_for_field_col(self, obj: StripeEvent, field_name: str) -> list[str]:
        is_urgent = field_name == "outcome" and not obj.is_done
        return ["desk-urgent"] if is_urgent else []


@owner_only
@require_POST
def process_event_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Process an event again from a fresh read of its object."""
    event = get_object_or_404(StripeEvent, pk=pk)
    try:
        event = process_again(event)
    except (StripeUnavailable, StripeRefused) as error:
        messages.error(request, f"The event failed again and nothing was changed: {error}")
    else:
        add_message = messages.success if event.is_done else messages.warning
        add_message(request, f"Processed again: {event.get_outcome_display().lower()}.")
    return redirect(EVENT_PAGE, pk)
