"""Limits on held stock: units, unpaid orders, and how long a hold is firm."""

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Stock
from catalog.models.shop_rules import ShopRules
from catalog.offers import offers_for
from checkout.cart.availability import room_for_cart
from checkout.cart.lines import NothingLeft, add_to_cart
from checkout.cart.summary import summarise_cart
from checkout.desk.dashboard import OwnersWork
from checkout.models import Order, OrderParty, OrderState
from checkout.orders.contact import Contact
from checkout.orders.holds import let_old_orders_yield
from checkout.orders.limits import (
    FIRM_FOR,
    HOLD_LASTS,
    Origin,
    Party,
    TooManyOpenOrders,
    forget_parties,
    network_of,
)
from checkout.orders.place import CartChanged
from checkout.payments.expiry import release_stale_orders
from checkout.payments.hold_recall import recall_holds
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from tests.builders import (
    CONTACT,
    GUEST,
    a_bundle,
    a_cart,
    a_customer,
    a_product,
    a_user,
    a_visitor,
)
from tests.checkout.builders import news_of

pytestmark = pytest.mark.django_db

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
MINUTE = timedelta(minutes=1)
_CONTACT = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}


def begin(cart, *, user=GUEST, email="guest@example.com", browser="", network="") -> Order:
    contact = Contact(**_CONTACT | {"email": email})
    origin = Origin(browser=browser, network=network)
    order, _ = start_payment(
        cart=cart, user=user, contact=contact, shown_total_pence=None, origin=origin
    )
    order.refresh_from_db()
    return order


def grow_older(order: Order, minutes: int) -> None:
    """Move the times of all holds into the past."""
    order.refresh_from_db()
    passed = timedelta(minutes=minutes)
    Order.objects.filter(pk=order.pk).update(
        placed_at=order.placed_at - passed,
        first_held_at=order.first_held_at - passed,
        yields_from=order.yields_from - passed,
        hold_until=order.hold_until - passed,
    )


@pytest.fixture
def limits(settings):
    """Production limits, which are off in the other tests."""
    settings.MAX_OPEN_ORDERS_PER_EMAIL = 5
    settings.MAX_OPEN_ORDERS_PER_NETWORK = 20


# Units of one product


def test_a_cart_takes_twenty_pieces_of_a_product_and_says_why():
    wax = a_product(stock=50)
    change = add_to_cart(cart=a_cart(), sku=wax.sku, quantity=30)
    assert (change.quantity, change.is_limited) == (20, True)


def test_who_has_as_many_as_an_order_may_have_is_told_so():
    wax = a_product(stock=50)
    cart = a_cart((wax, 20))
    with pytest.raises(NothingLeft) as refusal:
        add_to_cart(cart=cart, sku=wax.sku, quantity=1)
    assert refusal.value.is_limited


def test_what_is_short_is_not_called_limited():
    change = add_to_cart(cart=a_cart(), sku=a_product(stock=5).sku, quantity=9)
    assert (change.quantity, change.is_limited) == (5, False)


def test_a_bundle_s_parts_count_with_the_product_itself():
    wax = a_product(stock=50)
    cart = a_cart((wax, 18))
    bundle = a_bundle((wax, 2), a_product(stock=50), a_product(stock=50))
    change = add_to_cart(cart=cart, sku=bundle.sku, quantity=3)
    assert (change.quantity, change.is_limited) == (1, True)


def test_one_unit_of_a_bundle_can_always_be_had():
    wax = a_product(stock=100)
    bundle = a_bundle((wax, 30), a_product(stock=50), a_product(stock=50))
    assert add_to_cart(cart=a_cart(), sku=bundle.sku, quantity=2).quantity == 1


def test_the_owner_sets_the_figure_and_it_is_logged(owner):
    rules = ShopRules.load()
    rules.most_units_per_order = 3
    rules.save()
    wax = a_product(stock=50)
    assert add_to_cart(cart=a_cart(), sku=wax.sku, quantity=9).quantity == 3


@pytest.mark.parametrize(("most", "taken"), [(2, 2), (40, 40), (None, 20)])
def test_a_product_has_a_figure_of_its_own(most, taken):
    wax = a_product(stock=50)
    Stock.objects.filter(pk=wax.sku).update(most_per_order=most)
    assert add_to_cart(cart=a_cart(), sku=wax.sku, quantity=45).quantity == taken


