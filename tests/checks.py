"""`make check`: static checks of code, migrations, settings and packages."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
MANAGE = (sys.executable, "manage.py")
DJADE = ("--target-version", "6.1")
# Without fakestripe/templates: they are Jinja templates, which djade does not parse.
TEMPLATES = sorted(
    path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"}
)

# Invented values: the check tests whether the settings are safe, not whether they work.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "autovise.settings.production",
    "SECRET_KEY": "made-up-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "SITE_URL": "https://shop.example",
    "DATABASE_URL": "postgresql://autovise:made-up@localhost/autovise",
    "EMAIL_URL": "smtp://made-up:made-up@mail.example:587/?tls=True",
    "DEFAULT_FROM_EMAIL": "orders@shop.example",
    "STRIPE_SECRET_KEY": "sk_test_made_up",
    "STRIPE_WEBHOOK_SECRETS": "whsec_made_up",
}


@dataclass(frozen=True)
class Step:
    title: str
    command: tuple[object, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


STEPS = (
    Step("ruff finds nothing", (PROGRAMS / "ruff", "check", "--quiet", ".")),
    Step("the code is formatted", (PROGRAMS / "ruff", "format", "--check", "--quiet", ".")),
    Step("the templates are formatted", (PROGRAMS / "djade", "--check", *DJADE, *TEMPLATES)),
    Step("types are right", (PROGRAMS / "mypy", "--no-error-summary"), {"PYTHONPATH": ".:site"}),
    Step("imports run downwards", (PROGRAMS / "lint-imports",), {"PYTHONPATH": ".:site"}),
    Step(
        "migrations match the models",
        (*MANAGE, "makemigrations", "--check", "--dry-run"),
        {"DJANGO_SETTINGS_MODULE": "autovise.settings.test"},
    ),
    Step(
        "production settings are safe",
        (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
        PRODUCTION,
    ),
    Step(
        "installed packages agree",
        (PROGRAMS / "uv", "pip", "check", "--quiet", "--python", sys.executable),
    ),
)


def check_all() -> bool:
    """Run every step, also after a failure. Return whether all succeeded."""
    outcomes = [_succeeds(step) for step in STEPS]
    return all(outcomes)


def _succeeds(step: Step) -> bool:
    with tempfile.TemporaryDirectory(prefix="autovise-check-") as data_dir:
        done = subprocess.run(
            [str(word) for word in step.command],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": data_dir} | step.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    print("✗" if done.returncode else "✓", step.title, flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return not done.returncode
