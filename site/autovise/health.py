"""Health check for load balancers and `make shop`."""

import logging

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import HttpResponse

log = logging.getLogger(__name__)

HEALTH_PATH = "/health/"
A_STATIC_FILE = "autovise/css/shop.css"


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
