from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import profiles, two_factor

        profiles.connect()
        two_factor.connect()
