"""The place of customers in the Wagtail admin."""

from wagtail import hooks

from accounts.desk import user_deletion  # noqa: F401 (it registers hooks)
from accounts.desk.subscribers import SubscriberViewSet


@hooks.register("register_admin_viewset")
def subscriber_list():
    return SubscriberViewSet("newsletter")
