"""Mischief on demand: what Stripe, the network and the shopper's bank may do to a shop."""