def test_publishing_an_older_revision_does_not_bring_an_older_figure_back():
    wax = a_product(stock=50)
    draft = wax.save_revision()
    Stock.objects.filter(pk=wax.sku).update(most_per_order=2)
    draft.publish()
    assert Stock.objects.get(pk=wax.sku).most_per_order == 2


def test_no_order_is_placed_for_more(stripe_server):
    """A cart from before the limit was lowered."""
    wax = a_product(stock=50)
    cart = a_cart((wax, 20))
    cart.lines.update(quantity=25)
    with pytest.raises(CartChanged):
        begin(cart)
    [line] = summarise_cart(cart, GUEST).lines
    assert (line.most, line.is_short, line.is_limited) == (20, True, True)


def test_an_editor_of_selling_terms_sets_it_in_the_stock_form(owner):
    wax = a_product()
    desk = a_visitor(owner)
    assert "Limit per order" in desk.get(f"/admin/stock/{wax.sku}/").text
    desk.post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "4"})
    assert Stock.objects.get(pk=wax.sku).most_per_order == 4
    desk.post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "0"})
    assert Stock.objects.get(pk=wax.sku).most_per_order == 4
    desk.post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": ""})
    assert Stock.objects.get(pk=wax.sku).most_per_order is None


# Open orders of one party


@pytest.mark.parametrize(
    ("party", "most", "who"),
    [
        (Party.BROWSER, 3, lambda n: {"browser": "b", "email": f"{n}@example.com"}),
        (Party.EMAIL, 5, lambda n: {"browser": f"b{n}", "email": f"Sam+{n}@example.com"}),
        (Party.NETWORK, 20, lambda n: {"network": "n", "email": f"{n}@example.com"}),
    ],
)
@pytest.mark.usefixtures("limits")
def test_a_party_has_so_many_unpaid_orders_and_not_one_more(stripe_server, party, most, who):
    wax = a_product(stock=50)
    orders = [begin(a_cart(wax), **who(n)) for n in range(most)]
    with pytest.raises(TooManyOpenOrders) as refusal:
        begin(a_cart(wax), **who(most))
    assert (refusal.value.party, refusal.value.count) == (party, most)
    assert refusal.value.ends_at == min(order.hold_until for order in orders)
    assert Stock.objects.get(pk=wax.sku).held == most
    stripe_server.pays(orders[0])
    settle(news_of(orders[0]))
    begin(a_cart(wax), **who(most))


@pytest.mark.usefixtures("limits")
def test_trying_again_with_the_same_cart_is_no_further_order(stripe_server):
    cart = a_cart(a_product())
    for _ in range(7):
        begin(cart, browser="b", network="n")
    assert Order.objects.open().count() == 1


@pytest.mark.usefixtures("limits")
def test_strangers_cannot_use_up_a_customer_s_orders(stripe_server):
    sam = a_customer("sam@example.com")
    wax = a_product(stock=50)
    for number in range(5):
        begin(a_cart(wax), email="sam@example.com", browser=f"b{number}")
    begin(a_cart(wax, user=sam), user=sam, email="sam@example.com", browser="own")


@pytest.mark.usefixtures("limits")
def test_the_page_says_429_until_when_and_what_to_do(stripe_server):
    wax = a_product(stock=50)
    visitor = a_visitor()
    visitor.post("/cart/add/", {"sku": wax.sku, "quantity": 1}, headers=SAME_ORIGIN)
    for number in range(5):
        begin(a_cart(wax), browser=f"b{number}")
    answer = visitor.post(
        "/checkout/",
        _CONTACT | {"shown_total_pence": 1798},
        headers=SAME_ORIGIN,
    )
    assert answer.status_code == 429
    assert "Too many unpaid orders" in answer.text
    assert 0 < int(answer["Retry-After"]) <= HOLD_LASTS.total_seconds()
    assert Order.objects.open().count() == 5


