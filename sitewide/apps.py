from django.apps import AppConfig


class SitewideConfig(AppConfig):
    """Money, mail, files and URLs: what every app uses and that knows no app."""

    name = "sitewide"
