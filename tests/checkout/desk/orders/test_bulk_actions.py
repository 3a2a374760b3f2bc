"""Actions on one or many orders: what is refused is named, and stops no other."""

import re

import pytest

from checkout.models import Dispatch, OrderNote, OrderState, Refund
from checkout.notifications.mails import CONFIRMATION
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.state import SHOP
from outbox.mails import deliver, mails_about
from tests.builders import a_product
from tests.checkout.builders import an_open_order
from tests.checkout.desk.builders import LIST, copies_of

pytestmark = pytest.mark.django_db


def url_of(action: str, *orders, next_url: str = LIST) -> str:
    keys = "&".join(f"id={order.pk}" for order in orders)
    return f"/admin/bulk/checkout/order/{action}/?{keys}&next={next_url}"


def hidden_fields(answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text
    ):
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrfmiddlewaretoken"}


def messages_of(answer) -> list[str]:
    return [str(message).strip() for message in answer.context["messages"]]


def test_dispatched_orders_are_delivered_and_others_named(desk, paid):
    sent, due = paid(), paid()
    dispatch_order(order=sent, tracking=Tracking("Royal Mail"), by=SHOP)
    page = desk.get(url_of("deliver", sent, due))
    assert page.context["orders"] == [sent]
    assert page.context["refused"] == [(due, "It is not dispatched yet.")]
    done = desk.post(url_of("deliver", sent, due), follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert messages_of(done) == [
        f"Marked as delivered: {sent.number}.",
        f"{due.number}: It is not dispatched yet.",
    ]
    assert Dispatch.objects.get().delivered_at is not None


def test_orders_are_cancelled_with_the_amounts_that_were_shown(desk, paid):
    first, second, unpaid = paid(a_product(1299)), paid(a_product(4000)), an_open_order(a_product())
    page = desk.get(url_of("cancel", first, second, unpaid))
    assert "refund £17.98" in page.text
    assert "refund £40.00" in page.text
    assert "nothing was paid" in page.text
    fields = hidden_fields(page)
    for _ in range(2):
        desk.post(url_of("cancel", first, second, unpaid), fields)
    refunds = Refund.objects.order_by("amount_pence").values_list("order", "amount_pence")
    assert list(refunds) == [(first.pk, 1798), (second.pk, 4000)]
    unpaid.refresh_from_db()
    assert unpaid.state == OrderState.CANCELLED


def test_an_amount_that_was_not_shown_is_not_refunded(desk, paid):
    order = paid()
    fields = hidden_fields(desk.get(url_of("cancel", order)))
    forged = fields | {f"refund_{order.pk}": "1"}
    answer = desk.post(url_of("cancel", order), forged, follow=True)
    assert messages_of(answer) == [
        f"{order.number}: The refund is now £17.98. Please confirm it again."
    ]
    assert Refund.objects.count() == 0


def test_a_note_is_on_the_timeline_of_each_order(desk, paid, owner):
    first, second = paid(), paid()
    desk.post(url_of("note", first, second), {"text": "Ring <twice>"})
    assert [note.event.order for note in OrderNote.objects.order_by("pk")] == [first, second]
    page = desk.get(f"/admin/checkout/order/inspect/{first.pk}/").text
    assert "Ring &lt;twice&gt;" in page
    assert first.timeline.last().user == owner


def test_an_empty_note_is_refused(desk, paid):
    answer = desk.post(url_of("note", paid()), {"text": "  "})
    assert "This field is required." in answer.text
    assert OrderNote.objects.count() == 0


def test_a_mail_is_sent_again_where_it_was_due(desk, paid):
    order, unpaid = paid(), an_open_order(a_product())
    for mail in mails_about(CONFIRMATION, order):
        deliver(mail.pk)
    answer = desk.post(url_of("resend", order, unpaid), {"mail": "confirmation"}, follow=True)
    assert messages_of(answer) == [
        f"The mail is sent again: {order.number}.",
        f"{unpaid.number}: Its payment is not settled.",
    ]
    assert mails_about(CONFIRMATION, order).get().sent_at is None


def test_all_orders_of_the_filtered_list_can_be_chosen(desk, paid):
    due = {paid(), paid()}
    an_open_order(a_product())
    url = f"/admin/bulk/checkout/order/note/?id=all&next={LIST}%3Fdispatch%3Ddue"
    assert set(desk.get(url).context["orders"]) == due


@pytest.fixture
def many(paid):
    """502 orders."""
    copies_of(paid(), 501)


@pytest.mark.usefixtures("many")
def test_of_a_long_list_the_oldest_400_are_chosen_and_the_rest_is_counted(desk):
    page = desk.get(f"/admin/bulk/checkout/order/cancel/?id=all&next={LIST}")
    assert len(page.context["orders"]) == 400
    assert "The list has 102 more; repeat this for them." in page.text


@pytest.mark.usefixtures("many")
def test_the_form_of_a_long_list_is_accepted(desk):
    fields = hidden_fields(desk.get(f"/admin/bulk/checkout/order/cancel/?id=all&next={LIST}"))
    url = f"/admin/bulk/checkout/order/deliver/?id=all&next={LIST}"
    assert desk.post(url, fields).status_code == 302


@pytest.mark.usefixtures("many")
def test_a_page_of_its_own_counts_the_rest_too(desk):
    url = f"/admin/bulk/checkout/order/dispatch/?id=all&next={LIST}"
    answer = desk.get(url, follow=True)
    assert messages_of(answer) == ["The list has 302 more; repeat this for them."]


def test_a_cancellation_sent_twice_is_a_success_both_times(desk, paid):
    order = paid()
    fields = hidden_fields(desk.get(url_of("cancel", order)))
    for _ in range(2):
        answer = desk.post(url_of("cancel", order), fields, follow=True)
        assert messages_of(answer) == [f"Cancelled: {order.number}."]
    assert Refund.objects.count() == 1


def test_an_order_that_was_not_shown_is_not_changed(desk, paid):
    shown = paid()
    url = f"/admin/bulk/checkout/order/note/?id=all&next={LIST}"
    page = desk.get(url)
    paid()
    desk.post(url, hidden_fields(page) | {"text": "Shown"})
    assert OrderNote.objects.get().event.order == shown
    assert desk.post(url, {"text": "All"}).status_code == 404


@pytest.mark.parametrize(
    ("action", "leads_to"),
    [("pack", "/admin/orders/pick-list/"), ("dispatch", "/admin/orders/dispatch/")],
)
def test_packing_and_dispatch_have_pages_of_their_own(desk, paid, action, leads_to):
    order = paid()
    assert desk.get(url_of(action, order))["Location"] == f"{leads_to}?id={order.pk}"


@pytest.mark.parametrize("query", ["", "id=0", "id=x", "id=99999999999"])
def test_without_orders_there_is_no_page(desk, query):
    assert desk.get(f"/admin/bulk/checkout/order/cancel/?{query}").status_code == 404
