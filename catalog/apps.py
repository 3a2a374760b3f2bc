from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalogue"

    def ready(self):
        from catalog import image_depth, pictures
        from catalog.desk import card_preview, tabs

        image_depth.connect()
        pictures.connect()
        card_preview.register()
        tabs.connect()
