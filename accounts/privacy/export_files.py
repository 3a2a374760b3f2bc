"""The file of a data export: a zip with the same data as JSON and as an HTML page."""

import json
from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.base import ContentFile
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models.data_download import private_downloads
from accounts.privacy.labels import labelled_values
from accounts.privacy.registry import ExportRow
from sitewide.private_storage import stored_names

JSON_NAME, HTML_NAME = "autovise-my-data.json", "autovise-my-data.html"


def build_zip(parts: dict[str, list[ExportRow]]) -> ContentFile:
    """Build the zip. `parts`: rows by heading."""
    context = {
        "parts": [(title, [labelled_values(row) for row in rows]) for title, rows in parts.items()],
        "made_at": timezone.now(),
    }
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        text = json.dumps(parts, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
        file.writestr(JSON_NAME, text)
        file.writestr(HTML_NAME, render_to_string("accounts/my_data_file.html", context))
    return ContentFile(buffer.getvalue())


def delete_files(names: Iterable[str]) -> None:
    """Delete files from the private storage. Missing files are ignored."""
    storage = private_downloads()
    for name in names:
        storage.delete(name)


def old_files() -> list[str]:
    """Return files older than a day. A newer one may not be in its row yet."""
    storage = private_downloads()
    yesterday = timezone.now() - timedelta(days=1)
    names = stored_names(storage)
    return [name for name in names if storage.get_modified_time(name) < yesterday]
