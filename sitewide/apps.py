from django.apps import AppConfig


class SitewideConfig(AppConfig):
    """Money, mail, files and URLs: code that every app uses and that imports none of them."""

    name = "sitewide"
