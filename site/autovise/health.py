"""What a load balancer, and `make shop`, ask before they send anybody here."""

import logging

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)

PATH = "/health/"
A_STATIC_FILE = "autovise/css/tokens.css"


class HealthMiddleware:
    """Answers before all others: a load balancer asks by the machine's own address, over plain
    HTTP, and that is no host of the shop."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH:
            return show_health()
        return self.get_response(request)


def show_health() -> HttpResponse:
    """200 where pages can be served; 503 with the reason where none could be."""
    if problem := find_problem():
        log.error("the shop cannot serve pages: %s", problem)
    response = HttpResponse(problem or "ok", content_type="text/plain")
    response.status_code = 503 if problem else 200
    response["Cache-Control"] = "no-store"
    return response


def find_problem() -> str:
    """Why no page can be served, in a sentence; empty where nothing is wrong."""
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
