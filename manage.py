#!/usr/bin/env python3
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    from django.core.management import execute_from_command_line

    from autovise.env import choose_settings, load_env_file

    load_env_file()
    choose_settings()
    execute_from_command_line(sys.argv)
