"""The demo's trader is complete, cannot be a real business, and replaces no other."""

import pytest

from autovise.bootstrap.demo_trader import make_demo_trader
from sitewide.trader import Trader, current_trader

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_complete_trader_that_cannot_be_real():
    make_demo_trader()
    trader = current_trader()
    trader.full_clean()
    assert trader.missing == []
    assert trader.phone.startswith("0113 496 0")  # reserved by Ofcom for drama
    assert trader.email.endswith("@example.com")
    assert set(trader.company_number) == {"0"}
    assert set(trader.vat_number.removeprefix("GB").replace(" ", "")) == {"0"}


def test_the_trader_of_the_owner_is_kept():
    Trader.objects.create(name="Wheels")
    make_demo_trader()
    assert Trader.objects.get().name == "Wheels"
