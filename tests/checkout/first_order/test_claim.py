"""First-order saving: entitlement and claims."""

import pytest
from allauth.account.models import EmailAddress

from checkout.cart.summary import summarise_cart
from checkout.first_order.claim import FirstOrder, first_order_of
from checkout.models import FirstOrderClaim, OrderState
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from checkout.stripe.gateway import retrieve_session
from sitewide.email_addresses import email_hash
from tests.builders import CONTACT, GUEST, a_cart, a_customer, a_product, a_visitor
from tests.checkout.shopping import page_after

pytestmark = pytest.mark.django_db


def place(cart, user, email=CONTACT.email):
    contact = type(CONTACT)(
        **{n: getattr(CONTACT, n) for n in CONTACT.__slots__} | {"email": email}
    )
    order, _ = start_payment(cart=cart, user=user, contact=contact, shown_total_pence=None)
    order.refresh_from_db()
    return order


def pay(stripe_server, order):
    stripe_server.pays(order)
    settle(retrieve_session(order.stripe_session_id))


def test_a_verified_customer_without_orders_gets_the_saving(shopper):
    quote = summarise_cart(a_cart(a_product(1299), user=shopper), shopper).quote
    assert (quote.savings.order_pence, quote.delivery_pence, quote.total_pence) == (
        130,
        0,
        1169,
    )


def test_only_a_first_time_buyer_gets_the_saving(shopper):
    """Also if there is a profile of another customer who would get it."""
    regular = a_customer()
    regular.profile.is_first_time_buyer = False
    regular.profile.save()
    assert first_order_of(regular) == FirstOrder.NONE
    assert first_order_of(shopper) == FirstOrder.WAITING


def test_the_claim_keeps_the_hashes_of_the_account_and_of_the_order(shopper, stripe_server):
    order = place(a_cart(a_product(1299), user=shopper), shopper, email="other@example.com")
    claim = FirstOrderClaim.objects.get()
    assert (claim.order, claim.user, claim.email_hash) == (
        order,
        shopper,
        email_hash(shopper.email),
    )
    hashes = set(claim.addresses.values_list("email_hash", flat=True))
    assert hashes == {email_hash(shopper.email), email_hash("other@example.com")}


def test_a_guest_gets_no_saving():
    assert first_order_of(GUEST) is FirstOrder.NONE


def test_the_saving_is_announced_if_only_verification_is_missing():
    user = a_customer(is_verified=False)
    summary = summarise_cart(a_cart(a_product(1299), user=user), user)
    assert summary.needs_verified_email
    assert summary.quote.total_pence == 1798


def test_a_paid_order_uses_the_saving(stripe_server, shopper):
    pay(stripe_server, place(a_cart(a_product(), user=shopper), shopper))
    assert first_order_of(shopper) is FirstOrder.NONE


@pytest.mark.parametrize("email", ["shopper@autovise.example", "Shopper+van@AUTOVISE.example"])
def test_a_paid_guest_order_with_the_same_mailbox_uses_the_saving(stripe_server, shopper, email):
    pay(stripe_server, place(a_cart(a_product()), GUEST, email=email))
    assert first_order_of(shopper) is FirstOrder.NONE


def test_an_unpaid_guest_order_does_not_use_the_saving(stripe_server, shopper):
    place(a_cart(a_product()), GUEST, email=shopper.email)
    assert first_order_of(shopper) is FirstOrder.WAITING


def test_an_open_order_holds_the_claim_for_its_own_cart(stripe_server, shopper):
    cart = a_cart(a_product(), user=shopper)
    order = place(cart, shopper)
    assert FirstOrderClaim.objects.get().order == order
    assert first_order_of(shopper, cart=cart) is FirstOrder.WAITING
    assert first_order_of(shopper) is FirstOrder.NONE


def test_a_new_attempt_moves_the_claim_to_the_new_order(stripe_server, shopper):
    cart = a_cart(a_product(1299), user=shopper)
    place(cart, shopper)
    second = place(cart, shopper)
    assert FirstOrderClaim.objects.get().order == second
    assert second.total_pence == 1169


def test_a_recreated_account_does_not_get_the_saving_again(stripe_server, shopper):
    pay(stripe_server, place(a_cart(a_product(), user=shopper), shopper))
    email = shopper.email
    shopper.delete()
    assert first_order_of(a_customer(email)) is FirstOrder.NONE


