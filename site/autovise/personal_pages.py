"""Pages about one person are kept by nobody on the way, nor by the browser after log-out."""

from django.utils.cache import add_never_cache_headers

PERSONAL = ("/accounts/", "/users/", "/cart/", "/saved/", "/checkout/")


class PersonalPagesMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(PERSONAL):
            add_never_cache_headers(response)
        return response
