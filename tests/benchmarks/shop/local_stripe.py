"""Speed of fakestripe alone: if it is slower than the shop, the shop's figures are too low."""

import tempfile
import time
from pathlib import Path

import requests

from tests.benchmarks.figure import Figure
from tests.benchmarks.in_parallel import run_in_parallel
from tests.benchmarks.shop.open_shop import a_local_stripe
from tests.stripe_side import StripeSide

AT_ONCE = 8
SESSIONS_PER_SECOND = 5
KEY = {"Authorization": "Bearer sk_test_benchmark"}
PATIENCE_S = 60


def measure(seconds: int) -> list[Figure]:
    """Five sessions for each second asked for."""
    with (
        tempfile.TemporaryDirectory(prefix="autovise-bench-") as folder,
        a_local_stripe(Path(folder) / "stripe") as (side, _),
    ):
        return _measure(side, seconds * SESSIONS_PER_SECOND)


def _measure(side: StripeSide, count: int) -> list[Figure]:
    def buy(number: int) -> str:
        session_id = _asks(side, "POST", "", _session(number))["id"]
        side.pays(session_id)
        return session_id

    bought = run_in_parallel(buy, range(count), at_once=AT_ONCE)
    read = run_in_parallel(
        lambda session_id: _asks(side, "GET", f"/{session_id}"), bought.outcomes, at_once=AT_ONCE
    )
    return [
        Figure("Stand-in alone: sessions opened and paid", f"{bought.per_second:.0f} /s"),
        Figure("Stand-in alone: sessions read", f"{read.per_second:.0f} /s"),
        Figure("Stand-in alone: a session read, p50 / p95", read.spread()),
    ]


def _asks(side: StripeSide, method: str, path: str, fields: dict | None = None) -> dict:
    address = f"{side.address}/v1/checkout/sessions{path}"
    answer = requests.request(method, address, headers=KEY, data=fields, timeout=PATIENCE_S)
    answer.raise_for_status()
    return answer.json()


def _session(number: int) -> dict[str, str]:
    line = "line_items[0]"
    return {
        "mode": "payment",
        "success_url": "http://127.0.0.1/",
        "client_reference_id": f"AV-{number}",
        "expires_at": str(int(time.time()) + 3600),
        f"{line}[quantity]": "2",
        f"{line}[price_data][currency]": "gbp",
        f"{line}[price_data][unit_amount]": "1299",
        f"{line}[price_data][product_data][name]": "Glass Cleaner",
    }
