"""The list of messages in the admin: for the owner only."""

import pytest
from django.urls import reverse

from home.models import ContactMessage
from tests.autovise.admin.roles_table import OWNER, ROLES, client_as
from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def message() -> ContactMessage:
    return ContactMessage.objects.create(name="Sam", email="sam@example.com", message="Hello")


def test_the_owner_reads_filters_and_marks_messages(owner, message):
    visitor = a_visitor(owner)
    list_url = reverse("contact_message:index")
    assert "sam@example.com" in visitor.get(list_url).text
    edit_url = reverse("contact_message:edit", args=[message.pk])
    assert "Hello" in visitor.get(edit_url).text
    assert visitor.post(edit_url, {"is_answered": "on", "message": "Changed"}).status_code == 302
    message.refresh_from_db()
    assert (message.is_answered, message.message) == (True, "Hello")
    assert "sam@example.com" not in visitor.get(f"{list_url}?is_answered=false").text


@pytest.mark.parametrize("role", [role for role in ROLES if role != OWNER])
def test_others_see_and_change_nothing(role, message):
    visitor = client_as(role)
    edit_url = reverse("contact_message:edit", args=[message.pk])
    for url in (reverse("contact_message:index"), edit_url):
        response = visitor.get(url)
        assert response.status_code in (302, 403)
        assert "sam@example.com" not in response.text
    visitor.post(edit_url, {"is_answered": "on"})
    message.refresh_from_db()
    assert not message.is_answered


def test_nobody_adds_messages_in_the_admin(owner):
    response = a_visitor(owner).get(reverse("contact_message:add"))
    assert response.status_code in (302, 403)
