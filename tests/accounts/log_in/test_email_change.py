"""Change of the email address: effective after confirmation, impossible for another user's."""

import pytest
from django.contrib.auth import get_user
from django.core import mail

from accounts.email_addresses import has_verified_email
from accounts.models import User
from tests.accounts.answers import without_tokens
from tests.accounts.mailbox import link_in, only_mail
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

OLD, NEW, PASSWORD = "sam@example.com", "sam@new.example", "correct horse"
PAGE = "/accounts/email/"


@pytest.fixture
def sam():
    return a_customer(OLD)


@pytest.fixture
def visitor(sam):
    """Sam, who has just shown the password once more."""
    visitor = a_visitor(sam)
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return visitor


def addresses_of(user: User) -> dict[str, bool]:
    return dict(user.emailaddress_set.values_list("email", "verified"))


def request_change(visitor, email: str = NEW):
    return visitor.post(PAGE, {"email": email, "action_add": ""})


def test_the_change_continues_after_the_password_is_confirmed(sam):
    visitor = a_visitor(sam)
    response = request_change(visitor)
    assert response["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert mail.outbox == []
    wrong = visitor.post(response["Location"], {"password": "wrong", "next": PAGE})
    assert "That password is incorrect." in wrong.text
    response = visitor.post(response["Location"], {"password": PASSWORD, "next": PAGE})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert only_mail().to == [NEW]


def test_until_the_link_is_opened_nothing_has_changed(sam, visitor):
    request_change(visitor)
    sam.refresh_from_db()
    assert sam.email == OLD
    assert has_verified_email(sam)
    assert addresses_of(sam) == {OLD: True, NEW: False}
    assert only_mail().to == [NEW]
    assert NEW in visitor.get(PAGE).text
    other = a_visitor()
    other.post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    assert not get_user(other).is_authenticated


def test_the_link_changes_the_address_and_notifies_the_old_one(sam, visitor):
    request_change(visitor)
    path = link_in(only_mail())
    a_visitor().get(path)
    assert addresses_of(sam) == {OLD: True, NEW: False}, "looking at the page changes nothing"
    visitor.post(path)
    sam.refresh_from_db()
    assert sam.email == NEW
    assert has_verified_email(sam)
    assert addresses_of(sam) == {NEW: True}
    assert mail.outbox[1].to == [OLD]
    assert f"from {OLD} to {NEW}" in mail.outbox[1].body


def test_a_change_to_another_user_s_address_reveals_nothing():
    a_customer("alex@example.com")
    sam = a_customer(OLD)
    visitor = a_visitor(sam)
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    response = request_change(visitor, "alex@example.com")
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert only_mail().to == ["alex@example.com"]
    path = link_in(only_mail())
    assert "belongs to another account" in a_visitor().get(path).text
    a_visitor().post(path)
    sam.refresh_from_db()
    assert sam.email == OLD
    assert addresses_of(sam) == {OLD: True, "alex@example.com": False}
    assert User.objects.get(email="alex@example.com") != sam


def test_the_response_is_the_same_for_used_and_unused_addresses(sam, visitor):
    a_customer("alex@example.com")
    pages = []
    for email in ("alex@example.com", "nobody@example.com"):
        request_change(visitor, email)
        visitor.get(PAGE)  # the message
        pages.append(visitor.get(PAGE).text.replace(email, "EMAIL"))
    assert without_tokens(pages[0]) == without_tokens(pages[1])


def test_a_pending_change_can_be_cancelled_and_its_link_is_invalid(sam, visitor):
    request_change(visitor)
    path = link_in(only_mail())
    visitor.post(PAGE, {"email": NEW, "action_remove": ""})
    assert addresses_of(sam) == {OLD: True}
    assert "This link no longer works" in a_visitor().get(path).text


def test_the_link_can_be_sent_again(sam, visitor, clock):
    request_change(visitor)
    clock.goes_on(181)
    visitor.post(PAGE, {"email": NEW, "action_send": ""})
    assert [message.to for message in mail.outbox] == [[NEW], [NEW]]


def test_the_current_address_cannot_be_removed(sam, visitor):
    visitor.post(PAGE, {"email": OLD, "action_remove": ""})
    assert addresses_of(sam) == {OLD: True}


def test_another_user_s_address_cannot_be_removed_confirmed_or_mailed(visitor):
    alex = a_customer("alex@example.com", is_verified=False)
    for action in ("action_remove", "action_send", "action_primary"):
        visitor.post(PAGE, {"email": "alex@example.com", action: ""})
    assert addresses_of(alex) == {"alex@example.com": False}
    assert mail.outbox == []


def test_a_get_changes_nothing(sam, visitor):
    visitor.get(PAGE, {"email": NEW, "action_add": ""})
    visitor.get(PAGE, {"email": OLD, "action_remove": ""})
    assert addresses_of(sam) == {OLD: True}
    assert mail.outbox == []


def test_changing_the_address_requires_log_in(sam):
    assert request_change(a_visitor())["Location"] == f"/accounts/login/?next={PAGE}"
    assert addresses_of(sam) == {OLD: True}


@pytest.mark.parametrize("typed", ["", "sam", OLD, "SAM@example.com"])
def test_an_invalid_address_is_refused(sam, visitor, typed):
    assert list(request_change(visitor, typed).context["form"].errors) == ["email"]
    assert addresses_of(sam) == {OLD: True}
