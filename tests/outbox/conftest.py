"""Fixtures that the tests of the outbox share with those of checkout."""

from tests.checkout.conftest import stripe_server

__all__ = ["stripe_server"]
