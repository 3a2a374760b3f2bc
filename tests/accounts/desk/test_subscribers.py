"""Subscribers in the admin: read-only, for the owner only."""

import csv

import pytest
from django.contrib.auth.models import Group

from accounts.consent.newsletter import confirm_newsletter, request_newsletter
from accounts.consent.unsubscribe import newsletter_link
from accounts.models import Subscriber
from tests.builders import a_customer, a_user, a_visitor

pytestmark = pytest.mark.django_db

LIST = "/admin/newsletter/"


@pytest.fixture
def subscribed(db):
    for email in ("sam@example.com", "=cmd@example.com"):
        confirm_newsletter(request_newsletter(email=email, page="/newsletter/"))
    request_newsletter(email="waiting@example.com", page="/newsletter/")


def test_the_owner_sees_all_subscribers(owner, subscribed):
    text = a_visitor(owner).get(LIST).text
    for email in ("sam@example.com", "waiting@example.com"):
        assert email in text
    assert LIST in a_visitor(owner).get("/admin/").text


def test_the_export_has_confirmed_subscribers_and_their_unsubscribe_links(owner, subscribed):
    response = a_visitor(owner).get(LIST, {"export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    rows = {row["E-mail address"]: row for row in csv.DictReader(lines)}
    assert set(rows) == {"sam@example.com", "'=cmd@example.com"}
    sam = Subscriber.objects.get(email="sam@example.com")
    assert rows["sam@example.com"]["Unsubscribe link"] == newsletter_link(sam)


def test_no_user_may_add_change_or_delete_subscribers(owner, subscribed):
    pk = Subscriber.objects.first().pk
    visitor = a_visitor(owner)
    for path in (f"{LIST}new/", f"{LIST}edit/{pk}/", f"{LIST}delete/{pk}/"):
        visitor.get(path)
        visitor.post(path, {"email": "forged@example.com"})
    assert Subscriber.objects.count() == 3
    assert not Subscriber.objects.filter(email="forged@example.com").exists()


@pytest.mark.parametrize("who", ["Catalog Editors", "Moderators", "a customer", "a stranger"])
def test_only_the_owner_sees_subscribers(who, subscribed):
    user = None
    if who == "a customer":
        user = a_customer()
    elif who != "a stranger":
        user = a_user(is_staff=True)
        user.groups.add(Group.objects.get(name=who))
    for query in ({}, {"export": "csv"}, {"q": "sam"}):
        response = a_visitor(user).get(LIST, query)
        assert response.status_code == 302
        assert "sam@example.com" not in response.content.decode()
    if user and user.is_staff:
        assert LIST not in a_visitor(user).get("/admin/").text
