"""*Orders → Mails*: what was sent to whom, found, filtered, and sent again."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from checkout.models import Order
from checkout.notifications.mails import CONFIRMATION, DISPATCH, REFUND
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.state import SHOP
from outbox.mails import mails_about
from outbox.models import OutgoingMail, SentMail
from tests.outbox.builders import send_now

pytestmark = pytest.mark.django_db

LIST = "/admin/outbox/sentmail/"


@pytest.fixture
def confirmed(paid):
    """Return a function that makes a paid order whose confirmation is sent."""

    def make(**options) -> Order:
        order = paid(**options)
        send_now(CONFIRMATION, order)
        return order

    return make


def the_row(order: Order, kind=CONFIRMATION) -> SentMail:
    return SentMail.objects.get(kind=kind.name, object_id=order.pk)


def page_of(row: SentMail) -> str:
    return f"{LIST}inspect/{row.pk}/"


def shown(desk, **query) -> list[str]:
    """Labels of the rows of the list."""
    found = desk.get(LIST, query).context["object_list"]
    return [row.label for row in found]


def again(desk, row: SentMail) -> str:
    return desk.post(f"/admin/mails/{row.pk}/again/", follow=True).text


def test_a_row_names_subject_recipient_kind_and_order(desk, confirmed):
    order = confirmed()
    text = desk.get(LIST).text
    for words in (f"Your Autovise order {order.number}", order.email, "Confirmation of order"):
        assert words in text
    assert page_of(the_row(order)) in text


def test_mails_are_found_by_address_and_order_number(desk, confirmed):
    one, other = confirmed(), confirmed()
    SentMail.objects.filter(pk=the_row(other).pk).update(recipient="other@example.com")
    assert shown(desk, q=one.number) == [one.number]
    assert shown(desk, q="other@exam") == [other.number]
    assert shown(desk, q="nobody@example.com") == []


def test_mails_are_filtered_by_kind_and_date(desk, confirmed):
    order, old = confirmed(), confirmed()
    SentMail.objects.filter(pk=the_row(old).pk).update(sent_at=timezone.now() - timedelta(days=40))
    dispatch_order(order=order, tracking=Tracking("Royal Mail"), by=SHOP)
    send_now(DISPATCH, order)
    assert shown(desk, kind=DISPATCH.name) == [order.number]
    since = timezone.now() - timedelta(days=7)
    assert shown(desk, sent_at__gte=since.isoformat()) == [order.number] * 2


def test_a_list_of_many_mails_takes_few_queries(desk, confirmed, django_assert_max_num_queries):
    row = the_row(confirmed())
    SentMail.objects.bulk_create(
        SentMail(kind=row.kind, object_id=row.object_id, label=row.label, subject=row.subject)
        for _ in range(60)
    )
    desk.get(LIST)
    with django_assert_max_num_queries(16):
        assert len(desk.get(LIST).context["object_list"]) == 50


def test_a_mail_is_sent_again_to_the_address_of_now_and_the_timeline_has_it(desk, confirmed):
    order = confirmed()
    Order.objects.filter(pk=order.pk).update(email="new@example.com")
    assert "Send again" in desk.get(page_of(the_row(order))).text
    assert "The mail is sent again within a minute." in again(desk, the_row(order))
    send_now(CONFIRMATION, order)
    assert mail.outbox[-1].to == ["new@example.com"]
    assert order.timeline.last().what == "Mail sent again: Confirmation with invoice"
    assert SentMail.objects.filter(object_id=order.pk).count() == 2


def test_a_mail_that_waits_is_queued_once(desk, confirmed):
    row = the_row(confirmed())
    again(desk, row)
    assert "The mail is waiting to be sent already." in again(desk, row)
    assert OutgoingMail.objects.filter(kind=CONFIRMATION.name).count() == 1
    assert Order.objects.get().timeline.filter(what__startswith="Mail sent again").count() == 1


def test_a_get_sends_nothing(desk, confirmed):
    row = the_row(confirmed())
    assert desk.get(f"/admin/mails/{row.pk}/again/").status_code == 405
    assert OutgoingMail.objects.filter(sent_at=None).count() == 0


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("reminder of cart", "Mails of this kind are sent once only."),
        (REFUND.name, "It is out of date: the order has changed since it was sent."),
    ],
)
def test_some_mails_are_not_sent_again(desk, kind, words):
    row = SentMail.objects.create(kind=kind, object_id=999, subject="Hello")
    page = desk.get(page_of(row)).text
    assert words in page
    assert "/again/" not in page
    assert words in again(desk, row)
    assert OutgoingMail.objects.count() == 0


def test_nothing_is_sent_to_an_erased_address(desk, confirmed):
    order = confirmed()
    Order.objects.filter(pk=order.pk).update(email="")
    assert "Its e-mail address was erased." in again(desk, the_row(order))
    assert mails_about(CONFIRMATION, order).get().sent_at is not None


def test_the_page_leads_to_the_order_and_the_order_to_its_mails(desk, confirmed):
    order = confirmed()
    order_page = f"/admin/checkout/order/inspect/{order.pk}/"
    assert order_page in desk.get(page_of(the_row(order))).text
    assert f"{LIST}?q={order.number}" in desk.get(order_page).text


def test_hostile_words_in_a_row_are_shown_as_text(desk):
    row = SentMail.objects.create(
        kind="x", object_id=1, subject="<script>1</script>", recipient="", label="<i>x"
    )
    for text in (desk.get(LIST).text, desk.get(page_of(row)).text):
        assert "<script>1" not in text
        assert "&lt;script&gt;1" in text


def test_a_mail_of_a_deleted_account_names_no_address(desk):
    row = SentMail.objects.create(kind="farewell", object_id=1, subject="Deleted")
    assert "a deleted account" in desk.get(LIST).text
    assert "a deleted account" in desk.get(page_of(row)).text