def test_an_order_keeps_browser_and_network_for_a_day(stripe_server):
    order = begin(a_cart(a_product()), browser="b", network="n")
    stripe_server.expires(order)
    settle(news_of(order))
    forget_parties()
    order.refresh_from_db()
    assert order.browser == "b"
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(hours=25))
    OrderParty.objects.update(ordered_at=timezone.now() - timedelta(hours=25))
    forget_parties()
    order.refresh_from_db()
    assert (order.browser, order.network, OrderParty.objects.count()) == ("", "", 0)


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_addresses_of_one_64_are_one_network(address, other):
    if getattr(address, "ipv4_mapped", None):
        return
    sibling = type(address)((int(address) >> 64 << 64) | other)
    if getattr(sibling, "ipv4_mapped", None):
        return
    assert network_of(str(address)) == network_of(str(sibling))
    stranger = type(address)(int(address) ^ (1 << 64))
    assert network_of(str(address)) != network_of(str(stranger))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_itself_also_when_written_as_ipv6(address):
    assert network_of(str(address)) == str(address) == network_of(f"::ffff:{address}")


def test_behind_a_proxy_the_shopper_s_address_counts(stripe_server, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    wax = a_product(stock=50)
    for address in ("203.0.113.7", "203.0.113.8"):
        visitor = a_visitor()
        headers = SAME_ORIGIN | {"X-Forwarded-For": f"1.1.1.1, {address}"}
        visitor.post("/cart/add/", {"sku": wax.sku, "quantity": 1}, headers=headers)
        visitor.post("/checkout/", _CONTACT | {"shown_total_pence": 1798}, headers=headers)
    assert Order.objects.values("network").distinct().count() == 2


# How long a hold is firm, and how long it lasts


def test_a_renewed_order_ends_when_the_first_would_have(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart)
    grow_older(first, 20)
    first.refresh_from_db()
    second = begin(cart)
    third = begin(cart)
    assert second.hold_until == third.hold_until == first.hold_until
    assert third.first_held_at == first.first_held_at
    assert third.yields


def test_after_its_end_a_new_order_has_its_time_and_yields_from_the_start(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart)
    grow_older(first, 50)
    release_stale_orders()
    second = begin(cart)
    assert second.hold_until > timezone.now() + HOLD_LASTS - MINUTE
    assert second.yields


def test_who_has_paid_begins_anew(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart)
    grow_older(first, 20)
    stripe_server.pays(first)
    settle(news_of(first))
    add_to_cart(cart=cart, sku=a_product().sku, quantity=1)
    second = begin(cart)
    assert second.hold_until > timezone.now() + HOLD_LASTS - MINUTE
    assert not second.yields


def test_another_cart_of_the_same_browser_or_address_is_no_way_round(stripe_server):
    first = begin(a_cart(a_product()), browser="b", email="a@example.com")
    grow_older(first, 20)
    assert begin(a_cart(a_product()), browser="b", email="b@example.com").yields
    assert begin(a_cart(a_product()), browser="c", email="A@example.com").yields
    assert not begin(a_cart(a_product()), browser="d", email="d@example.com").yields


def test_a_very_large_order_yields_from_the_start(stripe_server):
    large = a_cart(*((a_product(stock=20), 14) for _ in range(3)))
    assert begin(large).yields
    assert not begin(a_cart((a_product(stock=20), 20)), email="b@example.com").yields


def test_beyond_its_third_order_a_network_holds_nothing_firmly(stripe_server):
    wax = a_product(stock=50)
    orders = [begin(a_cart(wax), email=f"{n}@example.com", network="n") for n in range(5)]
    assert [order.yields for order in orders] == [False, False, False, True, True]


def test_what_a_yielding_order_holds_is_shown_and_sold_as_free(stripe_server):
    wax = a_product(stock=3)
    old = begin(a_cart((wax, 3)), email="old@example.com")
    assert offers_for([wax.sku])[wax.sku].free_quantity == 0
    grow_older(old, 11)
    let_old_orders_yield()
    assert offers_for([wax.sku])[wax.sku].free_quantity == 3
    order = begin(a_cart((wax, 2)))
    old.refresh_from_db()
    assert (old.state, order.state) == (OrderState.EXPIRED, OrderState.AWAITING_PAYMENT)
    assert stripe_server.session_of(old).status == "expired"
    stock = Stock.objects.get(pk=wax.sku)
    assert (stock.on_hand, stock.held, stock.yielding) == (3, 2, 0)
    stripe_server.pays(order)
    assert settle(news_of(order)).state == OrderState.PAID


def test_a_young_hold_is_firm(stripe_server):
    wax = a_product(stock=1)
    young = begin(a_cart(wax), email="young@example.com")
    grow_older(young, 9)
    let_old_orders_yield()
    with pytest.raises(NothingLeft):
        a_cart(wax)
    assert FIRM_FOR == 10 * MINUTE


def test_an_old_hold_stays_where_there_is_enough_for_both(stripe_server):
    wax = a_product(stock=5)
    old = begin(a_cart((wax, 2)), email="old@example.com")
    grow_older(old, 11)
    let_old_orders_yield()
    begin(a_cart((wax, 3)))
    old.refresh_from_db()
    assert old.state == OrderState.AWAITING_PAYMENT
    assert Stock.objects.get(pk=wax.sku).yielding == 2


@pytest.mark.parametrize("way", ["paid", "on its way"])
def test_what_is_being_paid_stays(stripe_server, way):
    """Stripe has the payment, but the shop has no event yet."""
    wax = a_product(stock=1)
    old = begin(a_cart(wax), email="old@example.com")
    grow_older(old, 11)
    let_old_orders_yield()
    cart = a_cart(wax)
    if way == "paid":
        stripe_server.pays(old)
    else:
        stripe_server.side.debits(old.stripe_session_id)
    with pytest.raises(CartChanged):
        begin(cart)
    old.refresh_from_db()
    assert old.state == (OrderState.PAID if way == "paid" else OrderState.PROCESSING)
    assert not old.yields
    stock = Stock.objects.get(pk=wax.sku)
    assert (stock.on_hand, stock.held, stock.yielding) == (
        (0, 0, 0) if way == "paid" else (1, 1, 0)
    )


def test_one_s_own_yielding_order_is_counted_once(stripe_server):
    wax = a_product(stock=3)
    cart = a_cart((wax, 2))
    own = begin(cart)
    grow_older(own, 11)
    let_old_orders_yield()
    room = room_for_cart(cart, offers_for([wax.sku]).values())
    assert room.free[wax.sku] == 3


def test_an_old_order_that_is_paid_or_expires_leaves_nothing_yielding(stripe_server):
    wax, cloth = a_product(stock=3), a_product(stock=3)
    for page, end in ((wax, stripe_server.pays), (cloth, stripe_server.expires)):
        order = begin(a_cart(page), email=f"{page.sku}@example.com")
        grow_older(order, 11)
        let_old_orders_yield()
        assert Stock.objects.get(pk=page.sku).yielding == 1
        end(order)
        settle(news_of(order))
        assert Stock.objects.get(pk=page.sku).yielding == 0
        assert Stock.objects.get(pk=page.sku).held == 0


# The owner sees it


def test_the_desk_shows_what_is_held_by_which_orders_and_warns(stripe_server, caplog):
    wax = a_product(stock=10)
    small = begin(a_cart(wax), email="b@example.com")
    assert not OwnersWork().get_context_data({})["held"].is_too_much
    large = begin(a_cart((wax, 4)))
    work = OwnersWork().get_context_data({})
    assert [(order.number, order.pieces) for order in work["holding"]] == [
        (large.number, 4),
        (small.number, 1),
    ]
    assert (work["held"].pieces, work["held"].percent, work["held"].is_too_much) == (5, 50, True)
    with caplog.at_level(logging.WARNING, logger="checkout.orders.held_stock"):
        call_command("run_clock", once=True)
    assert f"unpaid orders hold 5 of 10 pieces in stock (50 %), among them {large.number}" in (
        caplog.text
    )


def test_no_warning_where_little_is_held(stripe_server, caplog):
    begin(a_cart(a_product(stock=10)))
    with caplog.at_level(logging.WARNING, logger="checkout.orders.held_stock"):
        call_command("run_clock", once=True)
    assert "unpaid orders hold" not in caplog.text


def test_the_order_s_page_and_the_list_say_what_it_holds(stripe_server, owner):
    wax = a_product(stock=10)
    order = begin(a_cart((wax, 4)))
    desk = a_visitor(owner)
    assert f"4 × {wax.sku}" in desk.get(f"/admin/checkout/order/inspect/{order.pk}/").text
    assert order.number in desk.get("/admin/checkout/order/?holds=yes").text
    assert order.number not in desk.get("/admin/checkout/order/?holds=free").text


@pytest.mark.parametrize("group", ["Marketing Editors", "Moderators"])
def test_who_may_not_change_selling_terms_sets_no_limit(group):
    wax, editor = a_product(), a_user()
    editor.groups.add(Group.objects.get(name=group))
    a_visitor(editor).post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "4"})
    assert Stock.objects.get(pk=wax.sku).most_per_order is None


