"""The daily payout of what is available in the balance (docs.stripe.com/payouts).

The private data of an entry names the payout that contains it. A payout contains its own withdrawal
as well: from memory of the API's answers.
"""

from typing import Any

from fakestripe.account import Account
from fakestripe.objects.balance import build_payout_entry
from fakestripe.objects.payout import build_payout
from fakestripe.store import Filter, field_is

Json = dict[str, Any]

_DAY_S = 24 * 60 * 60
# The text of the partial index `unpaid_entries`.
_UNPAID = "kind = 'balance_transaction' AND json_extract(private, '$.payout') IS NULL"
_AVAILABLE = f"{_UNPAID} AND json_extract(body, '$.available_on') <= ?"


def pay_out_due(account: Account) -> int:
    """Pay out what is available, once a day in each currency. Returns how many payouts."""
    with account.store.transaction():
        return sum(
            _pay_out(account, currency, amount)
            for currency, amount in _available(account)
            if amount > 0 and not _was_paid_out_today(account, currency)
        )


def pay_out_at_once(account: Account) -> list[Json]:
    """Make everything available and pay it out, whatever the day. Returns the new payouts."""
    store, now = account.store, account.now()
    store.execute(
        "UPDATE objects SET body = json_set(body, '$.available_on', ?) "  # noqa: S608  our own text
        f"WHERE {_UNPAID} AND json_extract(body, '$.available_on') > ?",
        (now, now),
    )
    count = sum(
        _pay_out(account, currency, amount)
        for currency, amount in _available(account)
        if amount > 0
    )
    return [record.body for record in store.newest("payout", limit=count)]


def settle_due_payouts(account: Account) -> int:
    """Set payouts to paid on the day of their arrival. Returns how many."""
    due = [
        field_is("status", "in_transit"),
        Filter("json_extract(body, '$.arrival_date') <= ?", (account.now(),)),
    ]
    with account.store.transaction():
        payouts = account.store.oldest("payout", due, limit=100)
        for payout in payouts:
            account.store.save({**payout.body, "status": "paid"})
    return len(payouts)


def _available(account: Account) -> list[tuple[str, int]]:
    rows = account.store.execute(
        "SELECT json_extract(body, '$.currency') AS currency, "  # noqa: S608  our own text
        "SUM(json_extract(body, '$.net')) AS net "
        f"FROM objects WHERE {_AVAILABLE} GROUP BY 1",
        (account.now(),),
    )
    return [(row["currency"], row["net"]) for row in rows]


def _was_paid_out_today(account: Account, currency: str) -> bool:
    today = account.now() - account.now() % _DAY_S
    since = [Filter("created >= ?", (today,)), field_is("currency", currency)]
    return bool(account.store.newest("payout", since, limit=1))


def _pay_out(account: Account, currency: str, amount: int) -> int:
    now = account.now()
    payout = build_payout(amount=amount, currency=currency, now=now)
    account.store.execute(
        "UPDATE objects SET private = json_set(private, '$.payout', ?) "  # noqa: S608  the same
        f"WHERE {_AVAILABLE} AND json_extract(body, '$.currency') = ?",
        (payout["id"], now, currency),
    )
    account.store.add(payout)
    account.store.add(build_payout_entry(payout, now=now), {"payout": payout["id"]})
    return 1
