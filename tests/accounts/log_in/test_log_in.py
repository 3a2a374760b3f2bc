"""Log-in with a password, and log-out."""

import pytest
from django.contrib.auth import get_user
from django.core import mail, signing
from django.test import Client

from accounts.models import User
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "sam@example.com", "correct horse"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "http:///evil.example",
    "https://testserver.evil.example/",
    "http://localhost/",
    "javascript:alert(1)",
]


@pytest.fixture
def sam():
    return a_customer(EMAIL)


def is_logged_in(visitor: Client) -> bool:
    return get_user(visitor).is_authenticated


def log_in(visitor: Client, password: str = PASSWORD, email: str = EMAIL, **more: str):
    return visitor.post("/accounts/login/", {"login": email, "password": password} | more)


def test_the_fields_have_labels_and_autocomplete_attributes():
    html = a_visitor().get("/accounts/login/").text
    assert '<label class="form-label" for="id_login">Email</label>' in html
    assert '<label class="form-label" for="id_password">Password</label>' in html
    assert 'autocomplete="current-password"' in html


def test_a_wrong_password_shows_an_error(sam):
    visitor = a_visitor()
    response = log_in(visitor, "wrong")
    assert response.status_code == 200
    assert "The email address or the password is incorrect." in response.text
    assert 'role="alert"' in response.text
    assert not is_logged_in(visitor)


def test_an_inactive_account_cannot_log_in(sam):
    User.objects.update(is_active=False)
    visitor = a_visitor()
    response = log_in(visitor)
    assert (response.status_code, response["Location"]) == (302, "/accounts/inactive/")
    assert visitor.get("/accounts/inactive/").status_code == 200
    assert not is_logged_in(visitor)


def test_the_sixth_wrong_password_within_a_minute_is_refused_and_so_is_the_right_one(sam, clock):
    for _ in range(5):
        assert "email address or the password is incorrect" in log_in(a_visitor(), "wrong").text
    assert "Too many attempts" in log_in(a_visitor(), "wrong").text
    visitor = a_visitor()
    assert "Too many attempts" in log_in(visitor).text
    assert not is_logged_in(visitor)
    clock.goes_on(61)
    log_in(visitor)
    assert is_logged_in(visitor)


def test_right_passwords_do_not_count(sam):
    for _ in range(7):
        visitor = a_visitor()
        log_in(visitor)
        assert is_logged_in(visitor)


def test_guesses_at_one_account_do_not_limit_others(sam):
    a_customer("alex@example.com")
    for _ in range(6):
        log_in(a_visitor(), "wrong")
    alex = a_visitor()
    log_in(alex, email="alex@example.com")
    assert is_logged_in(alex)


def test_guessing_many_accounts_from_one_address_is_refused(sam):
    for number in range(20):
        log_in(a_visitor(), "wrong", email=f"u{number}@example.com")
    assert "Too many attempts" in log_in(a_visitor()).text


def test_log_in_redirects_to_the_requested_page(sam):
    assert log_in(a_visitor(), next="/checkout/")["Location"] == "/checkout/"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_log_in_never_redirects_to_another_site(sam, address):
    response = log_in(a_visitor(), next=address)
    assert (response.status_code, response["Location"]) == (302, "/users/profile/")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_a_logged_in_user_is_not_redirected_to_another_site(sam, address):
    response = a_visitor(sam).get("/accounts/login/", {"next": address})
    assert (response.status_code, response["Location"]) == (302, "/users/profile/")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_log_out_never_redirects_to_another_site(sam, address):
    response = a_visitor(sam).post("/accounts/logout/", {"next": address})
    assert (response.status_code, response["Location"]) == (302, "/")


def test_an_absolute_url_of_the_shop_is_a_valid_redirect_target(sam):
    address = "http://testserver/products/"
    assert log_in(a_visitor(), next=address)["Location"] == address


