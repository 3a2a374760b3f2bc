"""A user deleted in the admin is erased as those are who delete themselves."""

import pytest
from django.core import mail
from wagtail.models import ModelLogEntry

from accounts.consent.newsletter import confirm_newsletter, request_newsletter
from accounts.models import Subscriber, User
from tests.builders import a_customer, a_user, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(db):
    customer = a_customer("sam@example.com")
    confirm_newsletter(request_newsletter(email="sam@example.com", page="/newsletter/"))
    return customer


def one(customer) -> str:
    return f"/admin/users/delete/{customer.pk}/"


def many(customer) -> str:
    return f"/admin/bulk/accounts/user/delete/?id={customer.pk}"


@pytest.mark.parametrize("way", [one, many])
def test_deleting_a_user_erases_personal_data(owner, customer, committed, run_tasks, way):
    visitor = a_visitor(owner)
    assert visitor.get(way(customer)).status_code == 200
    assert User.objects.filter(pk=customer.pk).exists()
    with committed():
        response = visitor.post(way(customer))
    assert (response.status_code, response["Location"]) == (302, "/admin/users/")
    assert not User.objects.filter(pk=customer.pk).exists()
    assert not Subscriber.objects.exists()
    run_tasks()
    assert [farewell.to for farewell in mail.outbox] == [["sam@example.com"]]
    assert not ModelLogEntry.objects.filter(label__contains="sam").exists()


@pytest.mark.parametrize("way", [one, many])
def test_staff_without_permission_cannot_delete_a_user(customer, way):
    for user in (a_user(is_staff=True), a_customer(), None):
        assert a_visitor(user).post(way(customer)).status_code in (302, 403)
    assert User.objects.filter(pk=customer.pk).exists()
    assert Subscriber.objects.exists()
