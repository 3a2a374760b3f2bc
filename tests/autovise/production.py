"""Settings of a production shop, and a Python process that has them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


PRODUCTION = {
    "SECRET_KEY": "a-long-random-secret-of-this-one-shop-0123456789",
    "SITE_URL": "https://shop.example",
    "DATABASE_URL": "postgresql://u:p@127.0.0.1:5432/shop",
    "EMAIL_URL": "smtp://u:p@mail.example:587/?tls=True",
    "DEFAULT_FROM_EMAIL": "Shop <orders@shop.example>",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "whsec_x",
}


def python(code: str, environment: dict, data_dir: Path) -> subprocess.CompletedProcess:
    """Run code with this environment and nothing else."""
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    clean["DATA_DIR"] = str(data_dir)
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, env=clean | environment, capture_output=True, text=True, timeout=60, check=False
    )
