#!/usr/bin/env python3
import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autovise.settings.dev")
    from django.core.management import execute_from_command_line

    from autovise.env import load_env_file

    load_env_file()
    execute_from_command_line(sys.argv)
