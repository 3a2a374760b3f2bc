"""Stripe's response objects, each with all of its documented keys."""
