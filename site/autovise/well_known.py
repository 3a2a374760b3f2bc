"""Files that browsers, search engines and researchers look for at fixed addresses."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from sitewide.public_pages import public_page
from sitewide.trader import current_trader

# Personal pages, and pages with endless variants.
HIDDEN_FROM_ROBOTS = (
    "/admin/", "/accounts/", "/cart/", "/checkout/", "/saved/", "/search/", "/users/",
)  # fmt: skip
SECURITY_NOTES_LAST = timedelta(days=180)  # RFC 9116 recommends less than a year


@require_safe
@public_page(reads_query=False)
def show_robots(request: HttpRequest) -> HttpResponse:
    """Show which pages crawlers leave out (RFC 9309), and the sitemap."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in HIDDEN_FROM_ROBOTS),
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('show_sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@public_page(reads_query=False)
def show_security_contact(request: HttpRequest) -> HttpResponse:
    """Show where to report a vulnerability (RFC 9116): the trader's email, or the shop's."""
    email = current_trader().email or settings.DEFAULT_FROM_EMAIL
    address = email.rpartition("<")[2].rstrip(">")
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{address}",
        f"Expires: {(midnight + SECURITY_NOTES_LAST).isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{reverse('show_security_contact')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@public_page(reads_query=False)
def show_manifest(request: HttpRequest) -> HttpResponse:
    """Show the web app manifest: name, colours and icons of the shop on a phone."""
    icons = [
        {"src": static("autovise/brand/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("autovise/brand/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("autovise/brand/icon-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    manifest = {
        "name": settings.WAGTAIL_SITE_NAME,
        "short_name": settings.WAGTAIL_SITE_NAME,
        "lang": "en-GB",
        "start_url": "/",
        "display": "browser",
        "background_color": "#f7f5f1",
        "theme_color": "#14213d",
        "icons": icons,
    }
    return JsonResponse(manifest, content_type="application/manifest+json")


@require_safe
def show_favicon(request: HttpRequest) -> HttpResponseBase:
    """Redirect `/favicon.ico`, which browsers ask for without a page, to the icon."""
    return redirect(static("autovise/brand/favicon.ico"), permanent=True)
