"""Only one log-in: no other view logs users in or checks a password."""

import pytest
from django.contrib.auth.views import LoginView
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from tests.builders import a_customer, a_user, a_visitor

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"
# The log-in, and the view of its second step.
LOG_IN_VIEWS = {"account_login"}
ARGUMENTS = {"int": "1", "str": "1", "slug": "a", "uuid": "00000000-0000-0000-0000-000000000000"}


def every_pattern(patterns=None, before: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += every_pattern(pattern.url_patterns, route)
        else:
            found.append((route, pattern))
    return found


def example(route: str) -> str:
    """A path that fits the route, as far as its converters say how one looks."""
    path = ""
    for part in route.replace("^", "").replace("$", "").split("<"):
        inside, closes, rest = part.partition(">")
        path += ARGUMENTS.get(inside.partition(":")[0], "1") + rest if closes else part
    return "/" + path


def log_in_form_data(email: str) -> dict[str, str]:
    names = ("login", "email", "username", "user")
    return dict.fromkeys(names, email) | {"password": PASSWORD, "password1": PASSWORD}


def test_only_one_view_logs_users_in():
    customer = a_customer()
    fields = log_in_form_data(customer.email)
    lets_in = set()
    for route, pattern in every_pattern():
        if "(?P" in route:
            continue
        visitor = a_visitor()
        visitor.raise_request_exception = False
        visitor.post(example(route), fields)
        if "_auth_user_id" in visitor.session:
            lets_in.add(pattern.name)
    assert lets_in == LOG_IN_VIEWS


def test_the_log_in_views_of_django_and_wagtail_are_disabled():
    resolver = get_resolver()
    for route, pattern in every_pattern():
        view_class = getattr(pattern.callback, "view_class", None)
        if view_class and issubclass(view_class, LoginView):
            answers = resolver.resolve(example(route))
            assert answers.func is not pattern.callback, f"{route} lets people in by itself"


@pytest.mark.parametrize("path", ["/_util/login/", "/admin/login/"])
def test_other_log_in_pages_redirect_to_the_shop_s(path):
    response = a_visitor().get(path, {"next": "/products/"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/products/")
    assert a_visitor().post(path, log_in_form_data("x@example.com")).status_code == 405


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", ""])
def test_log_in_pages_do_not_redirect_to_another_site(elsewhere):
    response = a_visitor().get("/_util/login/", {"next": elsewhere})
    assert response["Location"] == "/accounts/login/?next=/"


@pytest.mark.parametrize("path", ["/admin/password_reset/", "/admin/password_reset/confirm/1/1/"])
def test_the_admin_has_no_password_reset(path):
    assert a_visitor().get(path).status_code == 404


def test_a_page_cannot_be_shared_with_a_password(owner):
    page = Page.objects.get(slug="products")
    form = a_visitor(owner).get(f"/admin/pages/{page.pk}/privacy/").text
    assert "Private, accessible to any logged-in users" in form
    assert "shared password" not in form


def test_a_private_page_redirects_to_the_shop_s_log_in():
    page = Page.objects.get(slug="products")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert a_visitor().get(page.url)["Location"] == "/accounts/login/?next=/products/"
    assert a_visitor(a_user()).get(page.url).status_code == 200


def test_the_view_of_shared_passwords_is_disabled():
    page = Page.objects.get(slug="products")
    kind = PageViewRestriction.PASSWORD
    kept = PageViewRestriction.objects.create(page=page, restriction_type=kind, password=PASSWORD)
    path = f"/_util/authenticate_with_password/{kept.pk}/{page.pk}/"
    visitor = a_visitor()
    fields = {"password": PASSWORD, "return_url": page.url}
    assert visitor.post(path, fields).status_code == 404
    assert "Glass" not in visitor.get(page.url).text
    assert CollectionViewRestriction.objects.count() == 0
    assert visitor.post("/documents/authenticate_with_password/1/", fields).status_code == 404
