"""The payment intent and charge objects."""

from typing import Any

from fakestripe.ids import new_id
from fakestripe.objects.checkout_session import NO_ADDRESS
from fakestripe.payments.bank_accounts import SORT_CODE, TestAccount
from fakestripe.payments.cards import Refusal, TestCard

Json = dict[str, Any]


def build_payment_intent(session: Json, intent_data: Json, *, now: int) -> Json:
    """Build the payment intent of a session's first payment attempt."""
    intent_id = new_id("pi_")
    return {
        "id": intent_id,
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": f"{intent_id}_secret_{new_id('')}",
        "confirmation_method": "automatic",
        "created": now,
        "currency": session["currency"],
        "customer": None,
        "customer_account": None,
        "description": intent_data.get("description"),
        "excluded_payment_method_types": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": intent_data.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": session["payment_method_types"],
        "processing": None,
        "receipt_email": intent_data.get("receipt_email"),
        "review": None,
        "setup_future_usage": intent_data.get("setup_future_usage"),
        "shipping": _shipping(intent_data.get("shipping")),
        "source": None,
        "statement_descriptor": intent_data.get("statement_descriptor"),
        "statement_descriptor_suffix": intent_data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        "transfer_group": None,
    }


def _shipping(given: Json | None) -> Json | None:
    if given is None:
        return None
    return {
        "carrier": None,
        "phone": None,
        "tracking_number": None,
        **given,
        "address": {**NO_ADDRESS, **given["address"]},
    }


def build_charge(
    intent: Json, card: TestCard, *, email: str | None, name: str | None, now: int
) -> Json:
    """Build a succeeded card charge. `declined` converts it to a declined one."""
    method = {"card": _card_details(card, intent), "type": "card"}
    return _build_charge(intent, method, email=email, name=name, now=now)


def build_pending_charge(
    intent: Json, account: TestAccount, *, email: str | None, name: str | None, now: int
) -> Json:
    """Build a pending direct debit. `debit_succeeded` or `debit_failed` completes it."""
    details = {
        "expected_debit_date": None,
        "fingerprint": f"fake{account.last4}fingerprint",
        "last4": account.last4,
        "mandate": new_id("mandate_"),
        "sort_code": SORT_CODE,
    }
    method = {"bacs_debit": details, "type": "bacs_debit"}
    return {
        **_build_charge(intent, method, email=email, name=name, now=now),
        "balance_transaction": None,
        "paid": False,
        "status": "pending",
    }


def debit_succeeded(charge: Json) -> Json:
    return {
        **charge,
        "balance_transaction": new_id("txn_"),
        "paid": True,
        "status": "succeeded",
    }


def debit_failed(charge: Json, refusal: Refusal) -> Json:
    return {
        **charge,
        "failure_code": refusal.decline_code,
        "failure_message": refusal.message,
        "paid": False,
        "status": "failed",
    }


def _build_charge(
    intent: Json, method: Json, *, email: str | None, name: str | None, now: int
) -> Json:
    charge_id = new_id("ch_")
    return {
        "id": charge_id,
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": new_id("txn_"),
        "billing_details": _billing_details(email=email, name=name),
        "calculated_statement_descriptor": "STAND-IN",
        "captured": True,
        "created": now,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": _outcome(),
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method": new_id("pm_"),
        "payment_method_details": method,
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "refunds": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/charges/{charge_id}/refunds",
        },
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def declined(charge: Json, refusal: Refusal) -> Json:
    return {
        **charge,
        "amount_captured": 0,
        "balance_transaction": None,
        "captured": False,
        "failure_code": refusal.code,
        "failure_message": refusal.message,
        "outcome": _outcome(refusal),
        "paid": False,
        "status": "failed",
    }


def payment_error(refusal: Refusal, charge: Json | None) -> Json:
    """Build `last_payment_error` of an intent whose attempt failed."""
    error: Json = {"code": refusal.code, "message": refusal.message, "type": "card_error"}
    if refusal.decline_code:
        error["decline_code"] = refusal.decline_code
    if charge:
        error["charge"] = charge["id"]
    else:
        error["type"] = "invalid_request_error"
    error["doc_url"] = f"https://stripe.com/docs/error-codes/{refusal.code.replace('_', '-')}"
    return error


def _billing_details(*, email: str | None, name: str | None) -> Json:
    return {
        "address": {**NO_ADDRESS, "country": "GB"},
        "email": email,
        "name": name,
        "phone": None,
        "tax_id": None,
    }


def _outcome(refusal: Refusal | None = None) -> Json:
    refused = refusal is not None
    return {
        "advice_code": "try_again_later" if refused else None,
        "network_advice_code": None,
        "network_decline_code": "02" if refused else None,
        "network_status": "declined_by_network" if refused else "approved_by_network",
        "reason": refusal.decline_code if refusal else None,
        "risk_level": "normal",
        "seller_message": (
            "The bank did not return any further details with this decline."
            if refused
            else "Payment complete."
        ),
        "type": "issuer_declined" if refused else "authorized",
    }


def _card_details(card: TestCard, intent: Json) -> Json:
    unavailable = {"status": "unavailable"}
    return {
        "amount_authorized": intent["amount"],
        "authorization_code": None,
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "GB",
        "exp_month": 12,
        "exp_year": 2034,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": f"fake{card.last4}fingerprint",
        "funding": "credit",
        "incremental_authorization": unavailable,
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": unavailable,
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": new_id("")[:15],
        "overcapture": {**unavailable, "maximum_amount_capturable": intent["amount"]},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }
