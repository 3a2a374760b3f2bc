"""What `make shop` runs with; collecting the static files would take longer than the tests."""

import os

from autovise.settings.demo import *  # noqa: F403
from autovise.settings.demo import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                       "OPTIONS": {"file_path": os.environ["DATA_DIR"] + "/mail"}}}  # fmt: skip
if os.environ.get("NO_RATE_LIMITS"):  # a benchmark asks more often than any person
    ACCOUNT_RATE_LIMITS = False
# Tests and benchmarks buy from one address, more than people who share one do.
MAX_OPEN_ORDERS_PER_EMAIL = MAX_OPEN_ORDERS_PER_NETWORK = 1_000_000
