"""Parameters of an order's Checkout session, fixed when the order is placed.

See docs/design.md, Stripe.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from checkout.models import Order, OrderLine

MAX_NAME_LENGTH = 250
MAX_METADATA_LENGTH = 500


def session_parameters(order: Order, lines: Sequence[OrderLine]) -> dict[str, Any]:
    """Build the parameters. Line items − coupon + shipping equal the order's total.

    Promotion codes are off, because Stripe refuses them next to a discount. Adjustable quantities
    are off, because the stock is already held.
    """
    parameters: dict[str, Any] = {
        "mode": "payment",
        "locale": "en-GB",
        "line_items": [_line_item(line) for line in lines],
        "shipping_options": [_delivery(order)],
        "customer_email": order.email,
        "client_reference_id": order.number,
        "metadata": {
            "order_id": order.number,
            **({"user_id": str(order.user_id)} if order.user_id else {}),
            "skus": ",".join(line.sku_id for line in lines)[:MAX_METADATA_LENGTH],
        },
        "payment_intent_data": {
            "metadata": {"order_id": order.number},
            "shipping": _shipping(order),
        },
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(order.session_expires_at.timestamp()),
        "success_url": (
            settings.SITE_URL + reverse("show_success") + "?session_id={CHECKOUT_SESSION_ID}"
        ),
        "cancel_url": settings.SITE_URL + reverse("show_cancelled"),
    }
    if order.order_saving_pence:
        parameters["discounts"] = [{"coupon": coupon_id(order)}]
    return parameters


def coupon_id(order: Order) -> str:
    """Return the id at Stripe of the coupon with the order's savings."""
    return f"first-{order.number}"


def _line_item(line: OrderLine) -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "price_data": {
            "currency": "gbp",
            "unit_amount": line.price_pence,
            "product_data": {
                "name": line.title[:MAX_NAME_LENGTH],
                "metadata": {"sku": line.sku_id},
            },
        },
    }


def _delivery(order: Order) -> dict[str, Any]:
    return {
        "shipping_rate_data": {
            "type": "fixed_amount",
            "display_name": "Delivery" if order.delivery_pence else "Free delivery",
            "fixed_amount": {"amount": order.delivery_pence, "currency": "gbp"},
        }
    }


def _shipping(order: Order) -> dict[str, Any]:
    """Build the shipping details without empty values: to Stripe, "" means to unset a field."""
    address = {
        "line1": order.line1,
        "line2": order.line2,
        "city": order.city,
        "postal_code": order.postcode,
        "country": "GB",
    }
    shipping = {"name": order.name, "address": _filled(address), "phone": order.phone}
    return _filled(shipping)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
