"""A local stand-in for Stripe: `python -m fakestripe`.

It speaks the part of Stripe's API that the shop uses, shows a hosted payment
page that takes Stripe's test cards, and sends signed webhooks. It is a program
of its own: it imports nothing of the shop, and the shop talks to it over HTTP.
"""
