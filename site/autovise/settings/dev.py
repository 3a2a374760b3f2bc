"""Settings of `make dev`: the demo with DEBUG and reload."""

from .demo import *  # noqa: F403
from .demo import STORAGES

DEBUG = True
PAGE_CACHE = False  # templates and code change while it runs
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
