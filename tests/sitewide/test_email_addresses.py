"""Normalised email addresses and their keyed hashes."""

import pytest
from allauth.account.models import EmailAddress
from hypothesis import given
from hypothesis import strategies as st

from accounts.email_addresses import has_verified_email
from sitewide.email_addresses import email_hash, normalised_email
from tests.builders import a_customer, a_user


@pytest.mark.parametrize(
    ("typed", "normalised"),
    [
        ("sam@example.com", "sam@example.com"),
        ("Sam@Example.COM", "sam@example.com"),
        ("  sam@example.com ", "sam@example.com"),
        ("sam+shop@example.com", "sam@example.com"),
        ("sam+a+b@example.com", "sam@example.com"),
        ("s.a.m@example.com", "s.a.m@example.com"),
        ("s.a.m@gmail.com", "sam@gmail.com"),
        ("S.am+x@GoogleMail.com", "sam@gmail.com"),
        ("sam@notgmail.com", "sam@notgmail.com"),
        ("s.am@gmail.com.example", "s.am@gmail.com.example"),
        ("+a@example.com", "+a@example.com"),
        ("sam+x@outlook.com", "sam@outlook.com"),
        ("Sam+x@hotmail.co.uk", "sam@hotmail.co.uk"),
        ("s.am+x@live.co.uk", "s.am@live.co.uk"),
        ("sam-shop@yahoo.com", "sam@yahoo.com"),
        ("sam-shop@yahoo.co.uk", "sam@yahoo.co.uk"),
        ("sam-a-b+c@ymail.com", "sam@ymail.com"),
        ("-a@yahoo.com", "-a@yahoo.com"),
        ("sam-shop@yahoo.com.example", "sam@yahoo.com.example"),
        ("sam-shop@notyahoo.com", "sam-shop@notyahoo.com"),
        ("anything@sam.fastmail.com", "sam@fastmail.com"),
        ("any+thing@sam.fastmail.fm", "sam@fastmail.fm"),
        ("sam+x@fastmail.com", "sam@fastmail.com"),
        ("a@b.sam.fastmail.com", "a@b.sam.fastmail.com"),
        ("s.a-m_+x@protonmail.com", "sam@proton.me"),
        ("sam@pm.me", "sam@proton.me"),
        ("sam+x@me.com", "sam@icloud.com"),
        ("s.am@mac.com", "s.am@icloud.com"),
        ("...@gmail.com", "...@gmail.com"),
    ],
)
def test_one_mailbox_has_one_spelling(typed, normalised):
    assert normalised_email(typed) == normalised


@given(st.emails())
def test_normalising_twice_changes_nothing(email):
    assert normalised_email(normalised_email(email)) == normalised_email(email)


def test_equal_mailboxes_have_equal_hashes(settings):
    settings.EMAIL_HASH_KEY = "a key"
    assert email_hash("Sam+x@gmail.com") == email_hash("s.am@googlemail.com")
    assert email_hash("sam@gmail.com") != email_hash("sam@example.com")


def test_a_hash_depends_on_its_key(settings):
    settings.EMAIL_HASH_KEY = "a key"
    one = email_hash("sam@example.com")
    settings.EMAIL_HASH_KEY = "another key"
    assert email_hash("sam@example.com") != one
    assert len(one) == 64
    assert "sam" not in one


def test_a_hash_never_changes(settings):
    settings.EMAIL_HASH_KEY = "a key"
    assert email_hash("sam@example.com") == (
        "7f4f9d1a0d669690d65552b89e853c1c827ea7e00b2046530f92fa39745c6227"
    )


def test_the_hash_does_not_depend_on_the_secret_key(settings):
    before = email_hash("sam@example.com")
    settings.SECRET_KEY = "rolled"
    assert email_hash("sam@example.com") == before


@pytest.mark.django_db
@pytest.mark.parametrize("is_verified", [True, False])
def test_an_address_is_verified_when_its_owner_confirmed_it(is_verified):
    assert has_verified_email(a_customer(is_verified=is_verified)) is is_verified


@pytest.mark.django_db
def test_a_verified_address_is_compared_ignoring_case():
    user = a_customer("sam@example.com")
    EmailAddress.objects.update(email="Sam@Example.com")
    assert has_verified_email(user)


@pytest.mark.django_db
def test_the_confirmation_of_another_address_does_not_count():
    user = a_user("sam@example.com")
    EmailAddress.objects.create(user=user, email="old@example.com", verified=True)
    EmailAddress.objects.create(user=a_user(), email="sam@example.com", verified=True)
    assert not has_verified_email(user)
