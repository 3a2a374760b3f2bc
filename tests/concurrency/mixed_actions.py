"""A small shop's day in which everything happens at once: what shoppers, the owner, Stripe, the
clock and the reconciliation do, each prepared as a call."""

import random
from datetime import timedelta

import stripe
from django.utils import timezone

from checkout.cart.merge import merge_carts
from checkout.models import Order, Refund, RefundState
from checkout.orders.holds import mark_old_orders_yielding
from checkout.orders.place import CartChanged, CartEmpty, OrderAlreadyOpen
from checkout.orders.state import SHOP
from checkout.payments.expiry import release_stale_orders
from checkout.payments.reconciliations import reconcile
from checkout.payments.settle import settle
from checkout.payments.start import AlreadyPaid, PaymentUnavailable, start_payment
from checkout.refunds.apply import send_refund
from checkout.refunds.request import (
    MoreThanPaid,
    MoreThanSold,
    NothingToRefund,
    RefundRequest,
    request_refund,
)
from checkout.stripe.gateway import retrieve_session
from tests.builders import CONTACT, GUEST, a_bundle, a_cart, a_customer, a_product

REFUSALS = (
    *(AlreadyPaid, CartChanged, CartEmpty, OrderAlreadyOpen, PaymentUnavailable),
    *(MoreThanPaid, MoreThanSold, NothingToRefund),
)
LATELY = timedelta(seconds=20)


class MixedActions:
    """A bundle, its parts, and the actions of shoppers, owner, Stripe and clock on them."""

    def __init__(self, stripe_server, chance: random.Random, *, pieces: int) -> None:
        self.stripe_server = stripe_server
        self.chance = chance
        self.wax, self.cloth = a_product(stock=pieces), a_product(stock=pieces)
        self.bundle = a_bundle((self.wax, 2), self.cloth, a_product(stock=pieces))

    def something(self):
        """Return a random action of this round, as a call."""
        often = [self.buy, self.reorder, self.pay, self.refund]
        seldom = [self.log_in, self.refund_in_the_dashboard, self.run_out_of_time, self.reconcile,
                  self.grow_old]  # fmt: skip
        return self.chance.choice([*often * 2, *seldom])()

    def buy(self):
        wanted = [self.wax, self.cloth, self.bundle]
        self.chance.shuffle(wanted)
        return self._paying_for(a_cart(*wanted[:2]))

    def reorder(self):
        order = self._open_order()
        return self._paying_for(order.cart) if order else self.buy()

    def pay(self):
        """Paid at Stripe; several messengers bring the news, of which this is one."""
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

    def refund(self):
        """Asked for by the owner, and sent; or one that is still to be sent, by another worker."""
        order = self._paid_order()
        if order is None:
            return self.pay()
        whole = RefundRequest(everything=True, puts_back=True)
        request = self.chance.choice(
            [whole, RefundRequest(amount_pence=self.chance.randint(1, 900))]
        )

        def ask_and_send() -> None:
            refund = request_refund(
                order=order, request=request, reason="returned", note="", by=SHOP
            )
            send_refund.call(refund.pk)

        return self.chance.choice([ask_and_send, self._send_what_is_asked_for])

    def refund_in_the_dashboard(self):
        """Stripe gives back a little by itself; the reconciliation finds it."""
        order = self._paid_order()
        if order is None:
            return self.pay()
        request = {"payment_intent": order.stripe_payment_intent_id, "amount": 50}

        def refund() -> None:
            try:
                self.stripe_server.client.v1.refunds.create(request)
            except stripe.InvalidRequestError:
                return  # all of it has gone back already
            reconcile(since=timezone.now() - LATELY, fix=True)

        return refund

    def run_out_of_time(self):
        order = self._open_order()
        if order is None:
            return self.buy()
        Order.objects.filter(pk=order.pk).update(hold_until=timezone.now() - LATELY)
        return release_stale_orders

    def grow_old(self):
        """An unpaid order's hold is no longer firm."""
        order = self._open_order()
        if order is None:
            return self.buy()
        Order.objects.filter(pk=order.pk).update(yields_from=timezone.now() - LATELY)
        return mark_old_orders_yielding

    def reconcile(self):
        return lambda: reconcile(since=timezone.now() - LATELY, fix=True)

    def _send_what_is_asked_for(self) -> None:
        for refund in Refund.objects.filter(state=RefundState.REQUESTED):
            send_refund.call(refund.pk)

    def _paying_for(self, cart):
        return lambda: start_payment(cart=cart, user=GUEST, contact=CONTACT, shown_total_pence=None)

    def _open_order(self) -> Order | None:
        return self._one_of(Order.objects.open().exclude(stripe_session_id=None))

    def _paid_order(self) -> Order | None:
        """Mostly one of the last, so that several meet at it."""
        return self._one_of(Order.objects.paid().order_by("-pk")[:5])

    def _one_of(self, orders) -> Order | None:
        orders = list(orders)
        return self.chance.choice(orders) if orders else None
