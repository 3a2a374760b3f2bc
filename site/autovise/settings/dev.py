"""Settings of `make dev`: the demo with DEBUG and reload."""

from .demo import *  # noqa: F403
from .demo import STORAGES

DEBUG = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
