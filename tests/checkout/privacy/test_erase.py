"""Account deletion: paid orders stay, without personal data once the law allows."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from accounts.privacy.erase import erase_person
from accounts.privacy.registry import ErasureRefused
from checkout.access.visitor import link_token
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.invoices.content import invoice_of
from checkout.invoices.pdf import invoice_file
from checkout.models import (
    AddressChange,
    Order,
    OrderErasure,
    OrderEvent,
    OrderNote,
    OrderState,
    Refund,
)
from checkout.orders.dispatch import Tracking, dispatch_order
from checkout.orders.fulfilment.delivery_address import change_delivery_address
from checkout.orders.fulfilment.notes import add_note
from checkout.orders.guest_orders import claim_guest_orders
from checkout.orders.requests import create_request
from checkout.orders.state import SHOP
from checkout.payments.settle import settle
from checkout.privacy.erase import erase_expired_order_data, erase_order_data
from checkout.refunds.request import RefundRequest, request_refund
from checkout.stripe import gateway
from checkout.stripe.gateway import retrieve_session
from tests.builders import GUEST, a_customer, a_product, a_user, a_visitor
from tests.checkout.builders import changed, stock_of
from tests.checkout.privacy.builders import a_paid_order, an_order

pytestmark = pytest.mark.django_db

PERSONAL = ("email", "name", "line1", "line2", "city", "postcode", "phone")
NAME_AND_ADDRESS = ("Sam Shopper", "1 High Street", "Leeds", "LS1 4AP")
NEW_ADDRESS = {
    "name": "Sam Shopper",
    "line1": "2 Low Street",
    "line2": "",
    "city": "York",
    "postcode": "YO1 7HH",
}
DELETE, RIGHT = "/users/profile/delete/", {"password": "correct horse"}


def placed_days_ago(order: Order, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    Order.objects.filter(pk=order.pk).update(placed_at=then, paid_at=then)


def personal(order: Order) -> dict:
    order.refresh_from_db()
    return {name: getattr(order, name) for name in PERSONAL if getattr(order, name)}


@pytest.fixture
def sam(db):
    return a_customer("sam@example.com")


def test_a_paid_order_is_kept_without_personal_data(stripe_server, sam):
    wax = a_product(1299, stock=5)
    order = a_paid_order(stripe_server, sam, (wax, 2))
    placed_days_ago(order, 60)
    before = Order.objects.filter(pk=order.pk).values().get()
    number, events = order.invoice_number, OrderEvent.objects.filter(order=order).count()
    erase_person(sam)
    after = Order.objects.filter(pk=order.pk).values().get()
    differs = {name for name in before if before[name] != after[name]}
    assert differs == {*PERSONAL, "stripe_parameters", "user_id", "cart_id"}
    assert personal(order) == {}
    assert order.stripe_parameters == {}
    assert (order.invoice_number, order.lines.get().quantity) == (number, 2)
    assert OrderEvent.objects.filter(order=order).count() == events
    assert stock_of(wax) == (3, 0)
    assert order.erasure.next_at is None
    assert invoice_file(order)[1].startswith(b"%PDF")


def test_a_paid_order_keeps_its_address_until_the_return_period_ends(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    page = a_visitor(sam).get(DELETE).text
    until = order.placed_at + timedelta(days=2 + 42)
    assert f"Order {order.number}: your name, address, email and phone number until" in page
    erase_person(sam)
    order.refresh_from_db()
    assert order.user is None
    assert order.erasure.next_at == until
    assert set(personal(order)) == set(PERSONAL)

    erase_expired_order_data()
    assert set(personal(order)) == set(PERSONAL)
    placed_days_ago(order, 45)
    OrderErasure.objects.update(next_at=timezone.now())
    erase_expired_order_data()
    assert personal(order) == {}
    assert order.stripe_parameters == {}
    order.erasure.refresh_from_db()
    assert order.erasure.next_at is None


def test_return_reasons_and_tracking_are_erased_with_the_address(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    dispatch_order(order=order, tracking=Tracking("Parcel Post", "PP1"), by=SHOP)
    create_request(order=order, kind="return", reason="I am ill, Sam")
    erase_person(sam)
    assert order.requests.get().reason == "I am ill, Sam"
    placed_days_ago(order, 45)
    OrderErasure.objects.update(next_at=timezone.now())
    erase_expired_order_data()
    assert order.requests.get().reason == ""
    order.dispatch.refresh_from_db()
    assert (order.dispatch.carrier, order.dispatch.tracking_number) == ("Parcel Post", "")
    assert [event.what for event in order.timeline.all() if "PP1" in event.what] == []


def test_notes_and_changed_addresses_are_erased_with_the_address(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    change_delivery_address(order=order, address=NEW_ADDRESS, by=SHOP)
    add_note(order=order, text="Sam rang", by=SHOP)
    erase_order_data(order)
    assert (AddressChange.objects.count(), OrderNote.objects.count()) == (1, 1)
    placed_days_ago(order, 45)
    order.refresh_from_db()
    erase_order_data(order)
    assert (AddressChange.objects.count(), OrderNote.objects.count()) == (0, 0)
    lines = " ".join(event.what for event in order.timeline.all())
    assert "Delivery address changed" in lines
    assert "Low Street" not in lines


def test_a_changed_address_is_kept_as_long_as_its_invoice(stripe_server, sam):
    order = a_paid_order(stripe_server, sam, (a_product(25001), 2))
    change_delivery_address(order=order, address=NEW_ADDRESS, by=SHOP)
    placed_days_ago(order, 45)
    order.refresh_from_db()
    erase_order_data(order)
    assert "1 High Street" in invoice_of(order).buyer


def test_a_refunded_order_keeps_no_address(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    request_refund(
        order=order,
        request=RefundRequest(everything=True),
        reason="returned",
        note="Sam rang",
        by=SHOP,
    )
    erase_person(sam)
    assert personal(order) == {}
    assert Refund.objects.get().note == ""


def test_an_invoice_above_250_pounds_keeps_name_and_address_for_six_years(stripe_server, sam):
    order = a_paid_order(stripe_server, sam, (a_product(25001), 2))
    small = a_paid_order(stripe_server, sam, a_product(1299))
    for each in (order, small):
        placed_days_ago(each, 60)
    assert "as VAT law requires above £250" in a_visitor(sam).get(DELETE).text
    erase_person(sam)
    assert personal(small) == {}
    kept = personal(order)
    assert set(kept) == {"name", "line1", "line2", "city", "postcode"}
    assert order.erasure.next_at == order.paid_at + timedelta(days=6 * 366)

    placed_days_ago(order, 6 * 366 + 1)
    OrderErasure.objects.filter(order=order).update(next_at=timezone.now())
    erase_expired_order_data()
    assert personal(order) == {}


@pytest.mark.parametrize(("pence", "keeps"), [(25000, False), (25001, True)])
def test_only_an_invoice_above_250_pounds_keeps_the_name(stripe_server, sam, pence, keeps):
    sam.profile.is_first_time_buyer = False
    sam.profile.save()
    order = a_paid_order(stripe_server, sam, a_product(pence))
    assert order.total_pence == pence
    placed_days_ago(order, 60)
    erase_person(sam)
    assert bool(personal(order)) is keeps


def test_a_new_account_does_not_get_the_first_order_saving_again(stripe_server, sam):
    order = a_paid_order(stripe_server, sam, a_product(1299))
    assert order.total_pence == 1169
    placed_days_ago(order, 60)
    erase_person(sam)
    again = a_customer("Sam+again@example.com")
    assert first_order_of(again) is FirstOrder.NONE
    assert an_order(again, a_product(1299)).total_pence == 1798
    assert first_order_of(a_customer("kim@example.com")) is FirstOrder.WAITING


def test_an_erased_order_is_not_attached_to_a_later_account(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    erase_person(sam)
    later = a_customer("sam@example.com")
    guests = a_paid_order(stripe_server, GUEST)
    assert claim_guest_orders(later) == 1
    assert [joined.number for joined in Order.objects.filter(user=later)] == [guests.number]
    order.refresh_from_db()
    assert (order.user, order.email) == (None, "sam@example.com")
    assert a_visitor().get(f"/checkout/linked/{link_token(order)}/").status_code == 200


def test_an_erased_order_is_not_shown_to_its_browser(stripe_server, sam):
    """The worker deletes its session; the data in it is ignored before that."""
    order = a_paid_order(stripe_server, sam)
    elsewhere = a_visitor(sam)
    elsewhere.get("/users/profile/")
    session = elsewhere.session
    session["order_numbers"] = [order.number]
    session.save()
    pages = [
        f"/checkout/success/?session_id={order.stripe_session_id}",
        f"/checkout/orders/{order.number}/receipt/",
        f"/checkout/orders/{order.number}/invoice/",
    ]
    assert [elsewhere.get(page).status_code for page in pages] == [200, 200, 200]
    erase_person(sam)
    assert elsewhere.session["order_numbers"] == [order.number]
    assert [elsewhere.get(page).status_code for page in pages] == [404, 404, 404]
    assert elsewhere.get("/checkout/cancel/")["Location"] == "/cart/"


def test_guest_orders_with_a_verified_address_are_erased(stripe_server, sam):
    guests = a_paid_order(stripe_server, GUEST)
    others = a_paid_order(stripe_server, a_customer("kim@example.com"))
    strangers = a_paid_order(stripe_server, GUEST, email="lee@example.com")
    for order in (guests, others, strangers):
        placed_days_ago(order, 60)
    erase_person(sam)
    assert personal(guests) == {}
    assert set(personal(others)) == set(personal(strangers)) == set(PERSONAL)
    others.refresh_from_db()
    assert others.user.email == "kim@example.com"


def test_guest_orders_with_an_unverified_address_are_not_erased(stripe_server):
    order = a_paid_order(stripe_server, GUEST)
    placed_days_ago(order, 60)
    erase_person(a_customer("sam@example.com", is_verified=False))
    assert set(personal(order)) == set(PERSONAL)


def test_an_open_order_is_expired_at_stripe_and_releases_its_stock(stripe_server, sam):
    wax = a_product(1299, stock=5)
    order = an_order(sam, (wax, 2))
    assert stock_of(wax) == (5, 2)
    erase_person(sam)
    order.refresh_from_db()
    assert (order.state, order.user) == (OrderState.CANCELLED, None)
    assert order.timeline.last().what == "The account was deleted"
    assert stripe_server.session_of(order).status == "expired"
    assert stock_of(wax) == (5, 0)
    assert personal(order) == {}
    assert order.email_hash == ""
    assert not User.objects.exists()


def test_an_order_that_is_already_paid_is_kept(stripe_server, sam):
    wax = a_product(1299, stock=5)
    order = an_order(sam, (wax, 2))
    stripe_server.pays(order)
    erase_person(sam)
    order.refresh_from_db()
    assert (order.state, order.user) == (OrderState.PAID, None)
    assert stock_of(wax) == (3, 0)
    assert order.email == "sam@example.com", "it has still to be delivered"


def test_the_deletion_is_refused_while_a_payment_is_processing(stripe_server, sam):
    order = an_order(sam, a_product(1299))
    stripe_server.side.debits(order.stripe_session_id)
    visitor = a_visitor(sam)
    response = visitor.post(DELETE, RIGHT)
    assert response.status_code == 409
    assert f"Your payment for order {order.number} is still being processed" in response.text
    order.refresh_from_db()
    assert (order.state, order.user) == (OrderState.PROCESSING, sam)
    assert set(personal(order)) == set(PERSONAL)
    assert visitor.get("/users/profile/").status_code == 200


def test_the_deletion_is_refused_while_stripe_is_unavailable(stripe_server, sam, settings):
    order = an_order(sam, a_product(1299))
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    response = a_visitor(sam).post(DELETE, RIGHT)
    assert response.status_code == 409
    assert "cannot be closed at the moment" in response.text
    order.refresh_from_db()
    assert (order.state, order.user) == (OrderState.AWAITING_PAYMENT, sam)
    assert User.objects.get() == sam


def test_a_user_with_an_open_order_cannot_be_deleted(stripe_server, sam):
    """The row is deleted without calling Stripe first, as in a shell."""
    order = an_order(sam, a_product(1299))
    with pytest.raises(ErasureRefused, match=order.number):
        User.objects.filter(pk=sam.pk).delete()


def test_a_user_with_an_order_under_review_cannot_be_deleted(stripe_server, sam):
    order = an_order(sam, a_product(1299))
    stripe_server.pays(order)
    settle(changed(retrieve_session(order.stripe_session_id), amount_total_pence=1))
    with pytest.raises(ErasureRefused, match=f"order {order.number} is still being processed"):
        User.objects.filter(pk=sam.pk).delete()


def test_every_kind_of_user_deletion_erases_personal_data(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    placed_days_ago(order, 60)
    sam.delete()
    assert personal(order) == {}
    assert order.state == OrderState.PAID


def test_a_payment_after_the_deletion_is_refunded(stripe_server, sam, run_tasks):
    wax = a_product(1299, stock=5)
    order = an_order(sam, wax)
    stripe_server.pays(order)
    paid = retrieve_session(order.stripe_session_id)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    erase_person(sam)
    settle(paid)
    order.refresh_from_db()
    assert order.state == OrderState.REFUND_DUE
    assert Refund.objects.get().amount_pence == order.total_pence
    assert stock_of(wax) == (5, 0)
    what = "Paid late. To be refunded: the buyer's account has been deleted."
    assert order.timeline.filter(after="refund_due")[0].what == what


def test_deleting_a_customer_in_the_admin_keeps_the_orders(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    placed_days_ago(order, 60)
    owner = a_user(is_staff=True, is_superuser=True)
    response = a_visitor(owner).post(f"/admin/users/delete/{sam.pk}/")
    assert response.status_code == 302
    assert personal(order) == {}
    assert not User.objects.filter(pk=sam.pk).exists()


def test_the_admin_shows_why_a_customer_cannot_be_deleted(stripe_server, sam, settings):
    order = an_order(sam, a_product(1299))
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    gateway._client.cache_clear()
    owner = a_user(is_staff=True, is_superuser=True)
    visitor = a_visitor(owner)
    response = visitor.post(f"/admin/users/delete/{sam.pk}/", follow=True)
    text = f"was not deleted: The open payment page of order {order.number} cannot be closed"
    assert text in response.text
    assert User.objects.filter(pk=sam.pk).exists()


def test_no_mail_is_sent_about_an_erased_order(stripe_server, sam):
    order = a_paid_order(stripe_server, sam)
    placed_days_ago(order, 60)
    mail.outbox.clear()
    erase_person(sam)
    erase_expired_order_data()
    assert mail.outbox == []
    assert personal(order) == {}
