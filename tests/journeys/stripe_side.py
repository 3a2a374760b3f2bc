"""What Stripe itself does: send an event about a session, and send it again."""

import json
import time
from dataclasses import dataclass

import requests

from fakestripe.signing import signature_header
from tests.journeys.running_shop import RunningShop


@dataclass(frozen=True)
class StripeSide:
    shop: RunningShop

    def event_about(self, session_id: str, kind: str = "checkout.session.completed") -> dict:
        events = self._get("/v1/events", type=kind)["data"]
        [event] = [found for found in events if found["data"]["object"]["id"] == session_id]
        return event

    def session(self, session_id: str) -> dict:
        return self._get(f"/v1/checkout/sessions/{session_id}")

    def sends(self, event: dict, *, secret: str = "") -> int:
        """Deliver the event, rightly signed unless a secret is given; the shop's answer."""
        body = json.dumps(event).encode()
        secret = secret or self.shop.webhook_secret()
        header = signature_header(body, secret=secret, timestamp=int(time.time()))
        answer = requests.post(
            f"{self.shop.address}/webhook/stripe/",
            data=body,
            headers={"Stripe-Signature": header, "Content-Type": "application/json"},
            allow_redirects=False,
            timeout=60,
        )
        return answer.status_code

    def _get(self, path: str, **query: str) -> dict:
        answer = requests.get(
            self.shop.stripe_address + path, params=query, auth=("sk_test_reader", ""), timeout=60
        )
        answer.raise_for_status()
        return answer.json()
