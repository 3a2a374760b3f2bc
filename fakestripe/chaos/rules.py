"""Rules for simulated failures of the next deliveries or calls. They are lost at a restart."""

import itertools
import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from fakestripe.chaos.invalid_fields import describe_invalid

_LONGEST_S = 120.0


class RuleRefused(Exception):
    """The fields are not a valid rule. The message says what is wrong."""


class Rule(BaseModel):
    """Base of all rules. `times`: number of deliveries or calls; 0 means until removed."""

    model_config = ConfigDict(extra="forbid")
    says: ClassVar[str]
    kind: str
    times: int = Field(1, ge=0, le=10_000)

    def fits(self, **_: str) -> bool:
        return True


class DeliveryRule(Rule):
    """Base of rules for deliveries. `event_type` may contain `*`: `charge.dispute.*`."""

    event_type: str = "*"

    def fits(self, *, event_type: str = "", **_: str) -> bool:
        return fnmatchcase(event_type, self.event_type)


class CallRule(Rule):
    """Base of rules for calls. `endpoint`: method and path, with `*` as in `GET /v1/refunds*`."""

    endpoint: str = "*"

    def fits(self, *, endpoint: str = "", **_: str) -> bool:
        return fnmatchcase(endpoint, self.endpoint)


class Duplicate(DeliveryRule):
    """Deliver `copies` more copies of the same event at the same time."""

    says = "deliver it more than once"
    kind: Literal["duplicate"]
    copies: int = Field(1, ge=1, le=100)


class Delay(DeliveryRule):
    says = "deliver it late"
    kind: Literal["delay"]
    seconds: int = Field(ge=1)


class Reorder(DeliveryRule):
    """Hold back `times` deliveries, then send them one after another in reverse order."""

    says = "hold back so many, then deliver the last first"
    kind: Literal["reorder"]
    times: int = Field(2, ge=2, le=100)


class Drop(DeliveryRule):
    says = "never deliver it"
    kind: Literal["drop"]


class Forge(DeliveryRule):
    """Falsify the signature. `other_secret`: a valid signature with another secret."""

    says = "send a wrong signature"
    kind: Literal["forge"]
    how: Literal["bad_signature", "stale", "other_secret", "altered", "unsigned"] = "bad_signature"


class WrongEventAmount(DeliveryRule):
    """State a wrong amount in a correctly signed event."""

    says = "state a wrong amount in the event"
    kind: Literal["wrong_event_amount"]
    amount: int = Field(ge=0)


class WrongResponseAmount(CallRule):
    """State a wrong amount in responses about sessions."""

    says = "state a wrong amount in responses about sessions"
    kind: Literal["wrong_response_amount"]
    amount: int = Field(ge=0)


class Fail(CallRule):
    """Respond with an error. `carried_out`: carry out the call nevertheless."""

    says = "respond to the call with an error"
    kind: Literal["fail"]
    status: int = 500
    carried_out: bool = False

    @model_validator(mode="after")
    def fails_as_stripe_does(self) -> Self:
        if self.status not in (429, 500):
            raise ValueError("status is 429 or 500")
        if self.carried_out and self.status == 429:
            raise ValueError("a call that is refused with 429 is not carried out")
        return self


class TimeOut(CallRule):
    """Respond `seconds` late. The default exceeds the timeout of most clients."""

    says = "let the call time out"
    kind: Literal["time_out"]
    seconds: float = Field(15.0, gt=0, le=_LONGEST_S)
    carried_out: bool = False


class PendingRefund(Rule):
    """Leave the next refund pending; set its status to `then` after `after_s` seconds."""

    says = "leave the next refund pending"
    kind: Literal["pending_refund"]
    then: Literal["succeeded", "failed", "canceled"] | None = None
    after_s: int = Field(0, ge=0)
    reason: str = "unknown"


KINDS: tuple[type[Rule], ...] = (
    Duplicate,
    Delay,
    Reorder,
    Drop,
    Forge,
    WrongEventAmount,
    WrongResponseAmount,
    Fail,
    TimeOut,
    PendingRefund,
)
SAYS = {get_args(kind.model_fields["kind"].annotation)[0]: kind.says for kind in KINDS}
# Typed Any, because the union is built from a tuple at run time.
_RULE_TYPE: Any = Annotated[Union[KINDS], Field(discriminator="kind")]  # noqa: UP007
_ANY_RULE: TypeAdapter[Any] = TypeAdapter(_RULE_TYPE)


def rule_from(given: dict[str, Any]) -> Rule:
    """Validate the fields of a rule. Raises RuleRefused."""
    try:
        return _ANY_RULE.validate_python(given)
    except ValidationError as invalid:
        raise RuleRefused(describe_invalid(invalid, whole="rule")) from None


@dataclass(frozen=True)
class Use:
    """One use of a rule. `is_last`: the rule is then used up."""

    number: int
    rule: Any
    is_last: bool


class Rules:
    """The rules in force, oldest first. `left`: remaining uses; 0 for a rule without a limit."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._no_more_waiting = threading.Event()
        self._numbers = itertools.count(1)
        self._rules: dict[int, Rule] = {}
        self._left: dict[int, int] = {}

    def add(self, rule: Rule) -> int:
        with self._lock:
            number = next(self._numbers)
            self._rules[number] = rule
            self._left[number] = rule.times
            return number

    def take(self, kind: str, **about: str) -> Use | None:
        """Use the first matching rule of this kind once. Returns None if there is none."""
        with self._lock:
            for number, rule in self._rules.items():
                if rule.kind == kind and rule.fits(**about):
                    return self._use(number)
            return None

    def wait(self, seconds: float) -> None:
        """Wait, as a call that hangs. Ends early if all rules are cleared."""
        with self._lock:
            cleared = self._no_more_waiting
        cleared.wait(seconds)

    def remove(self, number: int) -> bool:
        with self._lock:
            self._left.pop(number, None)
            return self._rules.pop(number, None) is not None

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()
            self._left.clear()
            self._no_more_waiting.set()
            self._no_more_waiting = threading.Event()

    def listed(self) -> list[dict[str, Any]]:
        with self._lock:
            return [
                {"id": number, "left": self._left[number], **rule.model_dump()}
                for number, rule in self._rules.items()
            ]

    def is_in_force(self, number: int | None) -> bool:
        with self._lock:
            return number in self._rules

    def _use(self, number: int) -> Use:
        rule = self._rules[number]
        if rule.times == 0:
            return Use(number, rule, is_last=False)
        self._left[number] -= 1
        is_last = self._left[number] == 0
        if is_last:
            del self._rules[number], self._left[number]
        return Use(number, rule, is_last)
