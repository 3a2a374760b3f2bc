"""The Checkout Session object."""

from typing import Any

from fakestripe.ids import new_id
from fakestripe.payments.totals import Totals

Json = dict[str, Any]

NO_ADDRESS = {
    "city": None,
    "country": None,
    "line1": None,
    "line2": None,
    "postal_code": None,
    "state": None,
}


def build_session(
    params: Json,
    *,
    currency: str,
    totals: Totals,
    shipping_rates: list[Json],
    public_url: str,
    now: int,
) -> Json:
    """Build an open, unpaid session. The first payment attempt adds the payment intent."""
    session_id = new_id("cs_test_")
    return {
        "id": session_id,
        "object": "checkout.session",
        "created": now,
        "expires_at": params.get("expires_at", now + 24 * 60 * 60),
        "livemode": False,
        "mode": params["mode"],
        "status": "open",
        "url": f"{public_url}/c/pay/{session_id}",
        "ui_mode": params.get("ui_mode", "hosted_page"),
        **_money(currency, totals),
        **_shipping(params, totals, shipping_rates),
        **_customer(params),
        **_sent_as_given(params),
        "payment_method_types": _payment_methods(params, currency),
        **_unsupported_features(params),
    }


def _money(currency: str, totals: Totals) -> Json:
    is_free = totals.total == 0
    return {
        "amount_subtotal": totals.subtotal,
        "amount_total": totals.total,
        "currency": currency,
        "currency_conversion": None,
        "payment_intent": None,
        "payment_status": "no_payment_required" if is_free else "unpaid",
        "total_details": {
            "amount_discount": totals.discount,
            "amount_shipping": totals.shipping,
            "amount_tax": 0,
        },
    }


def _shipping(params: Json, totals: Totals, shipping_rates: list[Json]) -> Json:
    """Build the shipping keys. The first option is preselected, as at Stripe."""
    cost = {
        "amount_subtotal": totals.shipping,
        "amount_tax": 0,
        "amount_total": totals.shipping,
        "shipping_rate": shipping_rates[0]["id"] if shipping_rates else None,
    }
    return {
        "shipping_address_collection": params.get("shipping_address_collection"),
        "shipping_cost": cost if shipping_rates else None,
        "shipping_options": [
            {"shipping_amount": rate["fixed_amount"]["amount"], "shipping_rate": rate["id"]}
            for rate in shipping_rates
        ],
    }


def _customer(params: Json) -> Json:
    email = params.get("customer_email")
    return {
        "customer": None,
        "customer_account": None,
        "customer_creation": params.get("customer_creation", "if_required"),
        "customer_details": customer_details(email=email, name=None) if email else None,
        "customer_email": email,
    }


def customer_details(*, email: str | None, name: str | None, country: str | None = None) -> Json:
    return {
        "address": {**NO_ADDRESS, "country": country},
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [] if country else None,
    }


def _sent_as_given(params: Json) -> Json:
    coupons = [discount["coupon"] for discount in params.get("discounts", [])]
    return {
        "adaptive_pricing": {"enabled": params.get("adaptive_pricing", {}).get("enabled", True)},
        "allow_promotion_codes": params.get("allow_promotion_codes"),
        "billing_address_collection": params.get("billing_address_collection"),
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "discounts": [{"coupon": coupon, "promotion_code": None} for coupon in coupons],
        "integration_identifier": params.get("integration_identifier"),
        "locale": params.get("locale"),
        "metadata": {k: v for k, v in params.get("metadata", {}).items() if v != ""},
        "origin_context": params.get("origin_context"),
        "phone_number_collection": params.get("phone_number_collection", {"enabled": False}),
        "submit_type": params.get("submit_type"),
        "success_url": params["success_url"],
    }


def _payment_methods(params: Json, currency: str) -> list[str]:
    """Return the requested methods, else those available for the currency."""
    in_pounds = ["card", "bacs_debit"] if currency == "gbp" else ["card"]
    return params.get("allowed_payment_method_types", in_pounds)


def _unsupported_features(params: Json) -> Json:
    """Build the keys of features that fakestripe does not implement, with Stripe's defaults."""
    return {
        "after_expiration": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
            **params.get("custom_text", {}),
        },
        "invoice": None,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "managed_payments": {"enabled": False},
        "payment_link": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": None,
        "payment_method_options": params.get("payment_method_options", {}),
        "permissions": None,
        "recovered_from": None,
        "saved_payment_method_options": None,
        "setup_intent": None,
        "subscription": None,
        "wallet_options": None,
    }
