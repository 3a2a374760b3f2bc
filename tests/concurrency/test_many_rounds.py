"""Everything that writes, mixed, a hundred times: nobody waits for each other in a circle."""

import random

import pytest

from checkout.merging import merge_carts
from checkout.models import Order
from checkout.paying import AlreadyPaid, PaymentUnavailable, start_payment
from checkout.placing import CartChanged, CartEmpty, OrderAlreadyOpen
from checkout.settling import settle
from checkout.stripe_gateway import retrieve_session
from tests.builders import CONTACT, GUEST, a_bundle, a_cart, a_customer, a_product
from tests.concurrency.at_once import at_once
from tests.concurrency.books import check_books

pytestmark = pytest.mark.postgres

ROUNDS = 100
REFUSALS = (AlreadyPaid, CartChanged, CartEmpty, OrderAlreadyOpen, PaymentUnavailable)
PIECES = 400


class Street:
    """Shoppers of a small shop: a bundle, its parts, and the orders that are open."""

    def __init__(self, stripe_server, chance: random.Random) -> None:
        self.stripe_server = stripe_server
        self.chance = chance
        self.wax, self.cloth = a_product(stock=PIECES), a_product(stock=PIECES)
        self.bundle = a_bundle((self.wax, 2), self.cloth, a_product(stock=PIECES))

    def something(self):
        """A call that somebody makes in this round, prepared."""
        return self.chance.choice([self.buy, self.buy, self.buy_again, self.pay, self.log_in])()

    def buy(self):
        wanted = [self.wax, self.cloth, self.bundle]
        self.chance.shuffle(wanted)
        return self._paying_for(a_cart(*wanted[:2]))

    def buy_again(self):
        order = self._open_order()
        return self._paying_for(order.cart) if order else self.buy()

    def pay(self):
        """Paid at Stripe; two messengers bring the news, of which this is one."""
        order = self._open_order()
        if order is None:
            return self.buy()
        self.stripe_server.pays(order)
        return lambda: settle(retrieve_session(order.stripe_session_id))

    def log_in(self):
        customer = a_customer()
        a_cart(self.wax, user=customer)
        guest = a_cart(self.bundle, self.cloth)
        return lambda: merge_carts(guest=guest, user=customer)

    def _paying_for(self, cart):
        return lambda: start_payment(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)

    def _open_order(self) -> Order | None:
        orders = list(Order.objects.open().exclude(stripe_session_id=None))
        return self.chance.choice(orders) if orders else None


@pytest.mark.usefixtures("postgres_only")
def test_a_hundred_mixed_rounds_end_with_the_books_in_order(stripe_server):
    street = Street(stripe_server, random.Random(20261123))  # noqa: S311
    for _ in range(ROUNDS):
        at_once(*[street.something() for _ in range(4)], refused_by=REFUSALS)
    for page in (street.wax, street.cloth):
        check_books(page, pieces_at_first=PIECES)
