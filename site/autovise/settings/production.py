"""Settings of a real shop. Secrets have no defaults, and fakestripe is refused."""

from django.core.exceptions import ImproperlyConfigured

from autovise import env

from .base import *  # noqa: F403
from .base import IS_HTTPS, SITE_HOST, STRIPE_WEBHOOK_SECRETS

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
        "STRIPE_WEBHOOK_SECRETS is not set: Stripe's events cannot be verified."
    )
# To measure the shop on the machine that runs it. No other host can be served without HTTPS.
ALLOWS_HTTP = env.yes_or_no("HTTP_ON_LOCALHOST") and SITE_HOST == "localhost"
if not IS_HTTPS and not ALLOWS_HTTP:
    raise ImproperlyConfigured(
        "SITE_URL must begin with https:// in production; with HTTP_ON_LOCALHOST=yes it may be "
        "http://localhost with a port."
    )

STAFF_NEED_TWO_FACTOR = True
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^webhook/"]
SECURE_HSTS_SECONDS = 31_536_000
# Both of these reach beyond the shop's own host, and preloading is hard to undo. The owner decides.
SECURE_HSTS_PRELOAD = env.yes_or_no("HSTS_PRELOAD")
# The preload list accepts only a domain whose subdomains are included.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.yes_or_no("HSTS_SUBDOMAINS") or SECURE_HSTS_PRELOAD
if env.yes_or_no("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Rate limits count by IP address, which for every request is the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
