"""Send webhooks, and retry until they are accepted.

Only a 2xx response counts as accepted (docs.stripe.com/webhooks). Unsent deliveries are stored and
are sent after a restart.
"""

import logging
import queue
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import requests

from fakestripe.clock import Clock
from fakestripe.settings import Settings
from fakestripe.store import Store, StoreClosed
from fakestripe.webhooks.signatures import signed_request

_LOOK_EVERY_S = 1.0
_STOP_TIMEOUT_S = 0.3
# `goes_after` is the `seq` of another delivery. This delivery waits until the other one has been
# tried.
_DUE = """state = 'waiting' AND due <= ? AND NOT EXISTS (
    SELECT 1 FROM deliveries AS before WHERE before.seq = deliveries.goes_after
    AND before.attempts = 0 AND before.state IN ('held', 'waiting', 'sending'))"""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredDelivery:
    """A stored delivery. `attempts`: number of attempts so far."""

    seq: int
    event_id: str
    event_type: str
    body: str
    attempts: int
    forgery: str


@dataclass(frozen=True)
class Outcome:
    """Result of an attempt. `answer`: the response status, or the name of an error."""

    answer: str
    is_accepted: bool


class WebhookSender:
    """Sends webhooks: one thread finds due deliveries, several send them."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store = store
        self._settings = settings
        self._clock = clock
        self._bell = threading.Event()
        self._is_stopping = threading.Event()
        self._claimed: queue.SimpleQueue[StoredDelivery | None] = queue.SimpleQueue()
        self._finder = threading.Thread(target=self._find, name="sender", daemon=True)
        self._senders = [
            threading.Thread(target=self._send_all, name="delivery", daemon=True)
            for _ in range(settings.delivery_threads)
        ]

    def start(self) -> None:
        """Start the threads, and queue deliveries that were unfinished at the last stop.

        A restart loses the failure rules and the clock's offset. So deliveries that a rule held
        back are sent too, and a due time is at most one longest retry delay away.
        """
        latest = self._now() + max(self._settings.retry_delays_s, default=0)
        self._store.execute(
            "UPDATE deliveries SET state = 'waiting', due = min(due, ?) "
            "WHERE state IN ('held', 'waiting', 'sending')",
            (latest,),
        )
        self._finder.start()
        for sender in self._senders:
            sender.start()

    def stop(self) -> None:
        """Stop the threads; wait at most _STOP_TIMEOUT_S for running deliveries.

        Unfinished deliveries are sent again after the next start.
        """
        self._is_stopping.set()
        self.wake()
        self._finder.join()
        for _ in self._senders:
            self._claimed.put(None)
        give_up_at = time.monotonic() + _STOP_TIMEOUT_S
        for sender in self._senders:
            sender.join(max(give_up_at - time.monotonic(), 0))

    def wake(self) -> None:
        """Wake the thread that finds due deliveries."""
        self._bell.set()

    def post(self, body: str, *, forgery: str = "", to: str = "", secret: str = "") -> Outcome:
        """Send a body immediately, with one attempt, without storing a delivery."""
        body_sent, signature = signed_request(
            body.encode(),
            secret=secret or self._settings.webhook_secret,
            timestamp=int(time.time()),
            forgery=forgery,
        )
        try:
            response = requests.post(
                to or self._settings.webhook_url,
                data=body_sent,
                headers={
                    "Content-Type": "application/json; charset=utf-8",
                    "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                    **signature,
                },
                timeout=self._settings.delivery_timeout_s,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return Outcome(type(error).__name__, is_accepted=False)
        return Outcome(str(response.status_code), is_accepted=200 <= response.status_code < 300)

    def _now(self) -> float:
        """Return the time of fakestripe's clock with fractions of a second."""
        real = time.time()
        return self._clock.now() + real % 1

    def _find(self) -> None:
        while not self._is_stopping.is_set():
            self._bell.clear()
            for delivery in self._claim_due():
                self._claimed.put(delivery)
            self._bell.wait(self._seconds_to_next())

    def _claim_due(self) -> list[StoredDelivery]:
        with self._store.transaction():
            rows = self._store.execute(
                f"UPDATE deliveries SET state = 'sending' WHERE {_DUE} "  # noqa: S608 (a constant)
                "RETURNING seq, event_id, event_type, body, attempts, forgery",
                (self._now(),),
            )
        return sorted(
            (StoredDelivery(**row) for row in map(dict, rows)), key=lambda delivery: delivery.seq
        )

    def _seconds_to_next(self) -> float:
        rows = self._store.execute("SELECT min(due) AS due FROM deliveries WHERE state = 'waiting'")
        due = rows[0]["due"]
        return _LOOK_EVERY_S if due is None else min(max(due - self._now(), 0.005), _LOOK_EVERY_S)

    def _send_all(self) -> None:
        while (delivery := self._claimed.get()) is not None:
            if self._is_stopping.is_set():
                return
            outcome = self.post(delivery.body, forgery=delivery.forgery)
            with suppress(StoreClosed):
                self._note(delivery, outcome)

    def _note(self, delivery: StoredDelivery, outcome: Outcome) -> None:
        """Store the result of an attempt. Forged deliveries are not retried."""
        attempts = delivery.attempts + 1
        delays = self._settings.retry_delays_s
        due = 0.0
        if outcome.is_accepted:
            state = "delivered"
        elif attempts > len(delays) or delivery.forgery:
            state = "failed"
        else:
            state, due = "waiting", self._now() + delays[attempts - 1]
        self._store.execute(
            "UPDATE deliveries SET state = ?, attempts = ?, due = ?, answer = ? WHERE seq = ?",
            (state, attempts, due, outcome.answer, delivery.seq),
        )
        log.info(
            "webhook %s %s -> %s (%s)",
            delivery.event_type,
            delivery.event_id,
            outcome.answer,
            state,
        )
        self.wake()
