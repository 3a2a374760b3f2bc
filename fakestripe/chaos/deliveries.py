"""Queue webhook deliveries, with simulated failures."""

import json
from dataclasses import dataclass, replace
from typing import Any

from fakestripe.account import Account
from fakestripe.chaos.rules import Use

Json = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A delivery that is not yet stored. `note` lists the simulated failures."""

    event: Json
    body: str
    due: float
    state: str = "waiting"
    forgery: str = ""
    held_by: int | None = None
    note: str = ""

    def noted(self, text: str, **changes: Any) -> "Draft":
        """Return a copy with these changes and the text added to `note`."""
        return replace(self, note=f"{self.note}, {text}" if self.note else text, **changes)


def post(account: Account, event: Json) -> None:
    """Queue the event, changed by the rules that match it."""
    draft = _delayed(account, _falsified(account, _unchanged(account, event)))
    _store(account, draft)
    if draft.state != "dropped" and (use := _take(account, "duplicate", draft)):
        for _ in range(use.rule.copies):
            _store(account, draft.noted("duplicate", state="waiting", held_by=None))
    account.wake()


def post_unchanged(account: Account, event: Json) -> None:
    """Queue the event without applying rules."""
    _store(account, _unchanged(account, event).noted("sent again"))
    account.wake()


def release_held(account: Account, rule_number: int | None = None) -> None:
    """Deliver the events that a rule (or any rule) has held back, in reverse order."""
    rows = account.store.execute(
        "SELECT seq FROM deliveries WHERE state = 'held' AND (held_by = ? OR ? IS NULL) "
        "ORDER BY seq DESC",
        (rule_number, rule_number),
    )
    before = None
    for row in rows:
        account.store.execute(
            "UPDATE deliveries SET state = 'waiting', goes_after = ? WHERE seq = ?",
            (before, row["seq"]),
        )
        before = row["seq"]
    account.wake()


def with_another_amount(event: Json, amount: int) -> Json:
    """Return the event with a wrong amount."""
    about = event["data"]["object"]
    name = "amount_total" if about["object"] == "checkout.session" else "amount"
    return {**event, "data": {**event["data"], "object": {**about, name: amount}}}


def as_text(event: Json) -> str:
    """Return the event as JSON, as it is sent."""
    return json.dumps(event, indent=2)


def _unchanged(account: Account, event: Json) -> Draft:
    return Draft(event, as_text(event), due=account.now())


def _falsified(account: Account, draft: Draft) -> Draft:
    if use := _take(account, "wrong_event_amount", draft):
        amount = use.rule.amount
        body = as_text(with_another_amount(draft.event, amount))
        draft = draft.noted(f"says {amount}", body=body)
    if use := _take(account, "forge", draft):
        draft = draft.noted(f"forged: {use.rule.how}", forgery=use.rule.how)
    return draft


def _delayed(account: Account, draft: Draft) -> Draft:
    if _take(account, "drop", draft):
        return draft.noted("dropped", state="dropped")
    if use := _take(account, "delay", draft):
        seconds = use.rule.seconds
        return draft.noted(f"{seconds} s late", due=draft.due + seconds)
    if use := _take(account, "reorder", draft):
        return draft.noted("out of order", state="held", held_by=use.number)
    return draft


def _store(account: Account, draft: Draft) -> None:
    account.store.execute(
        "INSERT INTO deliveries "
        "(event_id, event_type, body, state, due, forgery, held_by, note) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            draft.event["id"],
            draft.event["type"],
            draft.body,
            draft.state,
            draft.due,
            draft.forgery,
            draft.held_by,
            draft.note,
        ),
    )
    if draft.state == "held" and not account.rules.is_in_force(draft.held_by):
        release_held(account, draft.held_by)


def _take(account: Account, kind: str, draft: Draft) -> Use | None:
    return account.rules.take(kind, event_type=draft.event["type"])
