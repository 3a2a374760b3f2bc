"""Admin views of this app."""

from wagtail import hooks

from accounts.desk import user_deletion  # noqa: F401 (the import registers its hooks)
from accounts.desk.subscribers import SubscriberViewSet


@hooks.register("register_admin_viewset")
def subscriber_list() -> SubscriberViewSet:
    """Register the list of newsletter subscribers."""
    return SubscriberViewSet("newsletter")
