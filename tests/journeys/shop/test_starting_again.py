"""Stop and second start of the shop: no process is left running, and no data is lost."""

import pytest

from tests.journeys.running_shop import alive
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FRESHENER = "AUT-AC-004"


def test_a_second_start_loses_nothing(a_shopper, shop, records, measured):
    shopper = a_shopper()
    shopper.logs_in("catalogue@autovise.example")
    shopper.puts_in_cart(FRESHENER, 2)
    before = (records.order_states(), records.stock_of(FRESHENER), shop.password())
    processes = shop.process_ids()
    assert len(processes) > len(("start_shop", "web", "worker", "clock", "stripe"))

    assert shop.stop() == 0, shop.said()
    wait_for(lambda: not alive(processes), "the end of the shop's processes")
    shop.start()
    measured.append(f"It opened again after {shop.took_to_open_s:.0f} s.")
    assert (records.order_states(), records.stock_of(FRESHENER), shop.password()) == before
    assert shopper.cart() == {FRESHENER: 2}
