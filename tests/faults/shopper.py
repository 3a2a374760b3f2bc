"""A shopper over HTTP, who gets no response when a process is killed."""

import re

import pytest
import requests

from checkout.models import Order
from tests.builders import CONTACT, a_visitor

PATIENCE_S = 60


class Shopper:
    def __init__(self, address: str, customer=None, *, email: str = "") -> None:
        self._address = address
        # A customer's own: one address has the first-order saving once.
        self._email = email or (customer.email if customer else CONTACT.email)
        self._browser = requests.Session()
        self._browser.headers.update({"Origin": address, "Connection": "close"})
        if customer:
            session = a_visitor(customer).cookies["sessionid"].value
            self._browser.cookies.set("sessionid", session)

    def puts_in_cart(self, page, quantity: int = 1) -> None:
        answer = self._post("/cart/add/", {"sku": page.sku, "quantity": quantity})
        assert answer.status_code == 302, answer.text

    def looks_at_cart(self) -> None:
        assert self._browser.get(f"{self._address}/cart/", timeout=PATIENCE_S).ok

    def goes_to_pay(self) -> Order:
        """From the cart to Stripe's page; the order that it is for."""
        answer = self.asks_to_pay()
        assert "/c/pay/" in answer.headers.get("Location", ""), answer.text
        return newest_order()

    def is_cut_off_on_the_way_to_pay(self) -> Order:
        """The answer never comes; the order that was placed all the same."""
        with pytest.raises(requests.ConnectionError):
            self.asks_to_pay()
        return newest_order()

    def brings_cart_up_to_date(self) -> None:
        assert self._post("/cart/fit/", {}).status_code == 302

    def asks_to_pay(self) -> requests.Response:
        page = self._browser.get(f"{self._address}/checkout/", timeout=PATIENCE_S).text
        total = re.search(r'id="total" value="(\d+)"', page)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        shown = {"shown_total_pence": total, "csrfmiddlewaretoken": token}
        fields = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}
        fields["email"] = self._email
        return self._post("/checkout/", fields | shown)

    def _post(self, path: str, fields: dict) -> requests.Response:
        address = self._address + path
        return self._browser.post(address, data=fields, allow_redirects=False, timeout=PATIENCE_S)


def newest_order() -> Order:
    return Order.objects.latest("pk")
