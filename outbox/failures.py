"""Failures of sending a mail: of one message, or of the mail server."""

import smtplib

from anymail.exceptions import (
    AnymailAPIError,
    AnymailRecipientsRefused,
    AnymailSerializationError,
)

from jobs.tasks import LoggableError, ServiceUnavailable

# Errors about one message or its recipient. All other errors are about the mail server.
_ABOUT_THE_MESSAGE = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    AnymailRecipientsRefused,
    AnymailSerializationError,
)
# With these, a provider's API refuses what is in the request. Others are about the account (401,
# 403), the rate of requests (429), or the provider itself.
_REFUSED_CONTENT = (400, 406, 413, 422)
# What a mail backend raises. SMTPException is an OSError; a ValueError is about an invalid header
# or address.
ERRORS_OF_BACKENDS = (*_ABOUT_THE_MESSAGE, AnymailAPIError, OSError, ValueError)


class MailNotSent(LoggableError, OSError):
    """The mail server did not accept a mail. Omits its message, which may contain the email."""


class MailServerUnreachable(MailNotSent, ServiceUnavailable):
    """The mail server does not respond or accepts no mail: the next mail would fail as well."""


def failure_of(error: Exception) -> MailNotSent:
    """Return the failure that one of `ERRORS_OF_BACKENDS` stands for, without its message."""
    if isinstance(error, AnymailAPIError):
        is_about_message = _status_of(error) in _REFUSED_CONTENT
    else:
        is_about_message = isinstance(error, (*_ABOUT_THE_MESSAGE, ValueError))
    failure = MailNotSent if is_about_message else MailServerUnreachable
    return failure(type(error).__name__)


def _status_of(error: AnymailAPIError) -> int | None:
    """Return the HTTP status of a provider's answer; None without one. Amazon's is in a dict."""
    if isinstance(error.response, dict):
        return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return error.status_code
