from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "checkout"

    def ready(self):
        from checkout import cart_preview, merging

        cart_preview.register()
        merging.connect()
