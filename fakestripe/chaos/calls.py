"""What may become of a call of Stripe's API."""

from typing import Any

from fakestripe.account import Account
from fakestripe.chaos.rules import Fail, TimeOut
from fakestripe.errors import StripeRefusal

Json = dict[str, Any]


class StripeFailed(StripeRefusal):
    """Stripe's own fault; the type: docs.stripe.com/api/errors, the words are ours."""

    status = 500
    type = "api_error"

    def __init__(self) -> None:
        super().__init__("An unknown error occurred (chaos in the Stripe stand-in)")


class TooManyRequests(StripeRefusal):
    """Wording and code: codecombat/codecombat#2588; 429 since 2015-09-18 (stripe-python#185)."""

    status = 429

    def __init__(self) -> None:
        super().__init__("Request rate limit exceeded", code="rate_limit")


class Mischief:
    """What the rules have in store for one call, taken from them when it arrives."""

    def __init__(self, account: Account, endpoint: str) -> None:
        self._account = account
        failing = account.rules.take("fail", endpoint=endpoint)
        hanging = None if failing else account.rules.take("time_out", endpoint=endpoint)
        self._fail: Fail | None = failing.rule if failing else None
        self._time_out: TimeOut | None = hanging.rule if hanging else None
        self._endpoint = endpoint

    def before(self) -> None:
        """Raises the refusal of a call that is not even begun."""
        if self._fail and not self._fail.carried_out:
            raise TooManyRequests if self._fail.status == 429 else StripeFailed
        if self._time_out and not self._time_out.carried_out:
            self._account.rules.wait(self._time_out.seconds)
            raise StripeFailed

    def about(self, found: Json) -> Json:
        """What the call found, or a lie about it."""
        if found.get("object") == "checkout.session" and (
            use := self._account.rules.take("lie_in_answer", endpoint=self._endpoint)
        ):
            found = {**found, "amount_total": use.rule.amount}
        return found

    @property
    def fails_after_all(self) -> bool:
        """The work is done and kept; only the answer, kept too, is a 500."""
        return self._fail is not None and self._fail.carried_out

    def after(self) -> None:
        """Keeps the caller of a call that is done waiting."""
        if self._time_out and self._time_out.carried_out:
            self._account.rules.wait(self._time_out.seconds)
