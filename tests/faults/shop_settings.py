"""What `make shop` runs with, and the one thing that only tests may do: arm a fault point."""

from autovise.settings.demo import *  # noqa: F403
from autovise.settings.demo import STORAGES, env

FAULT_POINT_FILE = env.required("FAULT_POINT_FILE")
# Collecting and compressing takes longer than all these tests.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
