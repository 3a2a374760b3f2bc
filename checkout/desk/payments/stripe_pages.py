"""URLs of objects in Stripe's dashboard, or in the local fakestripe."""

from django.conf import settings

from checkout.stripe.gateway import expects_live_events

DASHBOARD = "https://dashboard.stripe.com"


def stripe_page(kind: str, stripe_id: str) -> str:
    """Return the URL of an object. `kind` is the dashboard's path: payments, disputes, events."""
    if settings.USES_FAKESTRIPE:
        return settings.FAKESTRIPE_URL
    mode = "" if expects_live_events() else "/test"
    return f"{DASHBOARD}{mode}/{kind}/{stripe_id}"
