"""The profile page shows and edits a customer's details."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User, UserProfile
from accounts.profile.address_book import add_address
from tests.accounts.profile.addresses import HOME
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

PROFILE = "/users/profile/"
DETAILS = {"first_name": "Sam", "last_name": "Shopper", "phone": "020 7946 0018"}


def test_details_are_stored_as_typed_and_shown_again(shopper):
    browser = a_visitor(shopper)
    answer = browser.post(PROFILE, DETAILS | {"keeps_addresses": "on"}, follow=True)
    assert answer.redirect_chain == [(PROFILE, 302)]
    assert "Your details are saved." in answer.text
    assert "Hello, Sam" in answer.text
    assert 'value="020 7946 0018"' in answer.text
    shopper.refresh_from_db()
    assert (shopper.first_name, shopper.last_name) == ("Sam", "Shopper")
    profile = UserProfile.objects.get(user=shopper)
    assert profile.phone == "020 7946 0018"
    assert (profile.keeps_addresses, profile.wants_dispatch_mail) == (True, False)


def test_a_new_customer_gets_dispatch_mails_and_saves_no_addresses_by_default(shopper):
    profile = UserProfile.objects.get(user=shopper)
    assert (profile.keeps_addresses, profile.wants_dispatch_mail) == (False, True)
    assert (profile.phone, profile.address) == ("", None)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("phone", "12", "Please enter a phone number such as 07700 900123."),
        ("first_name", "x" * 151, "at most 150 characters"),
    ],
)
def test_an_invalid_detail_is_refused_and_not_stored(shopper, field, typed, said):
    answer = a_visitor(shopper).post(PROFILE, DETAILS | {field: typed})
    assert answer.status_code == 400
    assert said in answer.text
    shopper.refresh_from_db()
    assert (shopper.first_name, UserProfile.objects.get(user=shopper).phone) == ("", "")


def test_other_posted_fields_are_ignored(shopper):
    more = {"is_first_time_buyer": "", "email": "x@example.com", "is_staff": "on", "user": "1"}
    UserProfile.objects.update(is_first_time_buyer=False)
    a_visitor(shopper).post(PROFILE, DETAILS | more | {"is_first_time_buyer": "on"})
    shopper.refresh_from_db()
    assert (shopper.email, shopper.is_staff) == ("shopper@autovise.example", False)
    assert UserProfile.objects.get(user=shopper).is_first_time_buyer is False


def test_a_form_changes_only_the_details_of_its_user(shopper):
    other = a_customer()
    a_visitor(other).post(PROFILE, DETAILS | {"user": shopper.pk, "pk": shopper.pk})
    shopper.refresh_from_db()
    assert shopper.first_name == ""
    assert User.objects.get(pk=other.pk).first_name == "Sam"


def test_an_anonymous_visitor_and_a_form_from_another_site_change_nothing(shopper):
    stranger = a_visitor().post(PROFILE, DETAILS)
    assert stranger["Location"] == f"/accounts/login/?next={PROFILE}"
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(shopper)
    assert forged.post(PROFILE, DETAILS).status_code == 403
    shopper.refresh_from_db()
    assert shopper.first_name == ""


def card(user) -> str:
    page = a_visitor(user).get(PROFILE).text
    return " ".join(page.split('id="first-order"')[1].split("</section>")[0].split())


def test_it_shows_that_the_first_order_saving_is_available(shopper):
    assert "10% off and free delivery</strong> are waiting for your first order." in card(shopper)


def test_it_shows_that_the_address_must_be_verified_first():
    customer = a_customer(is_verified=False)
    assert "To get them, please confirm your email address." in card(customer)
    EmailAddress.objects.update(verified=True)
    assert "To get them, please confirm" not in card(customer)


def test_it_shows_that_the_first_order_saving_is_used(shopper):
    UserProfile.objects.update(is_first_time_buyer=False)
    assert "This saving is for a first order only" in card(shopper)


def test_the_default_address_is_shown(shopper):
    add_address(user=shopper, **HOME)
    page = a_visitor(shopper).get(PROFILE).text
    assert "<address>Sam Shopper<br>1 High Street<br>Leeds<br>ls1 4ap</address>" in page


def test_the_page_makes_at_most_twelve_queries(shopper):
    for number in range(3):
        add_address(user=shopper, **HOME | {"line1": f"{number} High Street"})
    browser = a_visitor(shopper)
    browser.get(PROFILE)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(PROFILE).status_code == 200
    assert len(captured) <= 12


def test_the_account_links_have_a_fixed_order():
    page = a_visitor(a_customer()).get("/users/profile/").text
    nav = page.split('aria-label="Your account"')[1].split("</nav>")[0]
    assert re.findall(r">([^<>]+)</a>", nav) == [
        "Profile",
        "Orders",
        "Saved",
        "Reviews",
        "Addresses",
        "Email address",
        "Password",
        "Two-factor log-in",
        "Devices",
        "Emails from us",
        "Your data",
    ]
