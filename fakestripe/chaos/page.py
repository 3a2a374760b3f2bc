"""The page at `/chaos`: the same orders as forms."""

from flask import render_template, request

from fakestripe.account import Account
from fakestripe.chaos.log import latest_deliveries

_LATEST = 30


def show_page(account: Account, problem: str = "") -> str:
    return render_template(
        "chaos.html",
        rules=account.rules.listed(),
        deliveries=latest_deliveries(account, limit=_LATEST),
        done="" if problem else request.args.get("done", ""),
        problem=problem,
    )
