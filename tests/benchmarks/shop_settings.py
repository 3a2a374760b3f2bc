"""What `make shop` runs with. No style sheet is asked for here, so none is compressed first."""

from autovise.settings.demo import *  # noqa: F403
from autovise.settings.demo import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
