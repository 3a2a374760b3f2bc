from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from catalog.desk.pages import card_preview, tabs
        from catalog.images import receivers, sixteen_bit

        sixteen_bit.connect()
        receivers.connect()
        card_preview.register()
        tabs.connect()
