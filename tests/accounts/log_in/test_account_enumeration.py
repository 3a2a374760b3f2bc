"""Sign-up, log-in, code and reset do not tell whether an address has an account.

Full answers are compared, headers and cookies included, less the tokens; so are the pages that
follow, and who gets how many mails.
"""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

from tests.accounts.answers import all_of
from tests.builders import a_customer, a_visitor

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "alex.known@example.com", "alex.other@example.com"
PASSWORD = "a long way from home"


def log_in(visitor: Client, email: str):
    return visitor.post("/accounts/login/", {"login": email, "password": "wrong"})


def sign_up(visitor: Client, email: str):
    fields = {"email": email, "password1": PASSWORD, "password2": PASSWORD}
    return visitor.post("/accounts/signup/", fields)


def sign_up_with_a_fault(visitor: Client, email: str):
    fields = {"email": email, "password1": "qq7", "password2": "qq7"}
    return visitor.post("/accounts/signup/", fields)


def ask_for_reset(visitor: Client, email: str):
    return visitor.post("/accounts/password/reset/", {"email": email})


def ask_for_code(visitor: Client, email: str):
    return visitor.post("/accounts/login/code/", {"email": email})


def type_a_wrong_code(visitor: Client, email: str):
    ask_for_code(visitor, email)
    return visitor.post("/accounts/login/code/confirm/", {"code": "WRONG1"})


def type_three_wrong_codes(visitor: Client, email: str):
    ask_for_code(visitor, email)
    for _ in range(3):
        response = visitor.post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    return response


def log_in_too_often(visitor: Client, email: str):
    for _ in range(6):
        response = log_in(visitor, email)
    return response


def ask_for_reset_too_often(visitor: Client, email: str):
    for _ in range(6):
        response = ask_for_reset(visitor, email)
    return response


def ask_for_code_too_often(visitor: Client, email: str):
    for _ in range(4):
        response = ask_for_code(a_visitor(), email)
    return response


def sign_up_twice(visitor: Client, email: str):
    sign_up(visitor, email)
    return sign_up(visitor, email)


def sign_up_and_log_in(visitor: Client, email: str):
    """With another password than the owner's: for a new account it would be the right one."""
    sign_up(visitor, email)
    return log_in(visitor, email)


SUBMISSIONS = [
    log_in,
    sign_up,
    sign_up_with_a_fault,
    ask_for_reset,
    ask_for_code,
    type_a_wrong_code,
    type_three_wrong_codes,
    log_in_too_often,
    ask_for_reset_too_often,
    ask_for_code_too_often,
    sign_up_twice,
    sign_up_and_log_in,
]
PAGES = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/done/",
    "/accounts/login/code/",
    "/accounts/login/code/confirm/",
    "/users/profile/",
]


def seen_by_visitor(submit: Callable, email: str) -> tuple[list[tuple], list[list[str]]]:
    """The answer and all pages after it, with the address taken out; and who got mail."""
    mail.outbox.clear()
    visitor = a_visitor()
    answers = [submit(visitor, email), *(visitor.get(page) for page in PAGES)]
    seen = [all_of(answer) for answer in answers]
    return [_without(email, one) for one in seen], [message.to for message in mail.outbox]


def _without(email: str, answer: tuple) -> tuple:
    status, headers, cookies, body = answer
    text = str(headers).replace(email, "EMAIL").replace(str(len(email)), "")
    return status, text, str(cookies), body.replace(email, "EMAIL")


@pytest.mark.slow
@pytest.mark.parametrize("submit", SUBMISSIONS, ids=lambda submit: submit.__name__)
@pytest.mark.parametrize("is_verified", [True, False], ids=["confirmed", "unconfirmed"])
def test_the_response_does_not_reveal_whether_an_account_exists(submit, is_verified):
    assert len(KNOWN) == len(UNKNOWN)
    a_customer(KNOWN, is_verified=is_verified)
    known, mails_to_known = seen_by_visitor(submit, KNOWN)
    unknown, mails_to_unknown = seen_by_visitor(submit, UNKNOWN)
    assert known == unknown
    assert mails_to_known == [[KNOWN]] * len(mails_to_known)
    assert mails_to_unknown == [[UNKNOWN]] * len(mails_to_known)


def test_the_compared_pages_have_content():
    """Check the comparison itself: different submissions give different responses."""
    a_customer(KNOWN)
    answers = [str(seen_by_visitor(submit, KNOWN)[0][0]) for submit in SUBMISSIONS[:5]]
    assert len(set(answers)) == len(answers)


def test_the_session_cookie_contains_only_a_key():
    """The session's cookie is only a key: what is in it stays on the server."""
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
@pytest.mark.parametrize("submit", [log_in, sign_up], ids=lambda submit: submit.__name__)
def test_one_password_hash_is_computed_with_or_without_an_account(submit, email, monkeypatch):
    """Hashing is nearly all of the time that these answers take."""
    a_customer(KNOWN)
    hashed = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or real(self, *given)
    )
    submit(a_visitor(), email)
    assert hashed == [1]
