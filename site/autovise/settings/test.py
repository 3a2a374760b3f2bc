"""Settings of the tests: no `.env`, temporary data, fast password hashing, mail in memory."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="autovise-test-"))

from .base import *  # noqa: F403
from .base import STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
SECRET_KEY = "for-tests-only"  # noqa: S105
EMAIL_HASH_KEY = SECRET_KEY
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# Most tests use one IP address and one email; tests of the limits set them.
MAX_OPEN_ORDERS_PER_EMAIL = MAX_OPEN_ORDERS_PER_NETWORK = 10_000
PAGE_CACHE = False  # tests of the cache set it
STRIPE_WEBHOOK_SECRETS = ["whsec_for_tests", "whsec_rolled_in"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
