"""App configuration of checkout: connects its receivers and registers its parts elsewhere."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CheckoutConfig(AppConfig):
    name = "checkout"

    def ready(self) -> None:
        from checkout import receivers  # noqa: F401 (connects them)
        from checkout.cart import preview, reminders
        from checkout.desk import deletions
        from checkout.first_order import profile_card
        from checkout.models import triggers
        from checkout.notifications import mails
        from checkout.orders import bundle_sales
        from checkout.privacy import sections

        preview.register()
        bundle_sales.register()
        deletions.register()
        profile_card.register()
        sections.register_own()
        mails.register_own()
        reminders.register_own()
        post_migrate.connect(triggers.create_triggers, sender=self)
