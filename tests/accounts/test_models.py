import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User, UserProfile
from tests.builders import a_user

pytestmark = pytest.mark.django_db


def test_a_user_s_address_is_stored_in_lower_case():
    user = User.objects.create_user(" Sam@Example.COM ", "correct horse")
    assert (user.email, str(user)) == ("sam@example.com", "sam@example.com")
    assert user.check_password("correct horse")
    assert not user.is_staff
    assert not user.is_superuser


def test_a_user_without_a_password_cannot_log_in_with_any():
    user = User.objects.create_user("sam@example.com")
    assert not user.has_usable_password()
    assert authenticate(email="sam@example.com", password="") is None


def test_a_user_needs_an_address():
    with pytest.raises(ValueError, match="A user needs an email address"):
        User.objects.create_user("")


def test_a_superuser_has_all_permissions():
    owner = User.objects.create_superuser("owner@example.com", "correct horse")
    assert owner.is_staff
    assert owner.is_superuser


@pytest.mark.parametrize("email", ["sam@example.com", "SAM@example.com", "Sam@Example.Com"])
def test_addresses_are_unique_ignoring_case(email):
    a_user("sam@example.com")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=email)
    assert User.objects.count() == 1


def test_the_error_has_a_message():
    a_user("sam@example.com")
    with pytest.raises(ValidationError, match="already an account with this e-mail address"):
        User(email="SAM@example.com", password="x").full_clean()


@pytest.mark.parametrize("typed", ["sam@example.com", "SAM@Example.com"])
def test_a_user_is_found_ignoring_case(typed):
    user = a_user("sam@example.com")
    assert User.objects.get_by_natural_key(typed) == user


def test_there_is_no_user_name():
    assert User.USERNAME_FIELD == "email"
    assert not any(field.name == "username" for field in User._meta.get_fields())


def test_a_profile_is_deleted_with_its_user():
    user = a_user()
    assert UserProfile.objects.get().user == user
    user.delete()
    assert not UserProfile.objects.exists()
