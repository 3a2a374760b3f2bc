"""Retention periods on the page “Privacy and cookies”."""

import pytest

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("what", "how_long"),
    [
        ("Account, profile, addresses, cart, saved items", "or delete your account"),
        ("An account that was never confirmed", "30 days"),
        ("IP address and browser of a log-in", "Until that log-in ends"),
        ("Reviews, under your first name", "they stay under the name “A customer”"),
    ],
)
def test_it_shows_every_retention_period(what, how_long):
    row = a_visitor().get("/privacy/").text.split(f">{what}</th>")[1].split("</tr>")[0]
    assert how_long in row
