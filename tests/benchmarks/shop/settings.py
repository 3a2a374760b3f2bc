"""What `make shop` runs with. No style sheet is asked for here, so none is compressed first."""

from autovise.settings.demo import *  # noqa: F403
from autovise.settings.demo import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Its shoppers all come from one address, under one e-mail.
MAX_OPEN_ORDERS_PER_EMAIL = MAX_OPEN_ORDERS_PER_NETWORK = 1_000_000
