"""In production, every page of the admin requires a second factor."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import URLResolver, get_resolver

from tests.accounts.clock import Clock
from tests.accounts.second_factors import log_in_with_password, recovery_codes, set_up_app
from tests.autovise.production import PRODUCTION, ROOT
from tests.builders import a_customer, a_visitor

# A factor counts as set up once its transaction is committed.
pytestmark = pytest.mark.usefixtures("real_database")

ASKED = "/accounts/two-factor/authenticate/"
OPEN = {"/admin/login/", "/admin/logout/"}
SAMPLES = {"int": "1", "str": "x", "slug": "x", "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12}


@pytest.fixture(autouse=True)
def _needed(settings):
    settings.STAFF_NEED_TWO_FACTOR = True


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


@pytest.fixture
def owner(real_database):
    owner = a_customer("owner@example.com")
    owner.is_staff = owner.is_superuser = True
    owner.save()
    return owner


@pytest.fixture
def app(owner):
    return set_up_app(a_visitor(owner))


def addresses_of_the_admin() -> list[str]:
    """One address for each pattern, with something in each hole."""
    (admin,) = [
        pattern
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLResolver) and str(pattern.pattern) == "admin/"
    ]
    return ["/" + route for route in _routes(admin, "")]


def _routes(resolver: URLResolver, before: str):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, before + _example(resolver))
        else:
            yield before + _example(resolver) + _example(pattern)


def _example(pattern) -> str:
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            route = route.replace(written, SAMPLES.get(kind, "x"))
    return route


@pytest.mark.slow
def test_no_admin_url_opens_without_the_second_factor(owner):
    visitor = a_visitor(owner)
    addresses = addresses_of_the_admin()
    assert len(addresses) > 200
    answers = {
        address: visitor.generic(method, address)
        for address in addresses
        for method in ("GET", "POST")
        if address not in OPEN
    }
    let_in = [
        address
        for address, answer in answers.items()
        if answer.status_code != 302
        or not answer["Location"].startswith("/accounts/two-factor/?next=")
    ]
    assert let_in == []


def test_staff_without_a_second_factor_are_redirected_to_set_one_up(owner):
    visitor = a_visitor(owner)
    page = visitor.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/two-factor/?next=%2Fadmin%2F"
    assert "Staff need two-factor authentication" in page.text
    set_up_app(visitor)
    assert visitor.get("/admin/").status_code == 200


def test_logging_in_with_the_second_factor_opens_the_admin(owner, app, clock):
    visitor = a_visitor()
    assert log_in_with_password(visitor, owner.email, next="/admin/")["Location"] == ASKED
    clock.goes_on(60)
    assert visitor.post(ASKED, {"code": app.shows()})["Location"] == "/admin/"
    assert visitor.get("/admin/").status_code == 200


def test_a_recovery_code_is_accepted(owner):
    first = a_visitor(owner)
    set_up_app(first)
    visitor = a_visitor()
    log_in_with_password(visitor, owner.email)
    visitor.post(ASKED, {"code": recovery_codes(first)[0]})
    assert visitor.get("/admin/").status_code == 200


def test_an_existing_session_must_use_the_second_factor(owner, app, clock):
    before = a_visitor(owner)
    response = before.get("/admin/products/")
    asked = "/accounts/two-factor/reauthenticate/?next=%2Fadmin%2Fproducts%2F"
    assert response["Location"] == asked
    assert before.get(asked).status_code == 200
    clock.goes_on(60)
    fields = {"code": app.shows(), "next": "/admin/products/"}
    assert before.post(asked, fields)["Location"] == "/admin/products/"
    assert before.get("/admin/products/").status_code == 200


def test_a_removed_second_factor_is_not_accepted(owner, app, clock):
    visitor = a_visitor()
    log_in_with_password(visitor, owner.email)
    clock.goes_on(60)
    visitor.post(ASKED, {"code": app.shows()})
    Authenticator.objects.all().delete()
    assert visitor.get("/admin/")["Location"].startswith("/accounts/two-factor/?next=")


def test_one_person_s_factor_does_not_count_for_the_next_in_the_same_browser(owner, app, clock):
    visitor = a_visitor()
    log_in_with_password(visitor, owner.email)
    clock.goes_on(60)
    visitor.post(ASKED, {"code": app.shows()})
    other = a_customer("other@example.com")
    other.is_staff = other.is_superuser = True
    other.save()
    visitor.force_login(other)
    assert visitor.get("/admin/").status_code == 302


def test_log_out_does_not_require_the_second_factor(owner):
    assert a_visitor(owner).post("/admin/logout/")["Location"] == "/admin/login/"


def test_public_pages_do_not_require_the_second_factor(owner):
    assert a_visitor(owner).get("/users/profile/").status_code == 200


def test_customers_and_anonymous_visitors_are_refused_as_before():
    assert a_visitor().get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert a_visitor(a_customer()).get("/admin/", follow=True).status_code == 403
    assert mail.outbox == []


def test_a_demo_shop_requires_no_second_factor(owner, settings):
    settings.STAFF_NEED_TWO_FACTOR = False
    assert a_visitor(owner).get("/admin/").status_code == 200


@pytest.mark.parametrize(("name", "needed"), [("production", True), ("demo", False)])
def test_the_setting_is_on_in_production_and_off_in_the_demo(name, needed, tmp_path):
    code = f"from autovise.settings import {name} as s; print(s.STAFF_NEED_TWO_FACTOR)"
    environment = PRODUCTION | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == str(needed), done.stderr
