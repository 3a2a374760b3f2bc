"""A local fake of Stripe: `python -m fakestripe`.

It implements the part of Stripe's API that the shop uses, a hosted payment page for Stripe's test
cards, and signed webhooks. It is a separate program: it imports nothing from the shop, and the shop
uses it over HTTP.
"""
