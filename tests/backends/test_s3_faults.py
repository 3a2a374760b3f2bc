"""The storage server refuses, stays silent or breaks: pages respond, uploads end in a message."""

import html
import json

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.models import Collection

from accounts.models import DataDownload
from accounts.privacy.exports import resume_downloads
from accounts.privacy.tasks import build_and_mail
from catalog.models import CatalogueImport, ImportState, ProductPage, ShopImage, ShopRendition
from catalog.models.catalogue_import import private_storage
from catalog.uploads.work import check_upload
from sitewide.storage_failures import StorageFailed
from tests.backends import bucket
from tests.backends.faulty_s3 import FAULTS, Fault, FaultyServer, faulty_s3, storages_at
from tests.builders import a_bundle, a_category, a_customer, a_product, a_visitor
from tests.builders import a_picture as a_finished_picture
from tests.builders import an_upload as a_picture
from tests.catalog.images.broken_files import a_file
from tests.catalog.uploads.builders import a_csv, an_editor, an_upload, fresh

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.BUCKET, reason="AWS_STORAGE_BUCKET_NAME is not set"),
]

DRAWING = "autovise/packshots/C1.svg"
MESSAGE = "The file storage does not respond"


@pytest.fixture(autouse=True)
def _no_files_of_other_tests():
    bucket.empty_bucket()


@pytest.fixture
def reach(settings, monkeypatch):
    """Let the shop use the storage server at this URL."""

    def use(url: str) -> None:
        settings.STORAGES = storages_at(url)
        for name in ("file", "pictures"):
            field = CatalogueImport._meta.get_field(name)
            monkeypatch.setattr(field, "storage", private_storage())

    return use


@pytest.fixture
def server(reach):
    with faulty_s3() as server:
        reach(server.url)
        yield server


@pytest.fixture(params=FAULTS, ids=lambda fault: fault.value)
def fail(request, server, reach):
    """Call it when the test has stored what it needs: then the storage fails."""

    def begin() -> FaultyServer:
        server.fail(request.param)
        server.requests.clear()
        reach(server.url)
        return server

    return begin


@pytest.fixture
def owner_at_the_desk(owner):
    return a_visitor(owner)


