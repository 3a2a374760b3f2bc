"""Read settings from environment variables. No other module reads them.

`READ` collects the names of all variables read, so that a test can compare them with
docs/settings.md and `.env.example`. An empty variable counts as unset.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv
from email_validator import EmailNotValidError, validate_email

BASE_DIR = Path(__file__).resolve().parents[2]
READ: set[str] = set()

DEFAULT_PORTS = {"http": 80, "https": 443}
# Variables that the local demo does not use.
PRODUCTION_VARIABLES = ("STRIPE_SECRET_KEY", "EMAIL_URL", "DEFAULT_FROM_EMAIL")
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def load_env_file() -> None:
    """Load `.env` from the folder of manage.py. Variables that are already set take precedence."""
    load_dotenv(BASE_DIR / ".env")


def choose_settings() -> None:
    """Default to the demo's settings. Exits with status 2 if variables of a real shop are set.

    Otherwise a real shop's collectstatic, migrate or import could run with the demo's settings
    unnoticed.
    """
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        return
    names = [name for name in PRODUCTION_VARIABLES if os.environ.get(name)]
    if names:
        sys.stderr.write(
            f"{', '.join(names)} is set, so this is a real shop, but DJANGO_SETTINGS_MODULE is "
            "not.\nSet it: export DJANGO_SETTINGS_MODULE=autovise.settings.production\n"
        )
        sys.exit(2)
    os.environ["DJANGO_SETTINGS_MODULE"] = "autovise.settings.demo"


def text(name: str, default: str = "") -> str:
    """Return the variable without surrounding spaces, or the default."""
    READ.add(name)
    return os.environ.get(name, "").strip() or default


def required(name: str) -> str:
    """Return the variable. Raises ImproperlyConfigured with its name if it is not set."""
    if value := text(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it means.")


def whole_number(name: str, default: int) -> int:
    """Return the variable as an integer. Raises ImproperlyConfigured."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def yes_or_no(name: str, *, default: bool = False) -> bool:
    """Return the variable as a boolean. Raises ImproperlyConfigured."""
    value = text(name, "yes" if default else "no").lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return value in _TRUE


def origin(name: str, default: str) -> str:
    """Return a URL without path as browsers write origins: lower case, no default port.

    Raises ImproperlyConfigured.
    """
    parts = urlsplit(text(name, default).lower())
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must be like https://shop.example, without a path.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def items(name: str) -> list[str]:
    """Return a comma-separated variable as a list without empty items."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def emails(name: str) -> list[str]:
    """Return a comma-separated variable as a list of addresses. Raises ImproperlyConfigured."""
    found = items(name)
    for address in found:
        try:
            validate_email(address, check_deliverability=False)
        except EmailNotValidError as error:
            raise ImproperlyConfigured(f"{name}: {address} is no e-mail address: {error}") from None
    return found
