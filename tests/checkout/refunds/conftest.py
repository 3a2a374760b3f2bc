"""Fixture of a late payment that must be refunded."""

import pytest

from catalog.models import StockMove
from catalog.models.stock import add_stock
from checkout.models import Order
from checkout.payments.settle import settle
from tests.builders import a_product
from tests.checkout.builders import an_open_order, changed, session_at_stripe


@pytest.fixture
def late(stripe_server) -> Order:
    """£17.98 paid for an order that was released, and whose only piece is gone."""
    wax = a_product(1299, stock=1)
    order = an_open_order(wax)
    stripe_server.pays(order)
    paid = session_at_stripe(order)
    settle(changed(paid, status="expired", payment_status="unpaid"))
    add_stock(wax.sku, -1, reason=StockMove.Reason.DAMAGE)
    return settle(paid)
