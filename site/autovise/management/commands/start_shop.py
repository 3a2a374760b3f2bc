"""`make shop`: prepare the shop, then run web server, worker, clock and fakestripe together."""

import os
import socket
import sys
import threading
import time
from typing import Any

import requests
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from honcho.manager import Manager

from autovise.bootstrap.demo_logins import DEMO_LOGINS
from autovise.bootstrap.steps import prepare_shop

OPENS_WITHIN_SECONDS = 60


class Command(BaseCommand):
    # The web process runs the system checks itself; running them here as well would cost time.
    requires_system_checks = ()
    help = "Prepare and run the whole shop on this machine. Ctrl-C stops all of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reload", action="store_true", help="reload when code changes")

        parser.add_argument(
            "--without-pictures",
            action="store_true",
            help="do not draw pictures for products without one in the background",
        )

    def handle(self, *, reload: bool, without_pictures: bool, **options: Any) -> None:
        for name, port in shop_ports().items():
            refuse_taken_port(name, port)
        prepare_shop(
            lambda text: self.stdout.write(self.style.MIGRATE_HEADING(f"▸ {text}")),
            draws_pictures=not without_pictures,
        )
        connections.close_all()
        manager = Manager()
        for name, command in shop_processes(reload=reload).items():
            manager.add_process(name, command, env=process_environment(), cwd=settings.BASE_DIR)
        threading.Thread(target=self._announce, daemon=True).start()
        manager.loop()
        sys.exit(0 if manager.returncode in (0, 130, -2, -15) else 1)

    def _announce(self) -> None:
        """Print the URLs once the shop responds."""
        deadline = time.monotonic() + OPENS_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if is_open():
                self.stdout.write(self.style.SUCCESS(banner()))
                self.stdout.flush()
                return
            time.sleep(0.2)
        self.stderr.write("The shop does not respond yet. See the lines above for the reason.")


def shop_ports() -> dict[str, int]:
    """Return the ports of the shop's processes, by the variable that sets each."""
    ports = {"PORT": settings.PORT}
    return ports | (
        {"FAKESTRIPE_PORT": settings.FAKESTRIPE_PORT} if settings.USES_FAKESTRIPE else {}
    )


def refuse_taken_port(name: str, port: int) -> None:
    """Raise CommandError if the port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"{name} {port} cannot be used: {error.strerror}. If the shop is already running, "
                f"stop it; or choose another port: {name}={port + 100} make shop"
            ) from None


def shop_processes(*, reload: bool) -> dict[str, str]:
    """Return the command line of each process, by name."""
    python = f'"{sys.executable}"'
    manage = f'{python} "{settings.BASE_DIR / "manage.py"}"'
    processes = {
        "web": f"{manage} runserver 127.0.0.1:{settings.PORT}"
        if reload
        else f"{python} -m gunicorn --chdir site --bind 127.0.0.1:{settings.PORT} --preload "
        "--worker-class autovise.web_worker.WaitressWorker --workers 2 --threads 4 "
        "--no-control-socket autovise.wsgi:application",
        "worker": f"nice {manage} run_worker --skip-checks",
        "clock": f"nice {manage} run_clock --skip-checks",
    }
    if settings.USES_FAKESTRIPE:
        processes["stripe"] = f"{python} -m fakestripe"
    return processes


def process_environment() -> dict[str, str]:
    """Return the environment of the processes: all variables and the demo's own settings."""
    return os.environ | {
        "PYTHONUNBUFFERED": "1",
        "DATA_DIR": str(settings.DATA_DIR),
        "PORT": str(settings.PORT),
        "FAKESTRIPE_PORT": str(settings.FAKESTRIPE_PORT),
        "FAKESTRIPE_WEBHOOK_URL": f"http://127.0.0.1:{settings.PORT}/webhook/stripe/",
        "STRIPE_WEBHOOK_SECRET": settings.STRIPE_WEBHOOK_SECRETS[0],
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }


def is_open() -> bool:
    """Whether the shop and, if it is used, fakestripe respond."""
    urls = [f"http://127.0.0.1:{settings.PORT}/health/"]
    if settings.USES_FAKESTRIPE:
        urls.append(f"{settings.STRIPE_API_URL}/")
    try:
        return all(requests.get(url, timeout=2).ok for url in urls)
    except requests.RequestException:
        return False


def banner() -> str:
    """Return the text that is printed once the shop is open."""
    logins = "\n".join(f"    {login.email:28} {login.role}" for login in DEMO_LOGINS)
    stripe = f"\n  Stripe    {settings.FAKESTRIPE_URL}/" if settings.USES_FAKESTRIPE else ""
    password = settings.DEMO_PASSWORD  # type: ignore[misc]  # set by settings.demo only
    return f"""
  Autovise is open.

  Shop      {settings.SITE_URL}/
  Admin     {settings.SITE_URL}/admin/{stripe}

  Demo logins, all with the password {password}
{logins}

  Test card 4242 4242 4242 4242. Mails are written to {settings.DATA_DIR / "mail"}.
  Ctrl-C stops everything; all data is kept.
"""
