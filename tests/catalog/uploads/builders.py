"""Builders of uploads, and a worker that processes them."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from PIL import Image

from catalog.models import CatalogueImport
from catalog.uploads.queue import create_upload
from tests.builders import a_category, a_member, a_type

PRODUCT = {
    "sku": "AUT-XX-001",
    "product_code": "C1-WAX-P",
    "title": "Hard Wax",
    "tier": "Pro",
    "product_type": "Spray",
    "category": "cleaning-care",
    "price": "12.99",
    "description": "Beads water for months.",
    "image_type": "C1",
    "stock": "40",
}
SHOPIFY = {
    "Handle": "hard-wax",
    "Title": "Hard Wax",
    "Variant SKU": "HW-1",
    "Variant Price": "12.99",
    "Variant Inventory Qty": "5",
    "Body (HTML)": "<p>Beads water.</p>",
    "Their own": "x",
}


def a_row(number: int, **values) -> dict:
    return PRODUCT | {"sku": f"AUT-XX-{number:03d}", "title": f"Hard Wax {number}"} | values


def an_editor(group: str = "Catalog Editors", **fields):
    return a_member(group, **fields)


def a_csv(*rows: dict, name: str = "new range.csv") -> SimpleUploadedFile:
    text = StringIO(newline="")
    writer = csv.DictWriter(text, dict.fromkeys(column for row in rows for column in row))
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, text.getvalue().encode(), "text/csv")


def a_zip(*names: str) -> SimpleUploadedFile:
    packed = BytesIO()
    with ZipFile(packed, "w") as pictures:
        for number, name in enumerate(names):
            file = BytesIO()
            Image.new("RGB", (40, 30 + number), "teal").save(file, "PNG")
            pictures.writestr(name, file.getvalue())
    return SimpleUploadedFile("pictures.zip", packed.getvalue(), "application/zip")


def what_rows_name() -> None:
    a_category()
    a_type()


def an_upload(*rows: dict, author=None, file=None, **options) -> CatalogueImport:
    """Create an upload that is not checked yet. Without rows it has one valid row."""
    what_rows_name()
    options = {"format": "autovise", "drafts_only": True, "pictures": None} | options
    file = file or a_csv(*(rows or [PRODUCT]))
    return create_upload(author=author or an_editor(), file=file, **options)


def work() -> None:
    """Run all queued tasks."""
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        backend_name="shop",
        batch=True,
        interval=0,
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
    )
    while task := DBTaskResult.objects.ready().filter(backend_name="shop").first():
        task.claim("tests")
        worker.run_task(task)


def fresh(upload: CatalogueImport) -> CatalogueImport:
    return CatalogueImport.objects.get(pk=upload.pk)