def test_a_catalogue_editor_may():
    wax, editor = a_product(), a_user()
    editor.groups.add(Group.objects.get(name="Catalog Editors"))
    a_visitor(editor).post(f"/admin/stock/{wax.sku}/limit/", {"most_per_order": "4"})
    assert Stock.objects.get(pk=wax.sku).most_per_order == 4


def test_no_more_is_taken_back_than_is_wanted_and_the_oldest_first(stripe_server):
    wax, cloth = a_product(stock=6), a_product(stock=3)
    newer = begin(a_cart((wax, 2), (cloth, 1)), email="newer@example.com")
    older = begin(a_cart((wax, 2)), email="older@example.com")
    newest = begin(a_cart((wax, 2)), email="newest@example.com")
    for order, minutes in ((older, 13), (newer, 12), (newest, 11)):
        grow_older(order, minutes)
    assert recall_holds({wax.sku: 2, cloth.sku: 2}, cart=a_cart()) is True
    states = [Order.objects.get(pk=order.pk).state for order in (older, newer, newest)]
    assert states == [
        OrderState.EXPIRED, OrderState.AWAITING_PAYMENT, OrderState.AWAITING_PAYMENT,
    ]  # fmt: skip


def test_orders_are_taken_back_until_there_is_enough(stripe_server):
    wax = a_product(stock=6)
    orders = [begin(a_cart((wax, 2)), email=f"{n}@example.com") for n in range(3)]
    for order in orders:
        grow_older(order, 11)
    assert recall_holds({wax.sku: 3}, cart=a_cart()) is True
    states = [Order.objects.get(pk=order.pk).state for order in orders]
    assert states == [OrderState.EXPIRED, OrderState.EXPIRED, OrderState.AWAITING_PAYMENT]


