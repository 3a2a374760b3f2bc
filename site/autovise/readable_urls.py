"""URLs with a NUL in them: PostgreSQL takes none, in whatever a page looks up by them."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\0"


class ReadableUrlMiddleware:
    """404 for a NUL in the path; in the query string it is left out, and the page answers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)
        return self.get_response(request)


def _without_nul(query: QueryDict) -> QueryDict:
    cleaned = QueryDict(mutable=True)
    for name, values in query.lists():
        cleaned.setlist(name.replace(NUL, ""), [value.replace(NUL, "") for value in values])
    cleaned._mutable = False
    return cleaned
