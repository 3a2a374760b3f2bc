import mimetypes

from django.apps import AppConfig


class SitewideConfig(AppConfig):
    """Money, mail, files and URLs: code that every app uses and that imports none of them."""

    name = "sitewide"

    def ready(self) -> None:
        # Python 3.12 does not know them: pictures would be sent as unknown files.
        mimetypes.add_type("image/avif", ".avif")
        mimetypes.add_type("image/webp", ".webp")
