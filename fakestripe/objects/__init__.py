"""Stripe's response objects, each with every key that Stripe publishes for it."""
