"""The WSGI application: `gunicorn --chdir site autovise.wsgi:application`."""

import os
import sys
from pathlib import Path

from django.core.wsgi import get_wsgi_application

from autovise.env import load_env_file

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
load_env_file()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autovise.settings.production")

application = get_wsgi_application()