def test_no_redirect_follows_the_referer(sam):
    foreign = {"referer": "https://evil.example/"}
    answers = [
        a_visitor().get("/users/profile/", headers=foreign),
        a_visitor().post(
            "/accounts/login/", {"login": EMAIL, "password": PASSWORD}, headers=foreign
        ),
        a_visitor().post("/accounts/password/reset/", {"email": EMAIL}, headers=foreign),
        a_visitor().post("/accounts/login/code/", {"email": EMAIL}, headers=foreign),
        a_visitor(sam).post("/accounts/logout/", headers=foreign),
        a_visitor(sam).post("/accounts/devices/", headers=foreign),
        a_visitor(sam).get("/accounts/login/", headers=foreign),
        a_visitor().get("/admin/", headers=foreign),
        a_visitor().get("/admin/login/", headers=foreign),
    ]
    assert [answer.status_code for answer in answers] == [302] * len(answers)
    assert not [answer["Location"] for answer in answers if "foreign" in answer["Location"]]
    assert not [message.body for message in mail.outbox if "foreign" in message.body]


def test_a_get_of_the_log_out_page_logs_no_user_out(sam):
    visitor = a_visitor(sam)
    assert visitor.get("/accounts/logout/").status_code == 200
    assert is_logged_in(visitor)


def test_a_forged_log_in_or_log_out_is_refused(sam):
    strict = Client(enforce_csrf_checks=True)
    assert log_in(strict).status_code == 403
    strict.force_login(sam)
    assert strict.post("/accounts/logout/").status_code == 403
    assert is_logged_in(strict)


def from_address(address: str):
    """A browser that is new to the shop, at this internet address."""
    visitor = a_visitor()
    visitor.defaults["REMOTE_ADDR"] = address
    return visitor


def test_wrong_passwords_limit_only_their_own_ip_address(sam):
    for _ in range(12):
        log_in(from_address("192.0.2.1"), "wrong")
    assert "Too many attempts" in log_in(from_address("192.0.2.1")).text
    elsewhere = from_address("192.0.2.2")
    log_in(elsewhere)
    assert is_logged_in(elsewhere)


@pytest.mark.slow
def test_a_known_browser_logs_in_during_an_attack_from_its_own_ip_address(sam):
    at_home = a_visitor()
    log_in(at_home)
    at_home.post("/accounts/logout/")
    for number in range(55):
        log_in(a_visitor(), "wrong")
        log_in(from_address(f"192.0.2.{number}"), "wrong")
        log_in(a_visitor(), "wrong", email=f"u{number}@example.com")
    assert "Too many attempts" in log_in(a_visitor()).text
    log_in(at_home)
    assert is_logged_in(at_home)


def test_a_known_browser_has_a_count_of_its_own(sam, clock):
    at_home = a_visitor()
    log_in(at_home)
    at_home.post("/accounts/logout/")
    for _ in range(5):
        assert "email address or the password is incorrect" in log_in(at_home, "wrong").text
    assert "Too many attempts" in log_in(at_home).text
    clock.goes_on(61)
    log_in(at_home)
    assert is_logged_in(at_home)


def test_a_browser_is_known_only_for_accounts_it_has_used(sam):
    a_customer("alex@example.com")
    of_alex = a_visitor()
    log_in(of_alex, email="alex@example.com")
    of_alex.post("/accounts/logout/")
    for _ in range(5):
        log_in(of_alex, "wrong")
    assert "Too many attempts" in log_in(a_visitor()).text, "it is counted with its address"


def test_a_forged_cookie_makes_no_browser_known(sam):
    for _ in range(5):
        log_in(a_visitor(), "wrong")
    forged = a_visitor()
    forged.cookies["known_browser"] = "eyJicm93c2VyIjoieCIsImFjY291bnRzIjpbXX0:1aaaaa:forged"
    assert "Too many attempts" in log_in(forged).text


@pytest.mark.slow
def test_guesses_from_many_ip_addresses_block_unknown_browsers_for_a_time(sam, clock):
    for number in range(200):
        log_in(from_address(f"198.51.100.{number}"), "wrong")
    assert "Too many attempts" in log_in(from_address("203.0.113.1")).text
    clock.goes_on(3601)
    later = from_address("203.0.113.1")
    log_in(later)
    assert is_logged_in(later)


def test_the_cookie_contains_no_email_and_is_sent_to_log_in_pages_only(sam):
    response = log_in(a_visitor())
    cookie = response.cookies["known_browser"]
    assert "sam" not in signing.b64_decode(cookie.value.split(":")[0].encode()).decode()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/accounts/", True, "Lax")
