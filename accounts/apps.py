from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401 (the import connects them)
        from accounts.models import triggers
        from accounts.privacy import log_in_sections, mails, sections
        from outbox.models import register

        sections.register_own()
        log_in_sections.register_own()
        register(mails.ACCOUNT_DELETED)
        post_migrate.connect(triggers.create_triggers, sender=self)
