"""A mail that could not be handed over: whoever waits for it is told so, instead of being told that
it is on its way."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.mailing import MailNotSent

log = logging.getLogger(__name__)


class MailTroubleMiddleware:
    """Answers in the same words whether or not there is an account: mails go out for both."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, MailNotSent):
            return None
        log.error("no mail can be sent for %s: %s", request.path, exception)
        return render(request, "accounts/mail_trouble.html", status=503)
