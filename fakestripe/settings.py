"""Settings, from the command line or the environment."""

import argparse
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import stripe

PINNED_API_VERSION: str = stripe.api_version


class SettingRefused(Exception):
    """A setting is missing or invalid. The message names the variable."""


@dataclass(frozen=True)
class Settings:
    """All settings. An empty `webhook_url` sends no webhooks; a `port` of 0 is any free port."""

    port: int = 8001
    data_dir: Path = Path("var")
    public_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""
    retry_delays_s: tuple[float, ...] = (0.5, 2.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
    delivery_timeout_s: float = 10.0
    delivery_threads: int = 4
    api_version: str = PINNED_API_VERSION

    def __post_init__(self) -> None:
        if self.webhook_url and not self.webhook_secret:
            raise SettingRefused("STRIPE_WEBHOOK_SECRET is required to sign webhooks")

    @property
    def database_path(self) -> Path:
        return self.data_dir / "fakestripe.sqlite3"


def read_settings(
    arguments: Sequence[str], environment: Mapping[str, str] = os.environ
) -> Settings:
    """Read the settings. An argument overrides its variable. Raises SettingRefused."""
    parser = argparse.ArgumentParser(prog="fakestripe", description="A local fake of Stripe")
    parser.add_argument("--port", default=environment.get("FAKESTRIPE_PORT", "8001"))
    parser.add_argument("--data-dir", default=environment.get("DATA_DIR", "var"))
    parser.add_argument("--public-url", default=environment.get("FAKESTRIPE_URL", ""))
    parser.add_argument("--webhook-url", default=environment.get("FAKESTRIPE_WEBHOOK_URL", ""))
    parser.add_argument("--webhook-secret", default=environment.get("STRIPE_WEBHOOK_SECRET", ""))
    parser.add_argument(
        "--retry-delays",
        default=environment.get("FAKESTRIPE_RETRY_DELAYS", "0.5,2,5,15,60,300,900,3600"),
        help="seconds before each further attempt at a webhook, comma-separated",
    )
    options = parser.parse_args(arguments)
    return Settings(
        port=_whole_number(options.port, "FAKESTRIPE_PORT"),
        data_dir=Path(options.data_dir),
        public_url=options.public_url.rstrip("/"),
        webhook_url=options.webhook_url,
        webhook_secret=options.webhook_secret,
        retry_delays_s=_seconds(options.retry_delays, "FAKESTRIPE_RETRY_DELAYS"),
    )


def _whole_number(text: str, variable: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise SettingRefused(f"{variable} is not a whole number: {text!r}") from None


def _seconds(text: str, variable: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        raise SettingRefused(f"{variable} is not a list of seconds: {text!r}") from None
