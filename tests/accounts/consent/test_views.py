"""“Emails from us”: everything is off by default, and customers change only their own choices."""

import re

import pytest

from accounts.consent.newsletter import confirm_newsletter, request_newsletter
from accounts.consent.records import has_agreed
from accounts.consent.unsubscribe import cart_reminders_link
from accounts.models import Consent, ConsentKind, Subscriber
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

PAGE, CART = "/users/profile/emails/", "/users/profile/emails/cart/"
NEWSLETTER = "/users/profile/emails/newsletter/"
REMINDERS = ConsentKind.CART_REMINDERS


def is_ticked(visitor) -> bool:
    box = re.search(r'<input[^>]*name="agrees"[^>]*>', visitor.get(PAGE).text)[0]
    return "checked" in box


def test_the_box_is_unticked_until_the_customer_ticks_it():
    customer, other = a_customer(), a_customer()
    visitor = a_visitor(customer)
    assert not is_ticked(visitor)
    assert visitor.post(CART, {"agrees": "on"})["Location"] == PAGE
    assert is_ticked(visitor)
    assert has_agreed(customer, REMINDERS)
    assert not has_agreed(other, REMINDERS)
    visitor.post(CART)
    assert not is_ticked(visitor)
    assert list(Consent.objects.values_list("is_given", "page")) == [(True, PAGE), (False, PAGE)]


def test_a_get_stores_no_choice():
    visitor = a_visitor(a_customer())
    assert visitor.get(CART, {"agrees": "on"}).status_code == 405
    assert visitor.get(NEWSLETTER).status_code == 405
    assert not Consent.objects.exists()


@pytest.mark.parametrize("path", [PAGE, CART, NEWSLETTER])
def test_an_anonymous_visitor_is_redirected_to_the_log_in(path):
    for method in ("get", "post"):
        response = getattr(a_visitor(), method)(path, {"agrees": "on"})
        assert response["Location"].startswith("/accounts/login/?next=/users/profile/emails/")
    assert not Consent.objects.exists()


def test_the_link_in_a_reminder_unticks_the_box():
    customer = a_customer()
    visitor = a_visitor(customer)
    visitor.post(CART, {"agrees": "on"})
    path = cart_reminders_link(customer).removeprefix("http://testserver")
    assert "no longer remind you" in a_visitor().get(path).text
    assert is_ticked(visitor)
    assert a_visitor().post(path).status_code == 200
    assert not is_ticked(visitor)


def test_the_link_of_a_deleted_account_still_opens_a_page():
    customer = a_customer()
    path = cart_reminders_link(customer).removeprefix("http://testserver")
    customer.delete()
    assert a_visitor().post(path).status_code == 200
    assert not Consent.objects.exists()


@pytest.mark.parametrize("is_verified", [True, False])
def test_only_verified_addresses_are_shown_and_unsubscribed(is_verified):
    confirm_newsletter(request_newsletter(email="sam@example.com", page="/newsletter/"))
    confirm_newsletter(request_newsletter(email="kim@example.com", page="/newsletter/"))
    visitor = a_visitor(a_customer("sam@example.com", is_verified=is_verified))
    assert ("has been subscribed since" in visitor.get(PAGE).text) is is_verified
    visitor.post(NEWSLETTER)
    left = set(Subscriber.objects.values_list("email", flat=True))
    assert left == {"kim@example.com"} | (set() if is_verified else {"sam@example.com"})
