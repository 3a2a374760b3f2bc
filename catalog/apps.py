from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from catalog.desk.pages import card_preview, tabs
        from catalog.images import receivers as image_receivers
        from catalog.images import sixteen_bit
        from catalog.offers import receivers as offer_receivers

        sixteen_bit.connect()
        image_receivers.connect()
        offer_receivers.connect()
        card_preview.register()
        tabs.connect()
