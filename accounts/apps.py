from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import (
            database_rules,
            erasing,
            log_in_sections,
            own_sections,
            profiles,
            two_factor,
            unproven_passwords,
        )

        profiles.connect()
        two_factor.connect()
        unproven_passwords.connect()
        own_sections.register_own()
        log_in_sections.register_own()
        erasing.connect()
        post_migrate.connect(database_rules.write_rules, sender=self)
