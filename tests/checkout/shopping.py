"""A shopper's browser: what it posts, and the figures that pages show."""

import re

import pytest
from django.test import Client

ADDRESS = {
    "email": "guest@example.com",
    "name": "Sam Guest",
    "line1": "1 High Street",
    "line2": "",
    "city": "Leeds",
    "postcode": "ls1 4ap",
    "phone": "020 7946 0018",
}


FROM_OUR_PAGES = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def client():
    return Client(headers=FROM_OUR_PAGES)


@pytest.fixture
def client_of_another():
    return Client(headers=FROM_OUR_PAGES)


def add(client, page, quantity=1, **extra):
    return client.post("/cart/add/", {"sku": page.sku, "quantity": quantity, **extra}, follow=True)


def figures(response) -> dict[str, int]:
    found = re.findall(r'<data id="([a-z-]+)" value="(\d+)">', response.text)
    assert len(found) == len({name for name, _ in found})
    return {name: int(value) for name, value in found}


def page_after(client, refused):
    """The page that a refused checkout form redirects to."""
    assert (refused.status_code, refused["Location"]) == (302, "/checkout/")
    page = client.get("/checkout/")
    assert page.status_code == 200
    return page


def check_out(client, **changes):
    shown = figures(client.get("/checkout/"))["total"]
    return client.post("/checkout/", ADDRESS | {"shown_total_pence": shown} | changes)
