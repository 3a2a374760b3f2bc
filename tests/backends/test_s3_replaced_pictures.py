"""A picture in S3 is replaced: the new file first, then the row, then the old files."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection

from catalog.models import ShopImage, ShopRendition
from tests.backends import bucket
from tests.backends.faulty_s3 import Fault, faulty_s3, storages_at
from tests.builders import a_user, a_visitor
from tests.builders import an_upload as a_picture
from tests.catalog.images.broken_files import a_file

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("real_database"),
    pytest.mark.skipif(not settings.BUCKET, reason="AWS_STORAGE_BUCKET_NAME is not set"),
]


@pytest.fixture
def server(settings):
    with faulty_s3() as server:
        settings.STORAGES = storages_at(server.url)
        yield server
    bucket.empty_bucket()


def replace(image: ShopImage) -> int:
    """Upload another file in the admin; the status of the answer."""
    owner = a_visitor(a_user(is_staff=True, is_superuser=True))
    file = SimpleUploadedFile("bottle.png", a_file("png"), "image/png")
    data = {"title": "A bottle", "collection": Collection.objects.get().pk, "file": file}
    return owner.post(f"/admin/images/{image.pk}/", data).status_code


def test_the_old_file_and_its_sizes_are_deleted(server):
    image = a_picture()
    old_names = {image.file.name, image.get_rendition("width-20").file.name}
    assert replace(image) == 302
    stored = ShopImage.objects.get()
    assert (stored.width, stored.height, stored.file_size) == (96, 96, len(a_file("png")))
    assert stored.file_hash != image.file_hash
    assert not old_names & set(bucket.stored_keys())
    assert not ShopRendition.objects.filter(filter_spec="width-20").exists()


def test_a_picture_is_replaced_also_if_its_old_files_cannot_be_deleted(server, caplog):
    image = a_picture()
    image.get_rendition("width-20")
    server.fault_of = lambda method, path: Fault.BROKEN if method == "DELETE" else Fault.NONE
    assert replace(image) == 302
    stored = ShopImage.objects.get()
    assert (stored.width, stored.file.name == image.file.name) == (96, False)
    assert not ShopRendition.objects.filter(filter_spec="width-20").exists()
    assert f"Image {image.pk} was replaced, but old files are kept" in caplog.text
