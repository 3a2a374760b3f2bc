"""Demo users: created once, and able to log in with the printed password."""

import pytest
from django.contrib.auth import authenticate

from accounts.email_addresses import has_verified_email
from accounts.models import User
from autovise.bootstrap.demo_logins import DEMO_LOGINS, make_demo_logins

pytestmark = pytest.mark.django_db


def test_each_kind_of_user_has_a_login():
    make_demo_logins("open sesame")
    users = {user.email: user for user in User.objects.all()}
    assert set(users) == {
        "owner@autovise.example",
        "catalogue@autovise.example",
        "marketing@autovise.example",
        "moderator@autovise.example",
        "shopper@autovise.example",
    }
    assert [user.email for user in users.values() if user.is_superuser] == [
        "owner@autovise.example"
    ]
    assert {email: [g.name for g in user.groups.all()] for email, user in users.items()} == {
        "owner@autovise.example": [],
        "catalogue@autovise.example": ["Catalog Editors"],
        "marketing@autovise.example": ["Marketing Editors"],
        "moderator@autovise.example": ["Moderators"],
        "shopper@autovise.example": [],
    }
    shopper = users["shopper@autovise.example"]
    assert has_verified_email(shopper)
    assert shopper.profile.is_first_time_buyer


def test_the_demo_users_can_log_in_with_the_current_password():
    make_demo_logins("open sesame")
    make_demo_logins("another one")
    for login in DEMO_LOGINS:
        assert authenticate(email=login.email, password="another one")
        assert authenticate(email=login.email, password="open sesame") is None


def test_creating_them_again_adds_no_user_and_no_permission():
    make_demo_logins("open sesame")
    editor = User.objects.get(email="catalogue@autovise.example")
    editor.groups.clear()
    before = list(User.objects.values_list("pk", "password"))
    make_demo_logins("open sesame")
    assert list(User.objects.values_list("pk", "password")) == before
    assert not editor.groups.exists()
