"""Settings of a CDN that keeps public pages: how Wagtail purges a page when it is published."""

from django.core.exceptions import ImproperlyConfigured

from autovise import env

BACKENDS = "wagtail.contrib.frontend_cache.backends."


def frontend_caches() -> dict[str, dict[str, str]]:
    """Return Wagtail's WAGTAILFRONTENDCACHE; empty without a CDN. Raises ImproperlyConfigured."""
    purge_url = env.text("CDN_PURGE_URL")
    zone, token = env.text("CDN_CLOUDFLARE_ZONE"), env.text("CDN_CLOUDFLARE_TOKEN")
    if bool(zone) != bool(token):
        raise ImproperlyConfigured(
            "CDN_CLOUDFLARE_ZONE and CDN_CLOUDFLARE_TOKEN must be set together."
        )
    caches = {}
    if purge_url:
        caches["proxy"] = {"BACKEND": f"{BACKENDS}HTTPBackend", "LOCATION": purge_url}
    if zone:
        caches["cloudflare"] = {
            "BACKEND": f"{BACKENDS}CloudflareBackend",
            "ZONEID": zone,
            "BEARER_TOKEN": token,
        }
    return caches
