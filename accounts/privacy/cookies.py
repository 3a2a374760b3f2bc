"""Every cookie that the shop sets.

None needs anybody's consent: each is strictly necessary for what its visitor has asked for (PECR,
regulation 6(4)). A test opens every kind of page and holds what is set against this table; the
document docs/privacy.md and the privacy page show it.
"""

from dataclasses import dataclass

from django.conf import settings

from accounts.log_in.known_browsers import COOKIE


@dataclass(frozen=True, slots=True)
class Cookie:
    name: str
    purpose: str
    lasts: str


COOKIES = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        "keeps your cart, what you have saved, your log-in and a notice for the next page; set "
        "once there is something to keep",
        "2 weeks",
    ),
    Cookie(
        settings.CSRF_COOKIE_NAME,
        "shows that a form was sent from our own page; set by pages with such a form",
        "1 year",
    ),
    Cookie(
        COOKIE,
        "lets you log in here while somebody elsewhere guesses your password; set when you log in",
        "1 year",
    ),
)
