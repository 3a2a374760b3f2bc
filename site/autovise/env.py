"""The one place where the shop reads its environment.

Every read is remembered in `READ`, so that a test can hold the table of docs/settings.md
and `.env.example` against what the settings really ask for. An empty variable counts as unset.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parents[2]
READ: set[str] = set()

USUAL_PORTS = {"http": 80, "https": 443}
# Variables that the local demo has no use for.
OF_A_REAL_SHOP = ("STRIPE_SECRET_KEY", "EMAIL_URL", "DEFAULT_FROM_EMAIL")
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def load_env_file() -> None:
    """Take what `.env` beside manage.py says; what the process was given already wins."""
    load_dotenv(BASE_DIR / ".env")


def choose_settings() -> None:
    """The demo's settings for a command that names none, unless a real shop is set up here: its
    collectstatic, migrate or import would run with the wrong ones unnoticed. Exits with 2 then."""
    if os.environ.get("DJANGO_SETTINGS_MODULE"):
        return
    real = [name for name in OF_A_REAL_SHOP if os.environ.get(name)]
    if real:
        sys.stderr.write(
            f"{', '.join(real)} is set: this is a real shop, but no settings are named.\n"
            "Name them: export DJANGO_SETTINGS_MODULE=autovise.settings.production\n"
        )
        sys.exit(2)
    os.environ["DJANGO_SETTINGS_MODULE"] = "autovise.settings.demo"


def text(name: str, default: str = "") -> str:
    READ.add(name)
    return os.environ.get(name, "").strip() or default


def required(name: str) -> str:
    """The variable's text; raises ImproperlyConfigured naming it when it is not set."""
    if value := text(name):
        return value
    raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it means.")


def whole_number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def yes_or_no(name: str, *, default: bool = False) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")
    return value in _TRUE


def origin(name: str, default: str) -> str:
    """A site's address without a path, as browsers write it: small letters, no usual port."""
    parts = urlsplit(text(name, default).lower())
    if parts.scheme not in USUAL_PORTS or not parts.hostname or parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must be like https://shop.example, without a path.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in (None, USUAL_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def items(name: str) -> list[str]:
    """A comma-separated list, without empty items."""
    return [item.strip() for item in text(name).split(",") if item.strip()]
