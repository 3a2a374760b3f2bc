"""Standard words of the mails to buyers about their orders.

Editors change the words in *Settings → Mail wording*. What the law requires, amounts, dates, goods
and links stand in the templates, so that no change of words can remove them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from checkout.models import OrderRequest
from checkout.notifications import samples
from outbox.wordings import Wording, register

# Placeholders of every mail about an order.
ABOUT_ORDERS = {"name": "the buyer’s name", "number": "the order’s number"}
AMOUNT = {"amount": "the refunded amount"}
_WHOLE_PAYMENT = (
    "We have refunded the whole payment to the card you paid with. Banks take some days to show "
    "it. Nothing will be sent, and you do not need to do anything."
)


def _about_order(
    name: str,
    label: str,
    *,
    subject: str,
    heading: str,
    text: str,
    template: str = "",
    placeholders: Mapping[str, str] | None = None,
    sample: Callable[[], tuple[Mapping[str, str], dict[str, Any]]] = samples.about_order,
) -> Wording:
    """Return a wording with the placeholders of all mails about orders."""
    return Wording(
        name=name,
        label=label,
        subject=subject,
        heading=heading,
        text=text,
        placeholders=ABOUT_ORDERS | dict(placeholders or {}),
        template=f"checkout/mails/{template or name}",
        sample=sample,
    )


CONFIRMATION = _about_order(
    "confirmation",
    "Order confirmed",
    subject="Your Autovise order {number}",
    heading="Thank you, {name}: your order is paid",
    text="Your order number is {number}.",
)
LATE_PAYMENT = _about_order(
    "late_payment",
    "Payment refunded: it came too late",
    template="late_refund",
    subject="Your payment for order {number} is refunded",
    heading="Your payment is refunded",
    text=(
        "Hello {name},\n\nyour payment of {amount} for order {number} reached us too late: by "
        f"then, we could no longer complete the order. We are sorry.\n\n{_WHOLE_PAYMENT}"
    ),
    placeholders=AMOUNT,
    sample=samples.about_payment,
)
OTHER_AMOUNT = _about_order(
    "other_amount",
    "Payment refunded: it did not match the order",
    template="late_refund",
    subject="Your payment for order {number} is refunded",
    heading="Your payment is refunded",
    text=(
        "Hello {name},\n\nyour payment of {amount} did not match your order {number}, so we could "
        f"not accept it. We are sorry.\n\n{_WHOLE_PAYMENT}"
    ),
    placeholders=AMOUNT,
    sample=samples.about_payment,
)
REFUND = _about_order(
    "refund",
    "Refund made",
    subject="A refund for your Autovise order {number}",
    heading="A refund for you",
    text=(
        "Hello {name},\n\nwe have refunded {amount} of your order {number} to the card you paid "
        "with. Banks take some days to show it."
    ),
    placeholders=AMOUNT,
    sample=samples.about_refund,
)
FAILED_REFUND = _about_order(
    "refund_failed",
    "Refund failed",
    subject="A refund for your order {number} failed",
    heading="Your refund failed",
    text=(
        "Hello {name},\n\nwe tried to give you {amount} back for your order {number}, but the "
        "refund failed. If we told you before that it was refunded, it did not reach you. We are "
        "sorry.\n\nWe still have your money and we will return it. We will email you when it is "
        "done. You do not need to do anything. If the card or account that you paid with is "
        "closed, please tell us."
    ),
    placeholders=AMOUNT,
    sample=samples.about_refund,
)
DISPATCH = _about_order(
    "dispatched",
    "Order dispatched",
    subject="Your Autovise order {number} is on its way",
    heading="Your order is on its way",
    text="Hello {name},\n\nyour order {number} has left us with {parcel}.",
    placeholders={"parcel": "the carrier and the tracking number"},
    sample=samples.about_dispatch,
)
FAILED_PAYMENT = _about_order(
    "payment_failed",
    "Payment failed",
    subject="The payment for your order {number} failed",
    heading="Your payment failed",
    text=(
        "Hello {name},\n\nyour bank did not make the payment for your order {number}. Nothing was "
        "charged, and the order will not be sent."
    ),
    sample=samples.about_failed_payment,
)
ORDER_LINK = _about_order(
    "order_link",
    "Link to an order",
    subject="The link to your Autovise order {number}",
    heading="Your link to your order",
    text=(
        "Hello {name},\n\nsomeone requested a link to your order {number}. Anyone who has the link "
        "can see the order, so do not share it. If you did not request it, you can ignore this "
        "email."
    ),
)

CANCELLATION, RETURN = OrderRequest.Kind.CANCELLATION, OrderRequest.Kind.RETURN
ACCEPTED, REFUSED = OrderRequest.State.ACCEPTED, OrderRequest.State.REFUSED
NEW_REQUESTS = {
    kind: _about_order(
        f"request_taken_{kind}",
        f"Request received: {OrderRequest.Kind(kind).label.lower()}",
        template="request_taken",
        subject="We have received your request about order {number}",
        heading="We have received your request",
        text=(
            f"Hello {{name}},\n\nyou requested {wish} your order {{number}}. We will check it and "
            "email you our answer."
        ),
        sample=partial(samples.about_request, kind, OrderRequest.State.OPEN),
    )
    for kind, wish in ((CANCELLATION, "to cancel"), (RETURN, "to return something from"))
}
_ANSWERS = {
    (CANCELLATION, ACCEPTED): (
        "your order {number} is cancelled and will not be sent. We will refund it to the card you "
        "paid with and email you when we have done so."
    ),
    (RETURN, ACCEPTED): (
        "you can return the items you named from your order {number}. When we have received them, "
        "we will refund them to the card you paid with and email you."
    ),
    (CANCELLATION, REFUSED): "we cannot cancel your order {number}.",
    (RETURN, REFUSED): "we cannot accept the return you requested from your order {number}.",
}
ANSWERED_REQUESTS = {
    (kind, state): _about_order(
        f"request_{state}_{kind}",
        f"Request {state}: {OrderRequest.Kind(kind).label.lower()}",
        template="request_answered",
        subject="Our answer to your request about order {number}",
        heading=f"Your request is {'' if state == ACCEPTED else 'not '}accepted",
        text=f"Hello {{name}},\n\n{words}",
        sample=partial(samples.about_request, kind, state),
    )
    for (kind, state), words in _ANSWERS.items()
}


def register_own() -> None:
    """Register the wordings of mails about orders."""
    register(
        CONFIRMATION,
        DISPATCH,
        REFUND,
        FAILED_REFUND,
        LATE_PAYMENT,
        OTHER_AMOUNT,
        FAILED_PAYMENT,
        ORDER_LINK,
        *NEW_REQUESTS.values(),
        *ANSWERED_REQUESTS.values(),
    )
