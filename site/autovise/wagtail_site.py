"""Set the host and port of Wagtail's default Site from SITE_URL, the source of absolute URLs."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Site


def set_site_url() -> None:
    """Update the default Site if its host or port differ from SITE_URL."""
    parts = urlsplit(settings.SITE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    if site and (site.hostname, site.port) != (parts.hostname, port):
        site.hostname, site.port = parts.hostname, port
        site.save()
