"""Responses as a visitor sees them, without tokens that differ in every request."""

import re

from django.http import HttpResponse

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"')
CHALLENGE = re.compile(r'"challenge": "[^"]+"')


def without_tokens(html: str) -> str:
    return CHALLENGE.sub("CHALLENGE", TOKEN.sub("TOKEN", html))


def all_of(response: HttpResponse) -> tuple:
    """Status, headers, cookies' names and attributes, and every byte of the body."""
    cookies = {
        name: {key: value for key, value in morsel.items() if key != "expires"}
        for name, morsel in response.cookies.items()
    }
    headers = {name: value for name, value in response.items() if name != "Expires"}
    return response.status_code, headers, cookies, without_tokens(response.text)
