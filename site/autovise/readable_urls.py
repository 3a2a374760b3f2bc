"""URLs with a NUL in them are refused before anything looks it up: PostgreSQL takes none."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

NUL = "\0"


class ReadableUrlMiddleware:
    """404 for a NUL in the path, 400 for one in the query string."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        if any(NUL in text for pair in _pairs(request) for text in pair):
            raise BadRequest
        return self.get_response(request)


def _pairs(request: HttpRequest):
    return ((name, value) for name, values in request.GET.lists() for value in values)
