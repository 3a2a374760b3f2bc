"""Deleting a user in the admin erases the same data as deleting one's own account."""

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


def single_delete_url(customer) -> str:
    return f"/admin/users/delete/{customer.pk}/"


def bulk_delete_url(customer) -> str:
    return f"/admin/bulk/accounts/user/delete/?id={customer.pk}"


@pytest.mark.parametrize("delete_url", [single_delete_url, bulk_delete_url])
def test_deleting_a_user_erases_personal_data(owner, customer, committed, run_tasks, delete_url):
    visitor = a_visitor(owner)
    assert visitor.get(delete_url(customer)).status_code == 200
    assert User.objects.filter(pk=customer.pk).exists()
    with committed():
        response = visitor.post(delete_url(customer))
    assert (response.status_code, response["Location"]) == (302, "/admin/users/")
    assert not User.objects.filter(pk=customer.pk).exists()
    assert not Subscriber.objects.exists()
    run_tasks()
    assert [confirmation.to for confirmation in mail.outbox] == [["sam@example.com"]]
    assert not ModelLogEntry.objects.filter(label__contains="sam").exists()


@pytest.mark.parametrize("delete_url", [single_delete_url, bulk_delete_url])
def test_staff_without_permission_cannot_delete_a_user(customer, delete_url):
    for user in (a_user(is_staff=True), a_customer(), None):
        assert a_visitor(user).post(delete_url(customer)).status_code in (302, 403)
    assert User.objects.filter(pk=customer.pk).exists()
    assert Subscriber.objects.exists()
