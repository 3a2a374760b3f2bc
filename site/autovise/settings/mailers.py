"""Django's setting `MAILERS`, from the one variable `EMAIL_URL`.

A URL names a mail server (`submission://user:password@host:587`, parsed by dj-email-url), or a
provider with an API (`postmark://token@`), which django-anymail talks to. Parameters of a
provider's URL are passed to it under the names in django-anymail's documentation, in lower case and
without the provider's name: `mailgun://key@mg.shop.example?api_url=https://api.eu.mailgun.net/v3`.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import dj_email_url
from django.core.exceptions import ImproperlyConfigured

TIMEOUT_SECONDS = 10
# By scheme: django-anymail's module, and its names of a URL's user, password and host.
PROVIDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "amazon-ses": ("amazon_ses", ("", "", "region_name")),  # boto3 finds the credentials
    "brevo": ("brevo", ("api_key",)),
    "mailersend": ("mailersend", ("api_token",)),
    "mailgun": ("mailgun", ("api_key", "", "sender_domain")),
    "mailjet": ("mailjet", ("api_key", "secret_key")),
    "postmark": ("postmark", ("server_token",)),
    "resend": ("resend", ("api_key",)),
    "sendgrid": ("sendgrid", ("api_key",)),
    "sparkpost": ("sparkpost", ("api_key",)),
}
SCHEMES = (*dj_email_url.SCHEMES, *PROVIDERS)

type Mailers = dict[str, dict[str, Any]]


def mailers(url: str, *, folder: Path) -> Mailers:
    """Return the setting. Without a URL, mails are written to files in the folder.

    Raises ImproperlyConfigured for a URL that cannot work. It does not repeat the URL, which holds
    a password.
    """
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}}
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (a port that is no number raises ValueError)
    except ValueError:
        raise ImproperlyConfigured("EMAIL_URL is no URL.") from None
    if parts.scheme not in SCHEMES:
        known = ", ".join(sorted(SCHEMES))
        raise ImproperlyConfigured(
            f"EMAIL_URL has the unknown scheme {parts.scheme!r}. Known ones: {known}."
        )
    return {"default": _provider(url) if parts.scheme in PROVIDERS else _server(url)}


def _server(url: str) -> dict[str, Any]:
    parsed = dj_email_url.parse(url)
    backend = parsed["EMAIL_BACKEND"]
    if parsed["EMAIL_FILE_PATH"]:
        return {"BACKEND": backend, "OPTIONS": {"file_path": parsed["EMAIL_FILE_PATH"]}}
    if "smtp" not in backend:
        return {"BACKEND": backend}
    if not urlsplit(url).hostname:
        raise ImproperlyConfigured("EMAIL_URL names no mail server.")
    options = {
        "host": parsed["EMAIL_HOST"],
        "port": parsed["EMAIL_PORT"],
        "username": parsed["EMAIL_HOST_USER"],
        "password": parsed["EMAIL_HOST_PASSWORD"],
        "use_tls": parsed["EMAIL_USE_TLS"],
        "use_ssl": parsed["EMAIL_USE_SSL"],
        "timeout": TIMEOUT_SECONDS,
    }
    return {"BACKEND": backend, "OPTIONS": options}


def _provider(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    module, names = PROVIDERS[parts.scheme]
    values = (unquote(parts.username or ""), unquote(parts.password or ""), parts.hostname or "")
    options: dict[str, Any] = {
        name: value for name, value in zip(names, values, strict=False) if name
    }
    missing = [name for name, value in options.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            f"EMAIL_URL for {parts.scheme} lacks {' and '.join(missing)}. Its form is in "
            "docs/settings.md."
        )
    if parts.scheme == "amazon-ses":
        options = {"client_params": options}
    else:
        options["requests_timeout"] = TIMEOUT_SECONDS
    return {
        "BACKEND": f"anymail.backends.{module}.EmailBackend",
        "OPTIONS": options | dict(parse_qsl(parts.query)),
    }
