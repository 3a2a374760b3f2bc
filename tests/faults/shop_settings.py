"""Settings of `make shop`, with a process that can be killed at a fault point."""

import sys
from pathlib import Path

from autovise.settings.demo import *  # noqa: F403
from autovise.settings.demo import STORAGES, env
from tests.faults.kill_hook import kill_hook

sys.addaudithook(kill_hook(Path(env.required("FAULT_POINT_FILE"))))
# Collecting and compressing takes longer than all these tests.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