def test_an_expired_order_releases_the_claim(stripe_server, shopper):
    order = place(a_cart(a_product(), user=shopper), shopper)
    stripe_server.expires(order)
    assert settle(retrieve_session(order.stripe_session_id)).state == OrderState.EXPIRED
    assert first_order_of(shopper) is FirstOrder.WAITING


def test_another_address_of_the_same_customer_cannot_claim_again(stripe_server, shopper):
    place(a_cart(a_product(), user=shopper), shopper)
    shopper.email = "new@autovise.example"
    shopper.save()
    EmailAddress.objects.create(user=shopper, email=shopper.email, verified=True)
    assert first_order_of(shopper) is FirstOrder.NONE


# The address that the order is placed with counts as well


SPELLINGS = [
    ("gift@example.com", "Gift+2@example.com"),
    ("gift@gmail.com", "g.ift@googlemail.com"),
    ("gift@yahoo.co.uk", "gift-two@yahoo.co.uk"),
    ("gift@proton.me", "g_ift@protonmail.com"),
    ("gift@fastmail.com", "two@gift.fastmail.com"),
    ("gift@icloud.com", "gift+2@me.com"),
    ("gift@outlook.com", "gift+2@outlook.com"),
]


@pytest.mark.parametrize(("first", "second"), SPELLINGS)
def test_a_second_account_gets_no_saving_with_the_first_one_s_contact_address(
    stripe_server, shopper, first, second
):
    pay(stripe_server, place(a_cart(a_product(), user=shopper), shopper, email=first))
    other = a_customer("other@example.org")
    order = place(a_cart(a_product(1299), user=other), other, email=second)
    assert (order.is_first_order, order.total_pence) == (False, 1798)


def test_a_second_account_gets_no_saving_while_the_first_order_is_unpaid(stripe_server, shopper):
    place(a_cart(a_product(), user=shopper), shopper, email="gift@example.com")
    other = a_customer("other@example.org")
    order = place(a_cart(a_product(), user=other), other, email="gift@example.com")
    assert not order.is_first_order


def test_an_expired_order_releases_its_contact_address(stripe_server, shopper):
    order = place(a_cart(a_product(), user=shopper), shopper, email="gift@example.com")
    stripe_server.expires(order)
    settle(retrieve_session(order.stripe_session_id))
    other = a_customer("other@example.org")
    assert place(a_cart(a_product(), user=other), other, email="gift@example.com").is_first_order


def test_an_account_with_a_used_contact_address_gets_no_saving(stripe_server, shopper):
    email = "other@example.org"
    pay(stripe_server, place(a_cart(a_product(), user=shopper), shopper, email=email))
    assert first_order_of(a_customer(email)) is FirstOrder.NONE


def test_a_contact_address_of_an_account_that_used_the_saving_gets_none(stripe_server, shopper):
    pay(stripe_server, place(a_cart(a_product(), user=shopper), shopper, email="a@example.com"))
    other = a_customer("other@example.org")
    order = place(a_cart(a_product(), user=other), other, email=shopper.email)
    assert not order.is_first_order


def test_a_contact_address_of_a_guest_order_gets_no_saving(stripe_server, shopper):
    pay(stripe_server, place(a_cart(a_product()), GUEST, email="gift@example.com"))
    order = place(a_cart(a_product(), user=shopper), shopper, email="gift+x@example.com")
    assert not order.is_first_order


def test_a_recreated_account_with_another_contact_address_gets_no_saving(stripe_server):
    """An order without the saving, so that there is no claim of the account."""
    user = a_customer("sam@example.org", is_verified=False)
    pay(stripe_server, place(a_cart(a_product(), user=user), user, email="gift@example.com"))
    user.delete()
    assert first_order_of(a_customer("sam@example.org")) is FirstOrder.NONE


def test_the_checkout_shows_the_new_total_and_why(stripe_server, shopper):
    pay(stripe_server, place(a_cart(a_product()), GUEST, email="gift@example.com"))
    a_cart(a_product(1299), user=shopper)
    visitor = a_visitor(shopper)
    fields = {n: getattr(CONTACT, n) for n in CONTACT.__slots__} | {"email": "gift@example.com"}
    asked = {"path": "/checkout/", "headers": {"Sec-Fetch-Site": "same-origin"}}
    refused = visitor.post(data=fields | {"shown_total_pence": 1169}, **asked)
    refused = page_after(visitor, refused)
    assert "has already been used with this email address" in refused.text
    assert "£17.98" in refused.text
    placed = visitor.post(data=fields | {"shown_total_pence": 1798}, **asked)
    assert "/c/pay/" in placed["Location"]
