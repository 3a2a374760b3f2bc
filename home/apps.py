from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from catalog.search import help_links
        from home import help_search
        from home.contact import mails, retention
        from outbox.models import register

        help_links.register(help_search.find_help)
        retention.register_own()
        register(mails.CONTACT_MESSAGE)
