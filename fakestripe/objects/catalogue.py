"""Objects created from `price_data` and `shipping_rate_data`: products, prices, rates, lines."""

from typing import Any

from fakestripe.ids import new_id

Json = dict[str, Any]


def build_product(product_data: Json, *, now: int) -> Json:
    return {
        "id": new_id("prod_"),
        "object": "product",
        "active": False,  # Stripe archives products created by price_data
        "created": now,
        "default_price": None,
        "description": product_data.get("description"),
        "images": product_data.get("images", []),
        "livemode": False,
        "marketing_features": [],
        "metadata": product_data.get("metadata", {}),
        "name": product_data["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": product_data.get("tax_code"),
        "type": "service",
        "unit_label": product_data.get("unit_label"),
        "updated": now,
        "url": None,
    }


def build_price(*, product_id: str, currency: str, unit_amount: int, now: int) -> Json:
    return {
        "id": new_id("price_"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product_id,
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }


def build_line_item(
    *, name: str, price: Json, quantity: int, discount: int, metadata: Json
) -> Json:
    """Build a line item. `description` is the product's name, as at Stripe."""
    subtotal = price["unit_amount"] * quantity
    return {
        "id": new_id("li_"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": discount,
        "amount_subtotal": subtotal,
        "amount_tax": 0,
        "amount_total": subtotal - discount,
        "currency": price["currency"],
        "description": name,
        "metadata": metadata,
        "price": price,
        "quantity": quantity,
    }


def build_shipping_rate(data: Json, *, currency: str, now: int) -> Json:
    estimate = data.get("delivery_estimate")
    return {
        "id": new_id("shr_"),
        "object": "shipping_rate",
        "active": False,
        "created": now,
        "delivery_estimate": {"maximum": None, "minimum": None, **estimate} if estimate else None,
        "display_name": data["display_name"],
        "fixed_amount": {"amount": data["fixed_amount"]["amount"], "currency": currency},
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "tax_behavior": data.get("tax_behavior", "unspecified"),
        "tax_code": data.get("tax_code"),
        "type": "fixed_amount",
    }
