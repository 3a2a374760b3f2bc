"""One address for the shop: pages asked for under another allowed host move to SITE_URL.

A cart's cookie belongs to one host, and Stripe sends shoppers back to SITE_URL: somebody who
began at 127.0.0.1 would come back to localhost with no cart.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponseRedirect


class CanonicalHostMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.netloc = urlsplit(settings.SITE_URL).netloc

    def __call__(self, request):
        is_page = request.method in ("GET", "HEAD")
        if is_page and not settings.DEBUG and request.get_host() != self.netloc:
            return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        return self.get_response(request)