def a_png(name: str = "bottle.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_file("png"), "image/png")


def form_data(**files) -> dict:
    return {"title": "A bottle", "collection": Collection.objects.get().pk} | files


# Uploads


def test_the_add_form_says_that_the_storage_failed_and_saves_nothing(owner_at_the_desk, fail):
    fail()
    answer = owner_at_the_desk.post("/admin/images/add/", form_data(file=a_png()))
    assert answer.status_code == 200
    [message] = answer.context["form"].errors["file"]
    assert message.startswith(MESSAGE)
    assert html.escape(message) in answer.text
    assert not ShopImage.objects.exists()
    assert bucket.stored_keys() == []


def test_the_multiple_upload_says_that_the_storage_failed(owner_at_the_desk, fail):
    fail()
    answer = owner_at_the_desk.post(
        "/admin/images/multiple/add/",
        form_data(**{"files[]": a_png()}),
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    assert (answer.status_code, answer.json()["success"]) == (200, False)
    assert MESSAGE in answer.json()["error_message"]
    assert not ShopImage.objects.exists()


def test_the_chooser_s_upload_says_that_the_storage_failed(owner_at_the_desk, fail):
    fail()
    data = {"image-chooser-upload-title": "A bottle", "image-chooser-upload-file": a_png()}
    data["image-chooser-upload-collection"] = Collection.objects.get().pk
    answer = owner_at_the_desk.post("/admin/images/chooser/create/", data)
    assert answer.status_code == 200
    assert MESSAGE in answer.text
    assert not ShopImage.objects.exists()


def test_the_edit_form_keeps_the_stored_picture(owner_at_the_desk, fail):
    image = a_picture()
    before = image.file.read()
    fail()
    address = f"/admin/images/{image.pk}/"
    answer = owner_at_the_desk.post(address, form_data(file=a_png()))
    assert answer.status_code == 200
    [message] = answer.context["form"].errors["file"]
    assert message.startswith(MESSAGE)
    stored = ShopImage.objects.get()
    assert (stored.file.name, stored.width, stored.title) == (image.file.name, 40, "A bottle")
    found = bucket.client().get_object(Bucket=settings.BUCKET, Key=image.file.name)
    assert found["Body"].read() == before


def test_saving_an_image_raises_an_error_that_names_the_file_and_leaves_no_row(fail):
    fail()
    named = pytest.raises(StorageFailed, match=r"did not \w.* original_images/bottle.*png")
    with named, transaction.atomic():
        ShopImage.objects.create(title="A", file=ContentFile(a_file("png"), name="bottle.png"))
    assert not ShopImage.objects.exists()
    assert bucket.stored_keys() == []


def test_a_document_s_upload_ends_in_a_page_that_says_so(owner_at_the_desk, fail):
    fail()
    file = SimpleUploadedFile("prices.pdf", b"%PDF-1.4" * 100, "application/pdf")
    answer = owner_at_the_desk.post("/admin/documents/add/", form_data(file=file))
    assert answer.status_code == 503
    assert MESSAGE in answer.text
    assert not Document.objects.exists()


def test_an_import_s_upload_ends_in_a_page_that_says_so(owner_at_the_desk, fail):
    a_category()
    fail()
    data = {"file": a_csv({"sku": "AUT-XX-001"}), "format": "autovise", "outcome": "drafts"}
    answer = owner_at_the_desk.post("/admin/catalogue/import/", data)
    assert answer.status_code == 503
    assert MESSAGE in answer.text
    assert not CatalogueImport.objects.exists()


# Work in the background is done later


def test_an_import_waits_for_the_storage(server):
    upload = an_upload(author=an_editor())
    server.fault_of = lambda method, path: Fault.BROKEN
    with pytest.raises(StorageFailed):
        check_upload(upload.pk)
    assert (fresh(upload).state, fresh(upload).failed_reason) == (ImportState.CHECKING, "")


def test_a_copy_of_the_data_waits_for_the_storage(server):
    download = DataDownload.objects.create(user=a_customer())
    server.fault_of = lambda method, path: Fault.BROKEN
    with pytest.raises(StorageFailed):
        build_and_mail(download.pk)
    server.fail(Fault.NONE)
    DataDownload.objects.update(begun_at=None, asked_at="2020-01-01T00:00Z")
    resume_downloads()
    download.refresh_from_db()
    assert download.made_at


# Pages


@pytest.fixture
def page() -> ProductPage:
    """A product whose picture has no sizes yet, on every kind of list."""
    image = a_picture()
    category = a_category()
    category.image = image
    category.save()
    body = [{"type": "picture", "value": {"image": {"image": image.pk}, "caption": "Seen"}}]
    page = a_product(
        image=image, category=category, featured=True, sku="AUT-CC-901", body=json.dumps(body)
    )
    a_bundle(page, a_product(image=a_picture()), a_product(image=a_picture()), image=image)
    return page


PUBLIC = ["/", "/products/", "/bundles/", "/search/?q=glass"]


def test_pages_show_the_drawing_in_place_of_the_picture(server, page, fail):
    fail()
    for path in [page.url, *PUBLIC]:
        shown = a_visitor().get(path)
        assert shown.status_code == 200
        assert settings.BUCKET not in shown.text
    assert DRAWING in a_visitor().get(page.url).text
    assert not ShopRendition.objects.exists()


def test_a_silent_storage_is_asked_once_and_then_left_alone_for_a_while(server):
    names = [a_picture().file.name for _ in range(3)]
    server.fail(Fault.SILENT)
    server.requests.clear()
    for name in names:
        with pytest.raises(StorageFailed, match=name):
            default_storage.open(name)
    assert len(server.requests) == 1


def test_sizes_that_are_there_are_shown_without_asking_the_storage(server):
    page = a_product(image=a_finished_picture())
    page.save_revision().publish()
    server.fail(Fault.BROKEN)
    server.requests.clear()
    shown = a_visitor().get(page.url).text
    assert f"/{settings.BUCKET}/images/" in shown
    assert server.requests == []


def test_a_page_is_published_without_its_sizes_and_they_are_made_later(
    server, page, fail, settings
):
    working = settings.STORAGES
    fail()
    page.title = "Still for sale"
    page.save_revision().publish()
    shown = a_visitor().get(page.url)
    assert "Still for sale" in shown.text
    assert DRAWING in shown.text
    server.fail(Fault.NONE)
    settings.STORAGES = working
    call_command("make_renditions")
    shown = a_visitor().get(page.url)
    assert f"/{settings.BUCKET}/images/" in shown.text


def test_the_desk_opens(owner_at_the_desk, page, fail):
    fail()
    paths = ["/admin/images/", f"/admin/images/{page.image_id}/", f"/admin/pages/{page.pk}/edit/"]
    for path in paths:
        assert owner_at_the_desk.get(path).status_code == 200
