from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CheckoutConfig(AppConfig):
    name = "checkout"

    def ready(self):
        from accounts.mailing import answer_mails_at
        from checkout import (
            cart_preview,
            database_rules,
            first_order_card,
            joining,
            merging,
            personal_sections,
            waiting_events,
        )
        from checkout.desk import deletions
        from checkout.models import seller

        cart_preview.register()
        deletions.register()
        first_order_card.register()
        joining.connect()
        merging.connect()
        personal_sections.register_own()
        waiting_events.connect()
        answer_mails_at(seller.find_seller_email)
        post_migrate.connect(database_rules.write_rules, sender=self)
