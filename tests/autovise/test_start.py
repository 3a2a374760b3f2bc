"""What a web process imports when it starts."""

import json

from tests.autovise.production import python

# Libraries that only the worker or few requests need, with the memory that they take.
IMPORTED_WHERE_USED = {"fpdf", "fontTools", "numpy", "boto3", "botocore", "opensearchpy", "pygal"}
START = """
import json, sys
import autovise.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_a_web_process_starts_without_the_libraries_of_pdf_fonts_charts_and_s3(tmp_path):
    environment = {"DJANGO_SETTINGS_MODULE": "autovise.settings.demo"}
    done = python(START, environment, tmp_path)
    assert done.returncode == 0, done.stderr
    imported = set(json.loads(done.stdout.splitlines()[-1]))
    assert "catalog" in imported
    assert IMPORTED_WHERE_USED & imported == set()
