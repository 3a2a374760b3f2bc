"""Does the time of an answer tell whether an address has an account?

Log-in, code, reset and sign-up are asked over real HTTP, in turn for an address that has an account
and for one that has none, in one run; a difference of medians counts when it exceeds the noise.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from accounts.models import User
from tests.benchmarks.figure import Figure
from tests.builders import a_customer
from tests.http_browser import HttpBrowser
from tests.served_shop import served_shop, stored_password

MIN_TIMES = 10
PASSWORD = "a long way from home"
# Standard errors of a difference of medians; exceeded by chance once in 700 runs.
CHANCE = 3.2


@dataclass
class TimedForm:
    """A form, what is typed into it, and how long it took by whether there is an account."""

    name: str
    path: str
    fields: Callable[[str], dict[str, str]]
    took_ms: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})

    def difference_ms(self) -> float:
        return statistics.median(self.took_ms[True]) - statistics.median(self.took_ms[False])

    def noise_ms(self) -> float:
        return CHANCE * sum(_error_of_median(took) ** 2 for took in self.took_ms.values()) ** 0.5


def _error_of_median(values: list[float]) -> float:
    """From the quartiles, so that a slow answer now and then does not count."""
    low, _, high = statistics.quantiles(values, n=4)
    return 1.253 * (high - low) / 1.349 / len(values) ** 0.5


def timed_forms() -> list[TimedForm]:
    return [
        TimedForm(
            "Log in", "/accounts/login/", lambda email: {"login": email, "password": "wrong"}
        ),
        TimedForm("Code", "/accounts/login/code/", lambda email: {"email": email}),
        TimedForm("Reset", "/accounts/password/reset/", lambda email: {"email": email}),
        TimedForm(
            "Sign up",
            "/accounts/signup/",
            lambda email: {"email": email, "password1": PASSWORD, "password2": PASSWORD},
        ),
    ]


def _measure(address: str, known: list[str], timed: TimedForm) -> None:
    """Each address once; which of the two comes first is left to chance."""
    for number, email in enumerate(known):
        pair = [
            (True, email),
            (False, f"{timed.name.replace(' ', '')}{number:05d}@example.com"),
        ]
        random.shuffle(pair)
        for has_account, typed in pair:
            timed.took_ms[has_account].append(_took_ms(address, timed, typed))


def _took_ms(address: str, timed: TimedForm, email: str) -> float:
    """Return the time of the response to the form, in a new browser."""
    browser = HttpBrowser(address)
    fields = timed.fields(email) | {"csrfmiddlewaretoken": browser.token_of(timed.path)}
    began_at = time.perf_counter()
    response = browser.posts(timed.path, fields)
    took_ms = (time.perf_counter() - began_at) * 1000
    assert response.status_code in (200, 302), response.status_code
    return took_ms


def measure(seconds: int) -> list[Figure]:
    """Measure as many pairs as seconds; complain if the response time reveals accounts."""
    times = max(MIN_TIMES, seconds)
    known = [a_customer(f"known{number:05d}@example.com").email for number in range(times)]
    User.objects.update(password=stored_password("correct horse"))
    measured = timed_forms()
    with (
        tempfile.TemporaryDirectory() as folder,
        served_shop(Path(folder), workers=1, NO_RATE_LIMITS="yes") as address,
    ):
        for timed in measured:
            _took_ms(address, timed, "warm-up@example.com")
            _measure(address, known, timed)
    return [_figure(timed) for timed in measured]


def _figure(timed: TimedForm) -> Figure:
    known, unknown = (
        statistics.median(timed.took_ms[has_account]) for has_account in (True, False)
    )
    what = f"{timed.name}: median with an account / without, and the noise of their difference"
    value = f"{known:.1f} / {unknown:.1f} ± {timed.noise_ms():.1f} ms"
    is_distinguishable = abs(timed.difference_ms()) > timed.noise_ms()
    return Figure(what, value, "tells which addresses have accounts" if is_distinguishable else "")
