"""Sign-up, log-in, log-out and the profile page, over HTTP."""

import pytest
from django.contrib.auth import get_user

from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db


def is_logged_in(visitor) -> bool:
    return get_user(visitor).is_authenticated


def test_the_sign_up_form_asks_for_an_address_and_a_password_twice():
    response = a_visitor().get("/accounts/signup/")
    assert list(response.context["form"].fields) == ["email", "password1", "password2"]


@pytest.mark.parametrize("typed", ["sam@example.com", "Sam@Example.COM"])
def test_the_email_address_of_a_log_in_ignores_case(typed):
    a_customer("sam@example.com")
    visitor = a_visitor()
    response = visitor.post("/accounts/login/", {"login": typed, "password": "correct horse"})
    assert (response.status_code, response["Location"]) == (302, "/users/profile/")
    assert is_logged_in(visitor)


@pytest.mark.parametrize(
    "fields",
    [
        {"login": "sam@example.com", "password": "wrong"},
        {"login": "nobody@example.com", "password": "correct horse"},
        {"login": "", "password": ""},
    ],
)
def test_a_wrong_password_does_not_log_in(fields):
    a_customer("sam@example.com")
    visitor = a_visitor()
    assert visitor.post("/accounts/login/", fields).status_code == 200
    assert not is_logged_in(visitor)


def test_a_log_in_does_not_redirect_to_another_site():
    a_customer("sam@example.com")
    fields = {"login": "sam@example.com", "password": "correct horse"}
    response = a_visitor().post(
        "/accounts/login/?next=https://evil.example/", fields | {"next": "https://evil.example/"}
    )
    assert response["Location"] == "/users/profile/"


def test_logging_out_requires_a_post():
    visitor = a_visitor(a_customer())
    assert visitor.get("/accounts/logout/").status_code == 200
    assert is_logged_in(visitor)
    response = visitor.post("/accounts/logout/")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert not is_logged_in(visitor)


def test_the_profile_requires_log_in():
    response = a_visitor().get("/users/profile/")
    assert response["Location"] == "/accounts/login/?next=/users/profile/"


@pytest.mark.parametrize("is_verified", [True, False])
def test_the_profile_names_the_user_and_is_not_cached(is_verified):
    customer = a_customer("sam@example.com", is_verified=is_verified)
    response = a_visitor(customer).get("/users/profile/")
    assert response.status_code == 200
    assert "sam@example.com" in response.text
    assert response.context["is_verified"] is is_verified
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"],
)
def test_the_pages_of_an_account_are_accessible(address):
    assert a_visitor().get(address).status_code == 200


@pytest.mark.parametrize("address", ["/accounts/email/", "/accounts/password/change/"])
def test_the_pages_of_a_customer_are_accessible_to_customers_only(address):
    assert a_visitor(a_customer()).get(address).status_code == 200
    assert a_visitor().get(address).status_code == 302
