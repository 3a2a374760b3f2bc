"""Health check for load balancers and `make shop`."""

import logging
from collections.abc import Callable

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

PATH = "/health/"
A_STATIC_FILE = "autovise/css/tokens.css"


class HealthMiddleware:
    """Answer health checks before all other middleware.

    A load balancer uses plain HTTP and the machine's IP address, which is not in ALLOWED_HOSTS.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH:
            return show_health()
        return self.get_response(request)


def show_health() -> HttpResponse:
    """Answer 200 if pages can be served, else 503 with the reason."""
    if problem := find_problem():
        log.error("the shop cannot serve pages: %s", problem)
    response = HttpResponse(problem or "ok", content_type="text/plain")
    response.status_code = 503 if problem else 200
    response["Cache-Control"] = "no-store"
    return response


def find_problem() -> str:
    """Return why no page can be served, as a sentence; empty if there is no problem."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"The database does not answer ({type(error).__name__})."
    try:
        staticfiles_storage.url(A_STATIC_FILE)
    except ValueError:
        return "The static files are not collected: run manage.py collectstatic."
    return ""
