"""The content security policy is strict, except in the admin."""

import pytest
from django.conf import settings

from tests.builders import a_visitor

pytestmark = pytest.mark.django_db


def policy(response) -> dict[str, list[str]]:
    directives = response["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (directive.split() for directive in directives)}


@pytest.mark.parametrize("address", ["/", "/products/", "/accounts/login/", "/no-such-page/"])
def test_the_storefront_runs_its_own_scripts_and_styles_only(address):
    rules = policy(a_visitor().get(address))
    assert rules["default-src"] == ["'none'"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    assert rules["frame-ancestors"] == ["'self'"]
    assert rules["base-uri"] == ["'none'"]
    assert rules["form-action"] == ["'self'", settings.PAYMENT_PAGES]


def test_the_admin_may_run_what_wagtail_writes_into_its_pages(owner):
    for response in (a_visitor(owner).get("/admin/"), a_visitor().get("/admin/login/")):
        rules = policy(response)
        assert rules["script-src"] == ["'self'", "'unsafe-inline'", "'unsafe-eval'"]
        assert rules["form-action"] == ["'self'"]
        assert rules["frame-ancestors"] == ["'self'"]


def test_a_url_that_only_begins_like_the_admin_is_strict():
    assert policy(a_visitor().get("/administration/"))["script-src"] == ["'self'"]
