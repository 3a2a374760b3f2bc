"""Trader of the demo shop: believable, and plainly not a real business.

The telephone number is one that Ofcom reserves for drama, `example.com` is reserved for examples,
Companies House and HMRC give no number of zeros, and no place has the postcode.
"""

from sitewide.trader import Register, Trader

DEMO_TRADER = {
    "name": "Autovise",
    "legal_name": "Autovise Demonstration Ltd",
    "registered_in": Register.ENGLAND_AND_WALES,
    "company_number": "00000000",
    "line1": "Unit 1, Example Trading Estate",
    "line2": "1 Demonstration Road",
    "city": "Leeds",
    "postcode": "ZZ99 3VZ",
    "email": "help@example.com",
    "phone": "0113 496 0123",
    "vat_number": "GB 000 0000 00",
}


def make_demo_trader() -> None:
    """Save the demo's trader, unless the owner has saved one."""
    if not Trader.objects.exists():
        Trader.objects.create(**DEMO_TRADER)
