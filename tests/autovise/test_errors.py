"""Error pages have a message and the shop's styles."""

import pytest
from django.template.loader import render_to_string
from django.test import override_settings

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
def test_a_form_with_too_many_fields_gets_an_error_page():
    response = a_visitor().post("/cart/add/", {f"field{n}": "x" for n in range(9)})
    assert response.status_code == 400
    assert "We could not read your request" in response.text
    assert 'lang="en-GB"' in response.text


def test_an_unknown_url_gets_a_404_page_with_links():
    response = a_visitor().get("/nothing-here/")
    assert response.status_code == 404
    assert "/products/" in response.text


def test_the_500_page_needs_no_context():
    assert "your cart is saved" in render_to_string("500.html")
