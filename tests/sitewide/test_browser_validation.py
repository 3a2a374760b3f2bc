"""Forms with a list of errors leave the checking to the server: no bubble of the browser."""

import re

import pytest

from tests.builders import a_product, a_visitor
from tests.checkout.shopping import add, client

__all__ = ["client"]

pytestmark = pytest.mark.django_db

PUBLIC = (
    "/newsletter/",
    "/contact/",
    "/checkout/find/",
    "/accounts/signup/",
    "/accounts/login/",
    "/accounts/password/reset/",
)
OF_CUSTOMERS = ("/users/profile/", "/users/addresses/add/", "/accounts/password/change/")


def checked_by_the_browser(page: str) -> list[str]:
    """Return the start tags of the forms with text fields that the browser checks."""
    forms = re.findall(r"(<form[^>]*>)(.*?)</form>", page.partition("<main")[2], re.DOTALL)
    typed = re.compile(r'type="(text|email|password|tel)"')
    return [tag for tag, fields in forms if typed.search(fields) and "novalidate" not in tag]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_forms_are_checked_by_the_server_only(path):
    answer = a_visitor().get(path)
    assert (answer.status_code, checked_by_the_browser(answer.text)) == (200, [])


@pytest.mark.parametrize("path", OF_CUSTOMERS)
def test_forms_of_customers_are_checked_by_the_server_only(shopper, path):
    answer = a_visitor(shopper).get(path)
    assert (answer.status_code, checked_by_the_browser(answer.text)) == (200, [])


def test_the_checkout_form_is_checked_by_the_server_only(client):
    add(client, a_product())
    assert checked_by_the_browser(client.get("/checkout/").text) == []
