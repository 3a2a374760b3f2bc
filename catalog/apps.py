from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self) -> None:
        from catalog.back_in_stock import mails as back_in_stock_mails
        from catalog.desk.pages import card_preview, tabs
        from catalog.desk.stock import alert_mails
        from catalog.images import encoders, sixteen_bit
        from catalog.images import receivers as image_receivers
        from catalog.offers import receivers as offer_receivers
        from catalog.search.engine import receivers as engine_receivers

        encoders.connect()
        sixteen_bit.connect()
        image_receivers.connect()
        offer_receivers.connect()
        engine_receivers.connect()
        card_preview.register()
        tabs.connect()
        alert_mails.register_own()
        back_in_stock_mails.register_own()
