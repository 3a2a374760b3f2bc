"""All cookies that the shop sets.

None needs consent: each is strictly necessary for a service that the visitor requested (PECR,
regulation 6(4)). A test opens every kind of page and compares the cookies set with this table,
which is also shown in docs/privacy.md and on the privacy page.
"""

from dataclasses import dataclass

from django.conf import settings

from accounts.log_in.known_browsers import COOKIE


@dataclass(frozen=True, slots=True)
class Cookie:
    """A row of the cookie table. `lasts`: the lifetime, in words."""

    name: str
    purpose: str
    lasts: str


COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        "stores your cart, saved items, log-in and messages for the next page; set when there is "
        "something to store",
        "2 weeks",
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        "shows that a form was sent from our own page; set by pages with such a form",
        "1 year",
    ),
    Cookie(
        COOKIE,
        "lets you log in here even if someone elsewhere tries to guess your password; set when you "
        "log in",
        "1 year",
    ),
)
