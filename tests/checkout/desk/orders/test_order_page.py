"""Admin page of an order: content, in a fixed number of queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from checkout.models import Order, Refund, RefundState, StripeEvent
from checkout.orders.state import owner as by_owner
from checkout.refunds.apply import send_refund
from checkout.refunds.request import RefundRequest, request_refund
from tests.builders import a_bundle, a_customer, a_product, a_user
from tests.checkout.desk.conftest import a_dispute, page_of

pytestmark = pytest.mark.django_db


def refund(order, by, **request) -> Refund:
    values = {"reason": "returned", "note": "", "by": by_owner(by)}
    return request_refund(order=order, request=RefundRequest(**request), **values)


def figures(response) -> dict[str, str]:
    found = re.findall(r"<dt>([^<]+)</dt><dd>(−?£[\d.,]+)</dd>", response.text)
    return dict(found)


def test_the_page_shows_every_amount(desk, owner, paid):
    order = paid(a_bundle(), a_product(1299), user=a_customer())
    refund(order, owner, amount_pence=500)
    shown = figures(desk.get(page_of(order)))
    assert shown["Goods at list price"] == "£42.98"
    assert shown["Total"] == "£35.98"
    assert shown["VAT included, 20%"] == "£6.00"
    assert (shown["Paid"], shown["Refunded or pending"]) == ("£35.98", "£5.00")
    assert shown["Not refunded"] == "£30.98"
    assert sorted(shown.values()).count("−£3.00") == 1
    assert sorted(shown.values()).count("−£4.00") == 1


def test_refunds_show_their_state_and_reason_of_failure(desk, owner, paid):
    order = paid((a_product(1299, title="Hard Wax"), 2))
    refund(order, owner, units={order.lines.get().pk: 1})
    lost = refund(order, owner, amount_pence=100)
    Refund.objects.filter(pk=lost.pk).update(
        state=RefundState.FAILED, failure="lost_or_stolen_card"
    )
    page = desk.get(page_of(order)).text
    assert "Requested at Stripe" in page
    assert "Goods returned, 1 × Hard Wax" in page
    assert "Failed</span><br>lost_or_stolen_card" in page


def test_a_dispute_shows_its_deadline(desk, paid):
    order = paid()
    a_dispute(order, days=8.5)
    page = desk.get(page_of(order)).text
    assert re.search(r"Answer by \d+ \w+ \d{4}, in 8 days\.", page)
    assert "Answer it in Stripe’s dashboard" in page


def test_a_dispute_past_its_deadline_is_overdue(desk, paid):
    order = paid()
    a_dispute(order, days=-1)
    assert 'class="od-late">Overdue: the deadline was' in desk.get(page_of(order)).text


def test_a_closed_dispute_shows_no_deadline(desk, paid):
    order = paid()
    a_dispute(order, status="won")
    page = desk.get(page_of(order)).text
    assert "See it in Stripe’s dashboard" in page
    assert "Answer" not in page


def test_the_timeline_shows_actor_and_time(desk, owner, paid):
    order = paid()
    refund(order, owner, delivery=True)
    page = desk.get(page_of(order)).text
    assert "Awaiting payment → Paid" in page
    assert f"<strong>{owner}</strong><br>Refund of £4.99 requested" in page


def test_the_timeline_is_kept_when_its_user_is_deleted(desk, paid):
    order = paid()
    helper = a_user("helper@autovise.example", is_superuser=True)
    refund(order, helper, delivery=True)
    User.objects.get(pk=helper.pk).delete()
    page = desk.get(page_of(order)).text
    assert "<strong>the owner</strong><br>Refund of £4.99 requested" in page


def test_its_events_are_listed_including_failed_ones(desk, paid):
    order = paid()
    values = {"payment_intent_id": order.stripe_payment_intent_id, "error": "KeyError: 'id'"}
    StripeEvent.objects.create(event_id="evt_1", type="refund.updated", outcome="failed", **values)
    StripeEvent.objects.create(event_id="evt_2", type="refund.failed", outcome="taken")
    page = desk.get(page_of(order)).text
    assert "refund.updated" in page
    assert "KeyError: &#x27;id&#x27;" in page
    assert "refund.failed" not in page


def test_the_refund_button_is_hidden_when_nothing_is_left(desk, owner, paid):
    order = paid()
    form = f'href="/admin/orders/{order.pk}/refund/"'
    assert form in desk.get(page_of(order)).text
    refund(order, owner, everything=True)
    assert form not in desk.get(page_of(order)).text


def test_the_page_makes_a_fixed_number_of_queries(desk, owner, paid):
    few, many = paid(), paid(*(a_product(1000) for _ in range(6)))
    refund(few, owner, units={few.lines.first().pk: 1})
    a_dispute(few)
    for line in many.lines.all():
        send_refund.call(refund(many, owner, units={line.pk: 1}).pk)
        a_dispute(many, days=line.pk)

    def queries(order) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page_of(order)).status_code == 200
        return len(captured)

    queries(few)
    assert queries(many) == queries(few)


def test_the_page_leads_to_the_customer_or_to_the_account_of_staff(desk, owner, paid):
    customer = a_customer()
    page = desk.get(page_of(paid(user=customer))).text
    assert f'<a href="/admin/accounts/user/inspect/{customer.pk}/">Customer</a>' in page
    page = desk.get(page_of(paid(user=owner))).text
    assert f'<a href="/admin/users/edit/{owner.pk}/">Customer</a>' in page


def test_the_page_shows_the_confirmed_age(desk, paid):
    order = paid(a_product())
    assert "Confirmed to be" not in desk.get(page_of(order)).text
    Order.objects.update(age_confirmed=18)
    assert "Confirmed to be 18 or over" in desk.get(page_of(order)).text
