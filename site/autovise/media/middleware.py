"""Page for requests that need a file while the file storage fails."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sitewide.s3_storage import StorageFailed

log = logging.getLogger(__name__)


class StorageFailureMiddleware:
    """Show a page if the storage fails. Forms of pictures show the error themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StorageFailed):
            return None
        log.error("%s failed: %s", request.path, exception)
        return render(request, "sitewide/storage_failure.html", status=503)
