"""Stripe's events in the admin: list, page and processing again."""

import re

import pytest

from checkout.models import OrderState
from tests.builders import a_product
from tests.checkout.builders import an_open_order
from tests.checkout.desk.builders import an_event

pytestmark = pytest.mark.django_db

LIST = "/admin/checkout/stripeevent/"


def page_of(event) -> str:
    return f"{LIST}inspect/{event.pk}/"


def again(desk, event):
    return desk.post(f"/admin/events/{event.pk}/again/", follow=True)


def messages_of(response) -> list[str]:
    return [str(message).strip() for message in response.context["messages"]]


def test_an_event_s_page_shows_outcome_error_order_and_payload(desk, paid):
    order = paid()
    event = an_event(order=order, payload={"id": "evt_1", "data": {"object": {"amount": 1299}}})
    page = desk.get(page_of(event)).text
    assert "Failed: Stripe sends it again" in page
    assert "KeyError: id" in page
    assert f'href="/admin/checkout/order/inspect/{order.pk}/"' in page
    payload = re.search(r'<pre class="od-json">(.*?)</pre>', page, re.DOTALL)[1]
    assert "\n  &quot;data&quot;: {\n    &quot;object&quot;: {" in payload


def test_waiting_and_failed_events_are_found_by_their_outcome(desk):
    an_event("evt_failed")
    an_event("evt_waiting", outcome="waiting", error="")
    an_event("evt_taken", outcome="taken", error="")
    for outcome in ("failed", "waiting"):
        shown = desk.get(f"{LIST}?outcome__exact={outcome}").context["object_list"]
        assert [event.event_id for event in shown] == [f"evt_{outcome}"]


def test_processing_again_applies_the_event_with_a_message(desk, stripe_server):
    order = an_open_order(a_product(1299))
    stripe_server.pays(order)
    event = an_event(
        type="checkout.session.completed",
        object_id=order.stripe_session_id,
        api_version="2026-10-28.endive",
    )
    assert messages_of(again(desk, event)) == ["Processed again: applied."]
    order.refresh_from_db()
    event.refresh_from_db()
    assert order.state == OrderState.PAID
    assert (event.outcome, event.error, event.order) == ("taken", "", order)


def test_processing_an_applied_event_changes_nothing(desk, paid):
    order = paid()
    event = an_event(
        type="checkout.session.completed", object_id=order.stripe_session_id, outcome="taken"
    )
    moves = order.timeline.count()
    again(desk, event)
    assert order.timeline.count() == moves


def test_an_unavailable_stripe_is_reported_and_stored_in_the_inbox(desk, stripe_is_down, settings):
    event = an_event(type="checkout.session.completed", object_id="cs_test_1", error="")
    assert messages_of(again(desk, event))[0].startswith(
        "The event failed again and nothing was changed"
    )
    event.refresh_from_db()
    assert event.outcome == "failed"
    assert event.error.startswith("StripeUnavailable")


def test_a_get_processes_nothing(desk):
    event = an_event()
    assert desk.get(f"/admin/events/{event.pk}/again/").status_code == 405
    event.refresh_from_db()
    assert event.processed_at is None
