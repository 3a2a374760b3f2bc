"""App configuration of checkout: connects its receivers and registers its parts elsewhere."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CheckoutConfig(AppConfig):
    name = "checkout"

    def ready(self) -> None:
        from checkout import receivers  # noqa: F401 (connects them)
        from checkout.cart import preview, reminders
        from checkout.desk.orders import deletions
        from checkout.first_order import profile_card
        from checkout.models.triggers import carts, orders
        from checkout.notifications import mails, owner_mails, wordings
        from checkout.orders import bundle_sales
        from checkout.privacy import sections

        preview.register()
        bundle_sales.register()
        deletions.register()
        profile_card.register()
        sections.register_own()
        mails.register_own()
        owner_mails.register_own()
        wordings.register_own()
        reminders.register_own()
        post_migrate.connect(orders.create_triggers, sender=self)
        post_migrate.connect(carts.create_triggers, sender=self)
