"""Shoppers who buy one thing after the other, all at once, for a minute: how many get through."""

import time
from contextlib import suppress
from itertools import cycle, islice

from checkout.models import Order
from checkout.notifications.mails import CONFIRMATION
from outbox.models import OutgoingMail
from tests.benchmarks.figure import Figure
from tests.benchmarks.in_parallel import Run, after, run_until, spread
from tests.benchmarks.processor_time import Meter
from tests.benchmarks.shop.books import figure_of, read_books
from tests.benchmarks.shop.buyer import NotServed, Purchase, buy
from tests.benchmarks.shop.open_shop import OpenShop, an_open_shop
from tests.benchmarks.shop.shelves import fill_shelves
from tests.waits import NeverHappened, wait_for

SHOPPERS = 8
WARM_UP_S = 3
WINDOW_S = 10
SETTLED_WITHIN_S = 120


def measure(seconds: int) -> list[Figure]:
    """Two things into the cart, form, session, payment; Stripe's event settles it; mails go out."""
    with an_open_shop(sends_events=True, mails=True) as shop:
        shopping = _shoppers(shop)
        run_until(after(WARM_UP_S), shopping, at_once=SHOPPERS)
        wait_until_settled()
        mailed_before = _mailed()
        meter = Meter(shop.process_ids)
        began_at = time.time()
        run = run_until(after(seconds), shopping, at_once=SHOPPERS)
        spent = meter.figure("a checkout", len(run.calls))
        mailed = _mailed() - mailed_before
        wait_until_settled()
        return [
            *_figures(run, began_at, seconds),
            spent,
            Figure("Confirmations mailed meanwhile, by one worker", f"{mailed}"),
            figure_of(read_books(shop.side)),
        ]


def _shoppers(shop: OpenShop):
    """A purchase by the shopper of that number; who is not served says so."""
    baskets = fill_shelves()
    shopper_baskets = [islice(cycle(baskets), number, None) for number in range(SHOPPERS)]

    def shopping(number: int) -> Purchase | NotServed:
        try:
            return buy(shop.address, next(shopper_baskets[number]))
        except NotServed as refusal:
            return refusal

    return shopping


def wait_until_settled() -> None:
    """What is still open after that is found in the books."""
    with suppress(NeverHappened):
        wait_for(
            lambda: not Order.objects.open().exists(),
            "the last settlement",
            within_s=SETTLED_WITHIN_S,
        )


def _mailed() -> int:
    return OutgoingMail.objects.filter(kind=CONFIRMATION.name).exclude(sent_at=None).count()


def _figures(run: Run[Purchase | NotServed], began_at: float, seconds: int) -> list[Figure]:
    refusals = [outcome for outcome in run.outcomes if isinstance(outcome, NotServed)]
    complaint = f"not served: {len(refusals)}, such as: {refusals[0]}" if refusals else ""
    bought = {p.session_id: p.paid_at for p in run.outcomes if isinstance(p, Purchase)}
    settled = _settled_at(bought)
    in_time = [at - began_at for at in settled.values() if at < began_at + seconds]
    waits = [(settled[session] - paid_at) * 1000 for session, paid_at in bought.items()
             if session in settled]  # fmt: skip
    return [
        Figure(f"Checkouts settled, held for {seconds} s", f"{len(in_time) / seconds:.1f} /s"),
        Figure(f"Checkouts settled, in the slowest {WINDOW_S} s", slowest_window(in_time, seconds)),
        Figure("From the first click to paid: p50 / p95", run.spread(), complaint),
        Figure("From paid to settled: p50 / p95", spread(waits)),
    ]


def _settled_at(bought: dict[str, float]) -> dict[str, float]:
    """Unix seconds, by session."""
    orders = Order.objects.paid().filter(stripe_session_id__in=bought)
    settled = orders.values_list("stripe_session_id", "paid_at")
    return {session: paid_at.timestamp() for session, paid_at in settled}


def slowest_window(seconds_in: list[float], seconds: int) -> str:
    """Of whole windows; none in a run that is shorter than one."""
    windows = [0] * (seconds // WINDOW_S)
    for second in seconds_in:
        if second < len(windows) * WINDOW_S:
            windows[int(second // WINDOW_S)] += 1
    return f"{min(windows) / WINDOW_S:.1f} /s" if windows else "–"
