"""What was sent to the shop, and how that went."""

from typing import Any

from fakestripe.account import Account


def latest_deliveries(account: Account, *, limit: int) -> list[dict[str, Any]]:
    """Newest first. `answer`: the shop's status, or the name of what went wrong."""
    rows = account.store.execute(
        "SELECT seq AS id, event_id, event_type, state, attempts, answer, note "
        "FROM deliveries ORDER BY seq DESC LIMIT ?",
        (limit,),
    )
    return [dict(row) for row in rows]
