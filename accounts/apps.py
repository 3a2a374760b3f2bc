from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import profiles, two_factor, unproven_passwords

        profiles.connect()
        two_factor.connect()
        unproven_passwords.connect()
