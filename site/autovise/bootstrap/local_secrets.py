"""Secrets that the demo generates and stores in DATA_DIR."""

import os
import secrets
import string
from pathlib import Path

_ALPHABET = string.ascii_letters + string.digits


def stored_secret(path: Path, *, length: int = 50) -> str:
    """Return the secret in this file. Generates it at first use, readable by this user only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")
    return secret
