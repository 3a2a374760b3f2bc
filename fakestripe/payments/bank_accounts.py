"""Test accounts for Bacs Direct Debit, a UK payment method whose result arrives days later.

The numbers are from memory of docs.stripe.com/payments/bacs-debit/accept-a-payment. As there, some
settle at once and some after three minutes.
"""

import re
from dataclasses import dataclass

from fakestripe.payments.cards import CardNotRecognised, Refusal

SORT_CODE = "108800"
_THREE_MINUTES_S = 180

NOT_AUTHORISED = Refusal(
    "payment_intent_payment_attempt_failed",
    "The customer's bank reports that the debit was not authorized.",
    "debit_not_authorized",
)
INSUFFICIENT_FUNDS = Refusal(
    "payment_intent_payment_attempt_failed",
    "The customer's bank account has insufficient funds.",
    "insufficient_funds",
)
UNKNOWN_ACCOUNT = Refusal(
    "invalid_bank_account", "Your bank account number is invalid.", is_attempt=False
)


@dataclass(frozen=True)
class TestAccount:
    """A test account. `result_after_s`: seconds until the result. No `refusal`: it succeeds."""

    number: str
    what_it_does: str
    result_after_s: int = _THREE_MINUTES_S
    refusal: Refusal | None = None

    @property
    def last4(self) -> str:
        return self.number[-4:]


TEST_ACCOUNTS = (
    TestAccount("90012345", "is paid three minutes later"),
    TestAccount("93333335", "is refused by the bank three minutes later", refusal=NOT_AUTHORISED),
    TestAccount("00012345", "is paid at once", 0),
    TestAccount("22222227", "has no money in it, which is known at once", 0, INSUFFICIENT_FUNDS),
)
_BY_NUMBER = {account.number: account for account in TEST_ACCOUNTS}


def account_numbered(typed: str) -> TestAccount:
    """Return the test account of a number, ignoring spaces and dashes. Raises CardNotRecognised."""
    number = re.sub(r"[\s-]", "", typed)
    if number not in _BY_NUMBER:
        raise CardNotRecognised(UNKNOWN_ACCOUNT)
    return _BY_NUMBER[number]
