"""Limits on unpaid orders of one browser, email address or network."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Stock
from checkout.models import Order, OrderParty
from checkout.orders.limits import (
    HOLD_LASTS,
    Party,
    TooManyOpenOrders,
    delete_limit_data,
    network_of,
)
from checkout.payments.settle import settle
from tests.builders import (
    a_cart,
    a_customer,
    a_product,
    a_visitor,
)
from tests.checkout.builders import session_at_stripe
from tests.checkout.orders.builders import CONTACT_FIELDS, MINUTE, begin, grow_older

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def limits(settings):
    """Production limits, which are off in the other tests."""
    settings.MAX_OPEN_ORDERS_PER_EMAIL = 5
    settings.MAX_OPEN_ORDERS_PER_NETWORK = 20


@pytest.mark.parametrize(
    ("party", "most", "who"),
    [
        (Party.BROWSER, 3, lambda n: {"browser": "b", "email": f"{n}@example.com"}),
        (Party.EMAIL, 5, lambda n: {"browser": f"b{n}", "email": f"Sam+{n}@example.com"}),
        (Party.NETWORK, 20, lambda n: {"network": "n", "email": f"{n}@example.com"}),
    ],
)
@pytest.mark.usefixtures("limits")
def test_a_party_cannot_exceed_its_number_of_unpaid_orders(stripe_server, party, most, who):
    wax = a_product(stock=50)
    orders = [begin(a_cart(wax), **who(n)) for n in range(most)]
    with pytest.raises(TooManyOpenOrders) as refusal:
        begin(a_cart(wax), **who(most))
    assert (refusal.value.party, refusal.value.count) == (party, most)
    assert refusal.value.ends_at == min(order.hold_until for order in orders)
    assert Stock.objects.get(pk=wax.sku).held == most
    stripe_server.pays(orders[0])
    settle(session_at_stripe(orders[0]))
    begin(a_cart(wax), **who(most))


@pytest.mark.usefixtures("limits")
def test_a_new_attempt_with_the_same_cart_does_not_count(stripe_server):
    cart = a_cart(a_product())
    for _ in range(7):
        begin(cart, browser="b", network="n")
    assert Order.objects.open().count() == 1


@pytest.mark.usefixtures("limits")
def test_other_visitors_cannot_use_up_a_customer_s_limit(stripe_server):
    sam = a_customer("sam@example.com")
    wax = a_product(stock=50)
    for number in range(5):
        begin(a_cart(wax), email="sam@example.com", browser=f"b{number}")
    begin(a_cart(wax, user=sam), user=sam, email="sam@example.com", browser="own")


@pytest.mark.usefixtures("limits")
def test_the_429_page_shows_the_time_and_what_to_do(stripe_server):
    wax = a_product(stock=50)
    visitor = a_visitor()
    visitor.post("/cart/add/", {"sku": wax.sku, "quantity": 1}, headers=SAME_ORIGIN)
    for number in range(5):
        begin(a_cart(wax), browser=f"b{number}")
    answer = visitor.post(
        "/checkout/",
        CONTACT_FIELDS | {"shown_total_pence": 1798},
        headers=SAME_ORIGIN,
    )
    assert answer.status_code == 429
    assert "Too many unpaid orders" in answer.text
    assert 0 < int(answer["Retry-After"]) <= HOLD_LASTS.total_seconds()
    assert Order.objects.open().count() == 5


def test_browser_and_network_of_an_order_are_kept_for_a_day(stripe_server):
    order = begin(a_cart(a_product()), browser="b", network="n")
    stripe_server.expires(order)
    settle(session_at_stripe(order))
    delete_limit_data()
    order.refresh_from_db()
    assert order.browser == "b"
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(hours=25))
    OrderParty.objects.update(ordered_at=timezone.now() - timedelta(hours=25))
    delete_limit_data()
    order.refresh_from_db()
    assert (order.browser, order.network, OrderParty.objects.count()) == ("", "", 0)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_ipv6_addresses_of_one_64_are_one_network(address, other):
    if getattr(address, "ipv4_mapped", None):
        return
    sibling = type(address)((int(address) >> 64 << 64) | other)
    if getattr(sibling, "ipv4_mapped", None):
        return
    assert network_of(str(address)) == network_of(str(sibling))
    stranger = type(address)(int(address) ^ (1 << 64))
    assert network_of(str(address)) != network_of(str(stranger))


@given(st.ip_addresses(v=4))
def test_an_ipv4_mapped_ipv6_address_counts_as_ipv4(address):
    assert network_of(str(address)) == str(address) == network_of(f"::ffff:{address}")


def test_the_zone_of_an_ipv6_address_is_left_out():
    assert network_of("fe80::1%eth0") == network_of("fe80::1")


def test_behind_a_proxy_the_shopper_s_address_counts(stripe_server, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    wax = a_product(stock=50)
    for address in ("203.0.113.7", "203.0.113.8"):
        visitor = a_visitor()
        headers = SAME_ORIGIN | {"X-Forwarded-For": f"1.1.1.1, {address}"}
        visitor.post("/cart/add/", {"sku": wax.sku, "quantity": 1}, headers=headers)
        visitor.post("/checkout/", CONTACT_FIELDS | {"shown_total_pence": 1798}, headers=headers)
    assert Order.objects.values("network").distinct().count() == 2


def test_each_browser_has_an_id_of_its_own_and_the_address_is_hashed(stripe_server):
    wax = a_product(stock=50)
    for _ in range(2):
        visitor = a_visitor()
        visitor.post("/cart/add/", {"sku": wax.sku, "quantity": 1}, headers=SAME_ORIGIN)
        form = CONTACT_FIELDS | {"shown_total_pence": 1798}
        visitor.post("/checkout/", form, headers=SAME_ORIGIN)
    first, second = Order.objects.values_list("browser", "network")
    assert all((first[0], second[0]))
    assert first[0] != second[0]
    assert first[1] == second[1]
    assert re.fullmatch("[0-9a-f]{64}", first[1])


def test_another_attempt_with_the_same_cart_continues_its_hold(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart, email="one@example.com")
    grow_older(first, 5)
    first.refresh_from_db()
    second = begin(cart, email="other@example.com")
    assert second.first_held_at == first.first_held_at
    assert second.hold_until == first.hold_until


@pytest.mark.parametrize("field", ["browser", "network"])
def test_browser_and_network_of_an_old_order_are_deleted(stripe_server, field):
    order = begin(a_cart(a_product()), **{field: "x"})
    stripe_server.expires(order)
    settle(session_at_stripe(order))
    grow_older(order, 25 * 60)
    delete_limit_data()
    order.refresh_from_db()
    assert (order.browser, order.network) == ("", "")


def test_an_earlier_order_with_a_deleted_cart_counts(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart, email="same@example.com")
    Order.objects.filter(pk=first.pk).update(cart=None)
    grow_older(first, 20)
    second = begin(a_cart(a_product()), email="same@example.com")
    assert second.yields
    assert second.hold_until > timezone.now() + HOLD_LASTS - MINUTE
