"""Log of the webhook deliveries."""

from typing import Any

from fakestripe.account import Account


def latest_deliveries(account: Account, *, limit: int) -> list[dict[str, Any]]:
    """Return deliveries, newest first. `answer`: the shop's status, or the name of an error."""
    rows = account.store.execute(
        "SELECT seq AS id, event_id, event_type, state, attempts, answer, note "
        "FROM deliveries ORDER BY seq DESC LIMIT ?",
        (limit,),
    )
    return [dict(row) for row in rows]
