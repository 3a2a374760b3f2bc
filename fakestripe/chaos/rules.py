"""Rules of mischief, each for the next few deliveries or calls; forgotten at a restart."""

import itertools
import threading
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

_LONGEST_S = 120.0


class RuleRefused(Exception):
    """What was asked for is no rule; the message says what is wrong with it."""


class Rule(BaseModel):
    """`times`: for how many deliveries or calls; 0 means until it is removed."""

    model_config = ConfigDict(extra="forbid")
    says: ClassVar[str]
    kind: str
    times: int = Field(1, ge=0, le=10_000)

    def fits(self, **_: str) -> bool:
        return True


class DeliveryRule(Rule):
    """`event_type` may hold `*`: `charge.dispute.*`."""

    event_type: str = "*"

    def fits(self, *, event_type: str = "", **_: str) -> bool:
        return fnmatchcase(event_type, self.event_type)


class CallRule(Rule):
    """`endpoint` is method and path, and may hold `*`: `POST /v1/checkout/sessions`."""

    endpoint: str = "*"

    def fits(self, *, endpoint: str = "", **_: str) -> bool:
        return fnmatchcase(endpoint, self.endpoint)


class Duplicate(DeliveryRule):
    """`copies` more deliveries of the same event, at the same time."""

    says = "deliver it more than once"
    kind: Literal["duplicate"]
    copies: int = Field(1, ge=1, le=100)


class Delay(DeliveryRule):
    says = "deliver it late"
    kind: Literal["delay"]
    seconds: int = Field(ge=1)


class Reorder(DeliveryRule):
    """Keeps `times` deliveries back; then the last goes first, each after the one before it."""

    says = "keep so many back, then deliver the last first"
    kind: Literal["reorder"]
    times: int = Field(2, ge=2, le=100)


class Drop(DeliveryRule):
    says = "never deliver it"
    kind: Literal["drop"]


class Forge(DeliveryRule):
    """How the delivery is wrong; `other_secret` is signed well, by somebody else."""

    says = "sign it wrongly"
    kind: Literal["forge"]
    how: Literal["bad_signature", "stale", "other_secret", "altered", "unsigned"] = "bad_signature"


class LieInEvent(DeliveryRule):
    """The event, rightly signed, names another amount than the payment has."""

    says = "name another amount in the event"
    kind: Literal["lie_in_event"]
    amount: int = Field(ge=0)


class LieInAnswer(CallRule):
    """Answers about sessions name another amount than was asked for."""

    says = "name another amount in answers about sessions"
    kind: Literal["lie_in_answer"]
    amount: int = Field(ge=0)


class Fail(CallRule):
    """`carried_out`: the work is done all the same, only the answer says it failed."""

    says = "answer the call with an error"
    kind: Literal["fail"]
    status: int = 500
    carried_out: bool = False

    @model_validator(mode="after")
    def fails_as_stripe_does(self) -> Self:
        if self.status not in (429, 500):
            raise ValueError("status is 429 or 500")
        if self.carried_out and self.status == 429:
            raise ValueError("what is turned away with 429 is not carried out")
        return self


class TimeOut(CallRule):
    """The answer comes `seconds` late, which is too late for most."""

    says = "let the call time out"
    kind: Literal["time_out"]
    seconds: float = Field(15.0, gt=0, le=_LONGEST_S)
    carried_out: bool = False


class PendingRefund(Rule):
    """The next refund is pending, then `then` after so many seconds of the stand-in's clock."""

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
    LieInEvent,
    LieInAnswer,
    Fail,
    TimeOut,
    PendingRefund,
)
SAYS = {get_args(kind.model_fields["kind"].annotation)[0]: kind.says for kind in KINDS}
_ANY_RULE: TypeAdapter[Any] = TypeAdapter(
    Annotated[Union[KINDS], Field(discriminator="kind")]  # noqa: UP007  built from a tuple
)


def rule_from(given: dict[str, Any]) -> Rule:
    """Raises RuleRefused."""
    try:
        return _ANY_RULE.validate_python(given)
    except ValidationError as invalid:
        problems = invalid.errors(include_url=False)
        raise RuleRefused(
            "; ".join(f"{'.'.join(map(str, p['loc'])) or 'rule'}: {p['msg']}" for p in problems)
        ) from None


@dataclass(frozen=True)
class Use:
    """One use of a rule; `is_last` if it is used up by it."""

    number: int
    rule: Any
    is_last: bool


class Rules:
    """Those in force, oldest first. `left` of a rule without an end stays 0."""

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
        """The first rule of this kind that fits, used once; None where none does."""
        with self._lock:
            for number, rule in self._rules.items():
                if rule.kind == kind and rule.fits(**about):
                    return self._use(number)
            return None

    def wait(self, seconds: float) -> None:
        """As a call that hangs does; ends early once all rules are cleared."""
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
