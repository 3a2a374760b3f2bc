"""The Wagtail Site follows SITE_URL, the only source of absolute addresses."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site


def set_site_url() -> None:
    parts = urlsplit(settings.SITE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    if site and (site.hostname, site.port) != (parts.hostname, port):
        site.hostname, site.port = parts.hostname, port
        site.save()
