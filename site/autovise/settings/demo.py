"""Settings of `make shop`: the whole shop on one machine, without configuration. DEBUG is off."""

from autovise.bootstrap.local_secrets import stored_secret

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, DATA_DIR, STRIPE_WEBHOOK_SECRETS, env

SECRET_KEY = env.text("SECRET_KEY") or stored_secret(DATA_DIR / "secret_key")
EMAIL_HASH_KEY = env.text("EMAIL_HASH_KEY") or SECRET_KEY
DEMO_PASSWORD = env.text("DEMO_PASSWORD") or stored_secret(DATA_DIR / "demo_password", length=14)
ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
if not STRIPE_WEBHOOK_SECRETS:
    STRIPE_WEBHOOK_SECRETS.append("whsec_" + stored_secret(DATA_DIR / "webhook_secret"))
