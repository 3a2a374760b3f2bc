"""Simulated failures, on request: of Stripe, the network and the shopper's bank."""
