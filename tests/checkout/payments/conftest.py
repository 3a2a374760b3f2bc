"""Interleavings with Stripe's events."""

import pytest

from checkout.payments.settle import settle
from checkout.stripe import gateway


@pytest.fixture
def expiry_event_first(monkeypatch):
    """Settle the event of each session that we expire before the call that expires it returns."""
    expire_session = gateway.expire_session

    def expire_with_event(session_id: str):
        session = expire_session(session_id)
        settle(session, source="event")
        return session

    monkeypatch.setattr(gateway, "expire_session", expire_with_event)
