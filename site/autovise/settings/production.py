"""A merchant's real shop: nothing secret has a default, and the local Stripe is refused."""

import os

from django.core.exceptions import ImproperlyConfigured

from autovise import env

from .base import *  # noqa: F403
from .base import IS_HTTPS, STRIPE_WEBHOOK_SECRETS

SECRET_KEY = env.required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS")
EMAIL_HASH_KEY = env.text("EMAIL_HASH_KEY") or SECRET_KEY
env.required("SITE_URL")
env.required("DATABASE_URL")
env.required("EMAIL_URL")
env.required("DEFAULT_FROM_EMAIL")
env.required("STRIPE_SECRET_KEY")
if not STRIPE_WEBHOOK_SECRETS:
    raise ImproperlyConfigured(
        "STRIPE_WEBHOOK_SECRETS is not set: Stripe's events cannot be trusted."
    )
if not IS_HTTPS:
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
if "FAULT_POINT_FILE" in os.environ:
    raise ImproperlyConfigured(
        "FAULT_POINT_FILE is set: it lets tests kill the shop's processes, and is refused here."
    )

STAFF_NEED_TWO_FACTOR = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^webhook/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Browsers that have the shop on their preload list never ask it by plain HTTP again, nor any other
# host below its domain: the owner's choice, and hard to take back.
SECURE_HSTS_PRELOAD = env.yes_or_no("HSTS_PRELOAD")
if env.yes_or_no("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Attempts are counted for each address, and every request comes from the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
