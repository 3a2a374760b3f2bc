"""Secret links are removed from the log."""

import logging
from io import StringIO

import pytest
from django.conf import settings

from autovise.log_filters import RedactSecretLinks
from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def written():
    """What a handler with the filter writes, of the whole shop."""
    handler = logging.StreamHandler(StringIO())
    handler.addFilter(RedactSecretLinks())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


def test_the_shop_s_own_handler_has_the_filter():
    assert settings.LOGGING["filters"]["secret links"] == {
        "()": "autovise.log_filters.RedactSecretLinks"
    }
    for handler in settings.LOGGING["handlers"].values():
        assert "secret links" in handler["filters"]


@pytest.mark.parametrize("path", ["", "again/"])
def test_a_link_s_secret_is_left_out(written, path):
    a_visitor().get(f"/checkout/linked/SECRET:1:x/{path}")
    assert f"Not Found: /checkout/linked/…/{path}\n" in written.getvalue().replace(
        "Method Not Allowed (GET)", "Not Found"
    )
    assert "SECRET" not in written.getvalue()


@pytest.mark.parametrize(
    "path", ["/newsletter/confirm/", "/unsubscribe/", "/back-in-stock/forget/"]
)
def test_the_secret_of_an_unsubscribe_link_is_left_out(written, path):
    a_visitor().get(f"{path}SECRET:1:x/")
    assert written.getvalue() == f"Gone: {path}…/\n"


def test_other_lines_are_unchanged(written):
    a_visitor().get("/checkout/nowhere/")
    logging.getLogger("checkout").warning("order %s is paid", "AV-1")
    assert written.getvalue() == "Not Found: /checkout/nowhere/\norder AV-1 is paid\n"
