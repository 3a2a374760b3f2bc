"""Stripe's side of a test: what shoppers, banks, Stripe and its dashboard do, all over HTTP.

It drives any running fakestripe, one in a thread of the test or the shop's own, through
`/chaos` (see `python -m fakestripe`), the payment page and the API.

    side = StripeSide("http://127.0.0.1:8001")
    side.pays(session_id)                           # by card; an expired session: late money
    side.debits(session_id); side.settles(session_id, "failed")
    side.sends(side.event_about(session_id), times=20)          # 20 at once; the shop's answers
    side.rule("fail", endpoint="POST /v1/refunds", status=500, times=2)
    side.rule("pending_refund", then="failed", after_s=60); side.advances(60)
    side.refunds(payment, amount=300); side.disputes(payment)
    side.clears()

`payment` is the id of a session, a payment intent or a charge. Amounts are pence.
"""

import json
from typing import Any

import requests
import stripe

Json = dict[str, Any]

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000002"
PAID_LATER = "90012345"
PATIENCE_S = 60


class Refused(Exception):
    """The control API would not; `status` is 400, 402, 404 or 409."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


class StripeSide:
    """`webhook` and `secret`: where events go and how they are signed, unless fakestripe was
    told at its start."""

    def __init__(self, address: str, *, webhook: str = "", secret: str = "") -> None:
        self.address = address
        self.webhook = webhook
        self.secret = secret

    @property
    def client(self) -> stripe.StripeClient:
        return stripe.StripeClient("sk_test_reader", base_addresses={"api": self.address})

    def session(self, session_id: str) -> Json:
        return self.client.v1.checkout.sessions.retrieve(session_id).to_dict()

    def events(self, kind: str = "") -> list[Json]:
        """The latest 100, oldest first; `kind` may hold `*`."""
        found = self.client.v1.events.list({"limit": 100, **({"type": kind} if kind else {})})
        return [event.to_dict() for event in found.data][::-1]

    def event_about(self, object_id: str, kind: str = "checkout.session.completed") -> Json:
        """The one event of that kind about a session, refund, dispute or charge."""
        [event] = [e for e in self.events(kind) if e["data"]["object"]["id"] == object_id]
        return event

    def deliveries(self) -> list[Json]:
        """Newest first: id, event_id, event_type, state, attempts, answer, note."""
        return self._get("deliveries")

    def pays(self, session_id: str, card: str = GOOD_CARD, **payer: str) -> Json:
        """The session as it is then. Raises Refused (402) for a card that is declined."""
        return self._tell(f"sessions/{session_id}/pay", card=card, **payer)

    def debits(self, session_id: str, account_number: str = PAID_LATER) -> Json:
        """Complete but unpaid, until `settles` or three minutes of fakestripe's clock."""
        return self._tell(f"sessions/{session_id}/debit", account_number=account_number)

    def settles(self, session_id: str, outcome: str) -> Json:
        """`outcome` of a debit: succeeded or failed."""
        return self._tell(f"sessions/{session_id}/settle", outcome=outcome)

    def disputes(self, payment: str, **details: Any) -> Json:
        """`amount`, `reason`, `inquiry=True`. The dispute."""
        return self._tell(f"payments/{payment}/dispute", **details)

    def closes(self, dispute_id: str, outcome: str) -> Json:
        """`outcome`: won or lost."""
        return self._tell(f"disputes/{dispute_id}/close", outcome=outcome)

    def expires(self, session_id: str) -> Json:
        return self._tell(f"sessions/{session_id}/expire")

    def refunds(self, payment: str, **details: Any) -> Json:
        """`amount`, `reason`; without an amount all that is left. The refund."""
        return self._tell(f"payments/{payment}/refund", **details)

    def settles_refund(self, refund_id: str, outcome: str, **details: Any) -> Json:
        """`outcome`: succeeded, failed or canceled; `reason` of a failure."""
        return self._tell(f"refunds/{refund_id}/settle", outcome=outcome, **details)

    def answers_dispute(self, dispute_id: str) -> Json:
        return self._tell(f"disputes/{dispute_id}/evidence")

    def escalates(self, dispute_id: str) -> Json:
        return self._tell(f"disputes/{dispute_id}/escalate")

    def sends(self, event: Json | str, **how: Any) -> list[int]:
        """The shop's answers to an event (or its id); 0 for none at all.

        `times` at once; `forgery`: bad_signature, stale, other_secret, altered or unsigned;
        `amount`: a lie in the event; `secret`, `to`.
        """
        which = {"event_id": event} if isinstance(event, str) else {"event": event}
        where = {"to": self.webhook, "secret": self.secret}
        answers = self._tell("deliver", **which, **{**where, **how})["answers"]
        return [int(answer) if answer.isdigit() else 0 for answer in answers]

    def rule(self, kind: str, **details: Any) -> int:
        """Add a rule. `kind`: duplicate, delay, reorder, drop, forge, wrong_event_amount,
        wrong_response_amount, fail, time_out, pending_refund. See docs/fakestripe.md."""
        return self._tell("rules", kind=kind, **details)["id"]

    def rules(self) -> list[Json]:
        return self._get("rules")

    def removes(self, rule: int) -> None:
        self._tell(f"rules/{rule}/remove")

    def clears(self) -> None:
        """No rule is in force any more; what they kept back is delivered."""
        self._tell("clear")

    def sends_again(self, delivery: int) -> Json:
        return self._tell(f"deliveries/{delivery}/send_again")

    def pays_out(self) -> list[Json]:
        """Pays out everything at once, also what is not available yet. The payouts: one, or none
        if there is nothing to pay out."""
        return self._tell("payouts")["payouts"]

    def advances(self, seconds: int) -> None:
        """Moves fakestripe's clock on; what comes due by that has happened on return."""
        self._tell("clock", advance_s=seconds)

    def _get(self, path: str) -> Any:
        answer = requests.get(f"{self.address}/chaos/{path}", timeout=PATIENCE_S)
        answer.raise_for_status()
        return answer.json()

    def _tell(self, path: str, **details: Any) -> Json:
        answer = requests.post(
            f"{self.address}/chaos/{path}",
            data=json.dumps(details),
            headers={"Content-Type": "application/json"},
            timeout=PATIENCE_S,
        )
        if not answer.ok:
            raise Refused(answer.status_code, answer.json()["error"])
        return answer.json()
