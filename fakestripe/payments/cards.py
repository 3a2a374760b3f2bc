"""Stripe's test cards, as published at docs.stripe.com/testing."""

import re
from dataclasses import dataclass
from enum import Enum


class CardOutcome(Enum):
    PAYS = "pays"
    DECLINED = "declined"
    ASKS_TO_CONFIRM = "asks to confirm"


@dataclass(frozen=True)
class Refusal:
    """Why a card was not charged; `code` and `decline_code` are Stripe's."""

    code: str
    message: str
    decline_code: str | None = None
    is_attempt: bool = True


@dataclass(frozen=True)
class TestCard:
    number: str
    outcome: CardOutcome
    what_it_does: str
    refusal: Refusal | None = None
    brand: str = "visa"

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def spaced(self) -> str:
        return " ".join(re.findall(r"\d{4}", self.number))


DECLINED = Refusal("card_declined", "Your card has been declined.", "generic_decline")
INSUFFICIENT_FUNDS = Refusal(
    "card_declined", "Your card has insufficient funds.", "insufficient_funds"
)
NOT_AUTHENTICATED = Refusal(
    "payment_intent_authentication_failure",
    "We are unable to authenticate your payment method. "
    "Please choose a different payment method and try again.",
)
INCOMPLETE_NUMBER = Refusal(
    "incomplete_number", "Your card number is incomplete.", is_attempt=False
)
INVALID_NUMBER = Refusal("invalid_number", "Your card number is invalid.", is_attempt=False)

TEST_CARDS = (
    TestCard("4242424242424242", CardOutcome.PAYS, "pays"),
    TestCard("4000002500003155", CardOutcome.ASKS_TO_CONFIRM, "asks you to confirm first"),
    TestCard("4000000000000002", CardOutcome.DECLINED, "is declined", DECLINED),
    TestCard(
        "4000000000009995", CardOutcome.DECLINED, "has insufficient funds", INSUFFICIENT_FUNDS
    ),
)
_BY_NUMBER = {card.number: card for card in TEST_CARDS}
_SHORTEST_NUMBER = 12


class CardNotRecognised(Exception):
    """The number is not a test card. No attempt was made."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def recognise(typed: str) -> TestCard:
    """Return the test card of a number, ignoring spaces and dashes. Raises CardNotRecognised."""
    number = re.sub(r"[\s-]", "", typed)
    if number in _BY_NUMBER:
        return _BY_NUMBER[number]
    is_short = len(number) < _SHORTEST_NUMBER and (number.isdigit() or not number)
    raise CardNotRecognised(INCOMPLETE_NUMBER if is_short else INVALID_NUMBER)
