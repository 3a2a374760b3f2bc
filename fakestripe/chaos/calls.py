"""Simulated failures of API calls."""

from typing import Any

from fakestripe.account import Account
from fakestripe.chaos.rules import Fail, TimeOut
from fakestripe.errors import StripeRefusal

Json = dict[str, Any]


class StripeFailed(StripeRefusal):
    """An internal error of Stripe. Type: docs.stripe.com/api/errors; the wording is ours."""

    status = 500
    type = "api_error"

    def __init__(self) -> None:
        super().__init__("An unknown error occurred (simulated by fakestripe)")


class TooManyRequests(StripeRefusal):
    """Rate limit exceeded. Wording and code: codecombat/codecombat#2588.

    The status is 429 since 2015-09-18 (stripe-python#185).
    """

    status = 429

    def __init__(self) -> None:
        super().__init__("Request rate limit exceeded", code="rate_limit")


class CallFailures:
    """The failures to simulate for one call. Uses up matching rules when it is created."""

    def __init__(self, account: Account, endpoint: str) -> None:
        self._account = account
        failing = account.rules.take("fail", endpoint=endpoint)
        hanging = None if failing else account.rules.take("time_out", endpoint=endpoint)
        self._fail: Fail | None = failing.rule if failing else None
        self._time_out: TimeOut | None = hanging.rule if hanging else None
        self._endpoint = endpoint

    def before(self) -> None:
        """Raise the error of a call that is not carried out."""
        if self._fail and not self._fail.carried_out:
            raise TooManyRequests if self._fail.status == 429 else StripeFailed
        if self._time_out and not self._time_out.carried_out:
            self._account.rules.wait(self._time_out.seconds)
            raise StripeFailed

    def about(self, result: Json) -> Json:
        """Return the call's result, with a wrong amount if a rule requests it."""
        if result.get("object") == "checkout.session" and (
            use := self._account.rules.take("wrong_response_amount", endpoint=self._endpoint)
        ):
            result = {**result, "amount_total": use.rule.amount}
        return result

    @property
    def fails_after_execution(self) -> bool:
        """Whether the call is carried out but its (stored) response is a 500."""
        return self._fail is not None and self._fail.carried_out

    def after(self) -> None:
        """Delay the response of a call that was carried out."""
        if self._time_out and self._time_out.carried_out:
            self._account.rules.wait(self._time_out.seconds)