def test_nothing_is_taken_back_where_nothing_is_short(stripe_server):
    wax, cloth = a_product(stock=2), a_product(stock=5)
    old = begin(a_cart(wax, cloth), email="old@example.com")
    grow_older(old, 11)
    assert recall_holds({wax.sku: 1, cloth.sku: 4}, cart=a_cart()) is False
    assert Order.objects.get(pk=old.pk).state == OrderState.AWAITING_PAYMENT


@pytest.mark.parametrize("why", ["its page is being opened", "stripe is down", "paid"])
def test_what_is_not_taken_back_says_so(stripe_server, settings, why):
    wax = a_product(stock=1)
    old = begin(a_cart(wax), email="old@example.com")
    grow_older(old, 11)
    if why == "paid":
        stripe_server.pays(old)
    elif why == "stripe is down":
        stripe_server.side.rule("fail", endpoint="POST /v1/checkout/sessions/*/expire", times=0)
    else:
        Order.objects.filter(pk=old.pk).update(stripe_session_id=None)
    assert recall_holds({wax.sku: 1}, cart=a_cart()) is False
    stripe_server.side.clears()
    old.refresh_from_db()
    assert old.state == (OrderState.PAID if why == "paid" else OrderState.AWAITING_PAYMENT)
    if why == "paid":
        assert "reported by the recall of its stock" in old.timeline.last().what


@pytest.mark.parametrize("field", ["browser", "network"])
def test_either_mark_of_an_old_order_is_forgotten(stripe_server, field):
    order = begin(a_cart(a_product()), **{field: "x"})
    stripe_server.expires(order)
    settle(news_of(order))
    grow_older(order, 25 * 60)
    forget_parties()
    order.refresh_from_db()
    assert (order.browser, order.network) == ("", "")


def test_an_earlier_order_whose_cart_is_gone_counts_as_the_buyer_s(stripe_server):
    cart = a_cart(a_product())
    first = begin(cart, email="same@example.com")
    Order.objects.filter(pk=first.pk).update(cart=None)
    grow_older(first, 20)
    second = begin(a_cart(a_product()), email="same@example.com")
    assert second.yields
    assert second.hold_until > timezone.now() + HOLD_LASTS - MINUTE
