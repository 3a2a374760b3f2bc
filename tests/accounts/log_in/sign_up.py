"""The sign-up form, filled in."""

from django.http import HttpResponse
from django.test import Client

PASSWORD = "a long way from home"
SIGN_UP = {"email": "sam@example.com", "password1": PASSWORD, "password2": PASSWORD}


def sign_up(visitor: Client, **change: str) -> HttpResponse:
    """Post the form, with these fields changed."""
    return visitor.post("/accounts/signup/", SIGN_UP | change)
