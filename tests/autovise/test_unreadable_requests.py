"""Malformed requests get an error page and not a server error."""

import pytest
from django.test import Client

from tests.builders import a_customer, a_user, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SHOP = {"SERVER_NAME": "testserver"}
FORMS = ("/cart/add/", "/checkout/", "/accounts/login/", "/newsletter/", "/nothing-here/", "/")
FORM = "application/x-www-form-urlencoded"
READABLE = (
    "/", "/products/", "/bundles/", "/search/?q=wax", "/cart/", "/cart/badge/", "/saved/",
    "/privacy/", "/newsletter/", "/checkout/find/", "/accounts/login/", "/accounts/signup/",
    "/goodbye/", "/health/",
)  # fmt: skip
OWN = ("/users/profile/", "/users/orders/", "/users/reviews/", "/users/addresses/",
       "/users/profile/data/", "/users/profile/emails/", "/users/profile/delete/")  # fmt: skip
LISTS = (
    "/admin/checkout/order/", "/admin/checkout/cart/", "/admin/checkout/stripeevent/",
    "/admin/checkout/reconciliation/", "/admin/jobs/failedjob/",
)  # fmt: skip
UNKNOWN = ("no_such=1", "state__no_such=1", "id__in=a", "placed_at__year=x", "p=x", "o=x", "e=1")


@pytest.fixture
def careful():
    """A browser that reports an error of ours as the page that a visitor would see."""
    return Client(raise_request_exception=False, **SHOP)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("enforces", [False, True])
@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "cp037", "nonsense"])
def test_a_body_in_another_charset_is_refused_or_ignored(path, enforces, charset):
    visitor = Client(raise_request_exception=False, enforce_csrf_checks=enforces, **SHOP)
    body = "sku=ä&quantity=1".encode("latin-1")
    response = visitor.generic("POST", path, body, content_type=f"{FORM}; charset={charset}")
    assert response.status_code in (200, 302, 400, 403, 404, 405)
    if response.status_code == 400:
        assert 'lang="en-GB"' in response.text


@pytest.mark.parametrize(
    "path",
    ["/%00/", "/products/%00/", "/users/orders/AV-%00/", "/admin/%00/", "/media/%00", "/a%00b"],
)
def test_a_nul_in_a_path_is_not_found(careful, path):
    assert careful.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/search/?q=%00", "/?%00=1", "/products/?page=%00", "/checkout/success/?session_id=%00"],
)
def test_a_nul_in_a_query_string_is_removed(careful, path):
    assert careful.get(path).status_code == careful.get(path.replace("%00", "")).status_code
    assert careful.get(path).status_code < 500


@pytest.mark.parametrize("path", READABLE)
def test_pages_respond_to_head_without_a_body(path):
    visitor = a_visitor()
    got, headed = visitor.get(path), visitor.head(path)
    assert headed.status_code == got.status_code == 200
    assert headed.content == b""


@pytest.mark.parametrize("path", OWN)
def test_customer_pages_respond_to_head(path):
    visitor = a_visitor(a_customer())
    assert visitor.head(path).status_code == visitor.get(path).status_code == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", UNKNOWN)
def test_an_admin_list_ignores_unknown_parameters(owner, path, query):
    response = a_visitor(owner).get(f"{path}?{query}", follow=True)
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/users/orders/nothing/", "/users/orders/AV-NOTTHERE/", "/users/reviews/no%20sku/",
        "/users/reviews/AUT-XX-999/", "/checkout/orders/AV-NOTTHERE/invoice/",
        "/checkout/orders/x'y/receipt/", "/users/addresses/99999999999999999999/",
    ],
)  # fmt: skip
def test_an_unknown_number_or_sku_is_not_found(careful, path):
    careful.force_login(a_user())
    assert careful.get(path).status_code == 404
