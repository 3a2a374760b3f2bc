"""Paid orders in the running shop, placed by its own services and paid at its local Stripe."""

import json

from tests.journeys.running_shop import RunningShop

# Runs in the shop's own environment; prints the orders' numbers last.
PLACE = """
import json, requests
from django.contrib.auth.models import AnonymousUser
from catalog.models import Stock
from checkout.cart.lines import add_to_cart
from checkout.models import Cart
from checkout.orders.contact import Contact
from checkout.payments.settle import settle
from checkout.payments.start import start_payment
from checkout.stripe import gateway
from django.conf import settings

wanted = json.loads('''{wanted}''')
numbers = []
for email in wanted["emails"]:
    cart = Cart.objects.create()
    for sku in wanted["skus"]:
        add_to_cart(cart=cart, sku=sku, quantity=1)
    contact = Contact(email=email, name="Robin Buyer", line1="1 High Street", line2="",
                      city="Leeds", postcode="LS1 4AP", phone="07700 900123")
    order, _ = start_payment(cart=cart, user=AnonymousUser(), contact=contact,
                             shown_total_pence=None)
    order.refresh_from_db()
    page = f"{{settings.STRIPE_API_URL}}/c/pay/{{order.stripe_session_id}}"
    requests.post(page, data={{"card": "4242424242424242"}}, allow_redirects=False, timeout=30)
    settle(gateway.retrieve_session(order.stripe_session_id))
    numbers.append(order.number)
print("NUMBERS", json.dumps(numbers))
"""


def place_paid_orders(shop: RunningShop, *emails: str, skus: list[str]) -> list[str]:
    """Place one order for each email address, and return the orders' numbers."""
    wanted = json.dumps({"emails": emails, "skus": skus})
    printed = shop.manage("shell", "--no-imports", "-c", PLACE.format(wanted=wanted))
    return json.loads(printed.rpartition("NUMBERS")[2])


ADD_CARRIER = """from checkout.models import Carrier
Carrier.objects.get_or_create(
    name="Royal Mail", defaults={"link_pattern": "https://track.example/{number}"})
"""


def add_carrier(shop: RunningShop) -> None:
    """Add Royal Mail to the shop's carriers, unless it is there."""
    shop.manage("shell", "--no-imports", "-c", ADD_CARRIER)
