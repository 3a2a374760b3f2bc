"""Many slow connections do not block other clients."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import requests

from tests.builders import a_product
from tests.faults.ledger import check_sold_once
from tests.faults.paid_orders import wait_until_paid

pytestmark = pytest.mark.slow

CONNECTIONS = 200
HEADER = b"GET /products/ HTTP/1.1\r\nHost: localhost\r\n"
BODY = (
    b"POST /cart/add/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


class SlowSenders:
    """Connections of which each has sent a part of a request, and goes on byte by byte."""

    def __init__(self, address: str, beginning: bytes) -> None:
        self._stack = ExitStack()
        parts = urlsplit(address)
        self._sockets = [
            self._stack.enter_context(socket.create_connection((parts.hostname, parts.port)))
            for _ in range(CONNECTIONS)
        ]
        for slow in self._sockets:
            slow.sendall(beginning)

    def send_another_byte(self) -> None:
        for slow in self._sockets:
            slow.sendall(b"x")

    def __enter__(self):
        return self

    def __exit__(self, *error) -> None:
        self._stack.close()


@pytest.mark.parametrize("beginning", [HEADER, BODY, b"G"], ids=["header", "body", "first byte"])
def test_the_shop_responds_while_many_clients_send_slowly(shop, a_shopper, beginning):
    wax = a_product(1299, stock=5)
    with SlowSenders(shop.address, beginning) as senders:
        assert requests.get(f"{shop.address}/products/", timeout=60).ok
        shopper = a_shopper()
        shopper.puts_in_cart(wax)
        senders.send_another_byte()
        order = shopper.goes_to_pay()
        shop.stripe.pays(order)
        wait_until_paid(order)
        senders.send_another_byte()
    shop.recover()
    check_sold_once(shop, order, wax, pieces_at_first=5)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/cart/add/", 413), ("/admin/login/", 413), ("/admin/catalogue/import/", 403)],
)
def test_only_upload_pages_accept_a_large_body(shop, path, status):
    answer = requests.post(shop.address + path, data=b"x" * 4_000_000, timeout=60)
    assert answer.status_code == status
