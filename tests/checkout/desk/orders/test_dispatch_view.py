"""Dispatch in the admin: form and filters."""

import pytest
from django.test import Client

from checkout.models import ActorKind, Carrier, Dispatch, OrderRequest
from checkout.orders.requests import create_request
from tests.checkout.desk.builders import numbers
from tests.checkout.desk.conftest import page_of

pytestmark = pytest.mark.django_db

FORM = {
    "carrier": "Royal Mail",
    "tracking_number": "RM123",
    "tracking_url": "https://track.example/RM123",
}


def dispatch_url(order) -> str:
    return f"/admin/orders/{order.pk}/dispatch/"


def test_the_owner_fills_in_carrier_and_tracking(desk, owner, paid):
    order = paid()
    assert f'href="{dispatch_url(order)}"' in desk.get(page_of(order)).text
    assert desk.get(dispatch_url(order)).status_code == 200
    answer = desk.post(dispatch_url(order), FORM, follow=True)
    assert f"Order {order.number} is dispatched." in answer.text
    dispatch = Dispatch.objects.get(order=order)
    assert {name: getattr(dispatch, name) for name in FORM} == FORM
    assert dispatch.dispatched_by == owner
    last = order.timeline.last()
    assert (last.actor, last.user, last.what) == (ActorKind.OWNER, owner, "Dispatched: Royal Mail")
    assert "RM123" in desk.get(page_of(order)).text


def test_a_second_dispatch_corrects_the_tracking(desk, paid):
    order = paid()
    desk.post(dispatch_url(order), FORM)
    assert 'value="RM123"' in desk.get(dispatch_url(order)).text
    desk.post(dispatch_url(order), FORM | {"tracking_number": "RM124"})
    assert Dispatch.objects.get().tracking_number == "RM124"
    assert order.timeline.last().what == "Tracking corrected: Royal Mail"


def test_the_same_form_sent_twice_is_one_event(desk, paid):
    order = paid()
    for _ in range(2):
        desk.post(dispatch_url(order), FORM)
    assert order.timeline.last().what == "Dispatched: Royal Mail"


def test_the_link_of_a_known_carrier_is_filled_in(desk, paid):
    Carrier.objects.create(name="Royal Mail", link_pattern="https://track.example/{number}")
    form = {"carrier": "royal mail", "tracking_number": "RM 1"}
    desk.post(dispatch_url(paid()), form)
    dispatch = Dispatch.objects.get()
    assert (dispatch.carrier, dispatch.tracking_url) == (
        "Royal Mail",
        "https://track.example/RM%201",
    )


def test_a_corrected_number_gets_its_own_link(desk, paid):
    Carrier.objects.create(name="Royal Mail", link_pattern="https://track.example/{number}")
    order = paid()
    desk.post(dispatch_url(order), {"carrier": "Royal Mail", "tracking_number": "RM1"})
    shown = desk.get(dispatch_url(order)).context["form"].initial
    assert shown == {"carrier": "Royal Mail", "tracking_number": "RM1", "tracking_url": ""}
    desk.post(dispatch_url(order), shown | {"tracking_number": "RM2"})
    assert Dispatch.objects.get().tracking_url == "https://track.example/RM2"


def test_a_link_that_was_typed_is_kept_in_the_form(desk, paid):
    Carrier.objects.create(name="Royal Mail", link_pattern="https://track.example/{number}")
    order = paid()
    own = FORM | {"tracking_url": "https://parcels.example/RM123"}
    desk.post(dispatch_url(order), own)
    assert desk.get(dispatch_url(order)).context["form"].initial == own


def test_a_number_whose_link_is_too_long_is_refused(desk, paid):
    Carrier.objects.create(name="Post", link_pattern="https://track.example/{number}")
    form = {"carrier": "Post", "tracking_number": "ü" * 60}
    answer = desk.post(dispatch_url(paid()), form)
    assert answer.status_code == 400
    assert "Its tracking link would have more than 300 characters." in answer.text
    assert Dispatch.objects.count() == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"carrier": ""},
        {"carrier": "x" * 61},
        {"tracking_url": "http://track.example/RM123"},
        {"tracking_url": "javascript:alert(1)"},
    ],
)
def test_an_invalid_form_records_no_dispatch(desk, paid, fault):
    order = paid()
    assert desk.post(dispatch_url(order), FORM | fault).status_code == 400
    assert Dispatch.objects.count() == 0


def test_an_order_with_a_cancellation_request_is_not_dispatched(desk, paid):
    order = paid()
    create_request(order=order, kind="cancellation", reason="Changed my mind")
    answer = desk.post(dispatch_url(order), FORM)
    assert answer.status_code == 409
    assert "The buyer has requested a cancellation" in answer.text
    assert Dispatch.objects.count() == 0


def test_an_order_under_review_is_not_dispatched(desk, under_review):
    order = under_review()
    assert f'href="{dispatch_url(order)}"' not in desk.get(page_of(order)).text
    assert desk.post(dispatch_url(order), FORM).status_code == 409
    assert Dispatch.objects.count() == 0


def test_a_form_from_another_site_records_no_dispatch(owner, paid):
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(owner)
    assert forged.post(dispatch_url(paid()), FORM).status_code == 403
    assert Dispatch.objects.count() == 0


def test_the_list_can_be_filtered_by_dispatch_and_requests(desk, paid, under_review):
    due, sent, requested = paid(), paid(), paid()
    under_review()
    desk.post(dispatch_url(sent), FORM)
    create_request(order=requested, kind="cancellation", reason="Changed my mind")
    assert numbers(desk, "dispatch=due") == {due.number}
    assert numbers(desk, "dispatch=done") == {sent.number}
    assert numbers(desk, "requests=open") == {requested.number}
    OrderRequest.objects.update(state="accepted", answered_at=requested.paid_at)
    assert numbers(desk, "requests=open") == set()
    assert numbers(desk, "requests=any") == {requested.number}
