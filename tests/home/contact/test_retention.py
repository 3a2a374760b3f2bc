"""Messages of the contact form in a person's data, and their deletion."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.privacy.registry import sections
from home.contact.retention import delete_old_contact_messages
from home.models import ContactMessage
from tests.builders import a_customer

pytestmark = pytest.mark.django_db


def a_message(email: str = "sam@example.com", **fields) -> ContactMessage:
    return ContactMessage.objects.create(name="Sam", email=email, message="Hello", **fields)


def section():
    [found] = [section for section in sections() if section.title == "Contact messages"]
    return found


def test_a_message_is_deleted_after_a_year():
    old, young = a_message(), a_message()
    for message, days in ((old, 366), (young, 364)):
        sent_at = timezone.now() - timedelta(days=days)
        ContactMessage.objects.filter(pk=message.pk).update(sent_at=sent_at)
    delete_old_contact_messages()
    assert ContactMessage.objects.get() == young


def test_a_copy_of_the_data_has_the_messages_of_verified_addresses():
    customer = a_customer("sam@example.com")
    message = a_message("Sam@example.com", order_number="AV-1")
    a_message("other@example.com")
    assert section().collect(customer) == [
        {
            "name": "Sam",
            "email": "Sam@example.com",
            "order_number": "AV-1",
            "message": "Hello",
            "sent_at": message.sent_at,
            "is_answered": False,
        }
    ]


def test_an_unverified_address_shows_and_deletes_nothing():
    customer = a_customer("sam@example.com", is_verified=False)
    a_message()
    assert section().collect(customer) == []
    section().erase(customer)
    assert ContactMessage.objects.count() == 1


def test_deleting_an_account_deletes_its_messages():
    customer = a_customer("sam@example.com")
    a_message()
    other = a_message("other@example.com")
    section().erase(customer)
    assert ContactMessage.objects.get() == other
