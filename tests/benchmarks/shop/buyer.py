"""A shopper over HTTP, from the cart to the payment on Stripe's page."""

import re
import time
from dataclasses import dataclass

import requests

from tests.builders import CONTACT
from tests.stripe_side import GOOD_CARD

PATIENCE_S = 60


class NotServed(AssertionError):
    """The shop or Stripe answered with something else than the next step."""


@dataclass(frozen=True)
class Purchase:
    """`paid_at`: Unix seconds, when Stripe had taken the payment."""

    session_id: str
    paid_at: float


def buy(address: str, basket: tuple) -> Purchase:
    """A new guest's purchase. Whether it was settled is not waited for."""
    browser = requests.Session()
    browser.headers.update({"Origin": address, "Connection": "close"})
    for page in basket:
        _post(browser, f"{address}/cart/add/", {"sku": page.sku, "quantity": 1})
    form = browser.get(f"{address}/checkout/", timeout=PATIENCE_S).text
    fields = {name: getattr(CONTACT, name) for name in CONTACT.__slots__}
    payment_page = _post(browser, f"{address}/checkout/", fields | _hidden_fields(form))
    if "/c/pay/" not in payment_page:
        raise NotServed(f"sent to {payment_page} instead of Stripe's page")
    _post(browser, payment_page, {"card": GOOD_CARD})
    return Purchase(payment_page.rpartition("/")[2], time.time())


def _hidden_fields(form: str) -> dict[str, str]:
    total = re.search(r'id="total" value="(\d+)"', form)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    if not total or not token:
        raise NotServed(f"no checkout form: {form[:300]}")
    return {"shown_total_pence": total[1], "csrfmiddlewaretoken": token[1]}


def _post(browser: requests.Session, address: str, fields: dict) -> str:
    """Where the answer leads to."""
    answer = browser.post(address, data=fields, allow_redirects=False, timeout=PATIENCE_S)
    if answer.status_code not in (302, 303):
        raise NotServed(f"{answer.status_code} from {address}: {answer.text[:300]}")
    return answer.headers["Location"]
