"""Remove secret links from logs: with such a link, anyone could act for its owner."""

import logging
import re

_SECRETS = re.compile(
    r"(/checkout/linked/|/accounts/confirm-email/|/reset/key/|/newsletter/confirm/|/unsubscribe/"
    r"|/back-in-stock/forget/)"
    r"[^/\s]+"
)


class RedactSecretLinks(logging.Filter):
    """Replace the secret part of URLs by “…”. Suppresses no line."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (redacted := _SECRETS.sub(r"\1…", message)) != message:
            record.msg, record.args = redacted, ()
        return True
