"""The overview page at `/`: latest sessions and webhook deliveries."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template

from fakestripe.account import Account
from fakestripe.due import carry_out_due

_LATEST = 30


def overview_blueprint(account: Account) -> Blueprint:
    """Return the blueprint of the overview page."""
    overview = Blueprint("overview", __name__)

    @overview.get("/")
    def show_overview() -> str:
        carry_out_due(account)
        return render_template(
            "overview.html",
            sessions=[
                _summary(r.body) for r in account.store.newest("checkout.session", (), _LATEST)
            ],
            deliveries=_latest_deliveries(account),
            sends_webhooks=account.sends_webhooks,
        )

    return overview


def _summary(session: dict[str, Any]) -> dict[str, Any]:
    created = datetime.fromtimestamp(session["created"], UTC)
    return {**session, "created_at": created.strftime("%d %b %H:%M:%S")}


def _latest_deliveries(account: Account) -> list[dict[str, Any]]:
    rows = account.store.execute(
        "SELECT event_id, event_type, state, attempts, answer FROM deliveries "
        "ORDER BY seq DESC LIMIT ?",
        (_LATEST,),
    )
    return [dict(row) for row in rows]
