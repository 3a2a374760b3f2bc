"""Where something stands at Stripe, for a link: in its dashboard, or in the local stand-in."""

from django.conf import settings

from checkout.stripe.gateway import expects_live_events

DASHBOARD = "https://dashboard.stripe.com"


def stripe_page(kind: str, stripe_id: str) -> str:
    """`kind` is the word in the dashboard's addresses: payments, disputes, events."""
    if settings.USES_FAKESTRIPE:
        return settings.FAKESTRIPE_URL
    mode = "" if expects_live_events() else "/test"
    return f"{DASHBOARD}{mode}/{kind}/{stripe_id}"
