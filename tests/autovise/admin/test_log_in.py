"""Staff use the shop's log-in; the admin has no other."""

import pytest
from django.contrib.auth import get_user

from accounts.models import User
from tests.builders import a_customer, a_user, a_visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked_for", "led_to"),
    [
        ("/admin/login/", "/accounts/login/?next=/admin/"),
        ("/admin/login/?next=/admin/products/", "/accounts/login/?next=/admin/products/"),
        ("/admin/login/?next=https://evil.example/", "/accounts/login/?next=/admin/"),
        ("/admin/login/?next=//evil.example/", "/accounts/login/?next=/admin/"),
    ],
)
def test_the_admin_redirects_to_the_shop_s_log_in(asked_for, led_to):
    response = a_visitor().get(asked_for)
    assert (response.status_code, response["Location"]) == (302, led_to)


def test_staff_are_redirected_to_the_requested_page():
    owner = a_customer("owner@example.com")
    User.objects.update(is_staff=True, is_superuser=True)
    visitor = a_visitor()
    page = visitor.get("/admin/products/", follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/login/?next=/admin/products/"
    assert '<input type="hidden" name="next" value="/admin/products/">' in page.text
    fields = {"login": owner.email, "password": "correct horse", "next": "/admin/products/"}
    response = visitor.post("/accounts/login/", fields)
    assert (response.status_code, response["Location"]) == (302, "/admin/products/")
    assert visitor.get("/admin/products/").status_code == 200


def test_a_customer_gets_a_403():
    visitor = a_visitor(a_customer())
    page = visitor.get("/admin/", follow=True)
    assert page.status_code == 403
    assert "You do not have access to this page" in page.text
    assert get_user(visitor).is_authenticated


def test_a_logged_in_user_is_redirected(owner):
    visitor = a_visitor(owner)
    assert visitor.get("/admin/login/?next=/admin/products/")["Location"] == "/admin/products/"
    assert visitor.get("/admin/login/?next=//evil.example/")["Location"] == "/admin/"


def test_the_admin_s_log_in_view_accepts_no_post(owner):
    visitor = a_visitor()
    fields = {"username": owner.email, "password": "correct horse"}
    assert visitor.post("/admin/login/", fields).status_code == 405
    assert not get_user(visitor).is_authenticated


def test_logging_out_of_the_admin_requires_a_post(owner):
    visitor = a_visitor(owner)
    assert visitor.get("/admin/logout/").status_code == 405
    assert get_user(visitor) == owner
    assert visitor.post("/admin/logout/")["Location"] == "/admin/login/"
    assert not get_user(visitor).is_authenticated


def test_the_admin_has_no_password_reset_of_its_own():
    assert a_visitor().get("/admin/password_reset/").status_code == 404


def test_the_admin_changes_neither_a_password_nor_an_address_unverified(owner):
    visitor = a_visitor(owner)
    page = visitor.get("/admin/account/")
    assert page.status_code == 200
    assert 'name="password-old_password"' not in page.text
    assert 'name="name_email-email"' not in page.text
    fields = {
        "name_email-first_name": "Olive",
        "name_email-last_name": "Owner",
        "name_email-email": "somebody@else.example",
        "password-old_password": "correct horse",
        "password-new_password1": "a long way from home",
        "password-new_password2": "a long way from home",
    }
    visitor.post("/admin/account/", fields)
    owner.refresh_from_db()
    assert owner.email == "owner@autovise.example"
    assert owner.check_password("correct horse")


def test_changed_permissions_apply_to_the_next_request():
    editor = a_user("editor@example.com", is_staff=True)
    assert a_visitor(editor).get("/admin/", follow=True).status_code == 403
