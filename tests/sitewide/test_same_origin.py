"""Law 8: forms on public pages have no token; POSTs are checked by their headers."""

from itertools import product

import pytest
from django.conf import settings as django_settings

from checkout.models import CartLine
from tests.builders import a_product

pytestmark = pytest.mark.django_db

SITES = [None, "same-origin", "none", "same-site", "cross-site", "nonsense"]
ORIGINS = [None, "http://testserver", "https://testserver", "http://evil.example", "null"]


def should_pass(site, origin, has_session) -> bool:
    if site is not None:
        return site in ("same-origin", "none")
    if origin is not None:
        return origin == "http://testserver"
    return not has_session


@pytest.mark.parametrize(
    ("site", "origin", "has_session"), list(product(SITES, ORIGINS, [True, False]))
)
def test_every_combination_of_headers_is_checked(client, site, origin, has_session):
    wax = a_product()
    if has_session:
        client.cookies[django_settings.SESSION_COOKIE_NAME] = "of-somebody"
    given = {"Sec-Fetch-Site": site, "Origin": origin}
    headers = {name: value for name, value in given.items() if value is not None}
    response = client.post("/cart/add/", {"sku": wax.sku, "quantity": 1}, headers=headers)
    if should_pass(site, origin, has_session):
        assert (response.status_code, response["Location"]) == (302, "/cart/")
        assert CartLine.objects.get().quantity == 1
    else:
        assert response.status_code == 403
        assert not CartLine.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/cart/add/",
        "/cart/change/",
        "/cart/remove/",
        "/cart/clear/",
        "/cart/restore/",
        "/cart/fit/",
    ],
)
def test_the_cart_is_not_changed_by_get_or_from_another_origin(client, address):
    wax = a_product()
    own = {"Sec-Fetch-Site": "same-origin"}
    client.post("/cart/add/", {"sku": wax.sku, "quantity": 2}, headers=own)
    data = {"sku": wax.sku, "quantity": 0}
    assert client.get(address, data).status_code == 405
    foreign = client.post(address, data, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert CartLine.objects.get().quantity == 2


def test_the_session_cookie_is_same_site_lax(client):
    client.post("/cart/add/", {"sku": a_product().sku})
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
