"""With AWS_STORAGE_BUCKET_NAME all files are stored in S3: pictures publicly, others privately.

moto enforces bucket policies for requests without a signature, and accepts any signature.
"""

from datetime import timedelta
from io import BytesIO, StringIO
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pytest
import requests
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import CollectionViewRestriction

from accounts.models import DataDownload
from accounts.privacy.exports import delete_expired_downloads
from accounts.privacy.tasks import build_and_mail
from catalog.models import ImportState, ProductPage
from catalog.models.catalogue_import import private_storage
from catalog.uploads import files
from catalog.uploads.queue import accept, clean_up_imports
from catalog.uploads.work import check_upload, write_upload
from sitewide.private_storage import stored_names
from tests.backends import bucket
from tests.builders import a_customer, a_product, a_visitor
from tests.builders import an_upload as a_picture
from tests.catalog.uploads.builders import PRODUCT, a_csv, a_zip, an_upload, fresh

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(not settings.BUCKET, reason="AWS_STORAGE_BUCKET_NAME is not set"),
]


@pytest.fixture(autouse=True)
def _no_files_of_other_tests():
    bucket.empty_bucket()


def test_an_uploaded_picture_can_be_fetched_without_a_signature():
    picture = a_picture()
    assert "?" not in picture.file.url
    answer = requests.get(picture.file.url, timeout=60)
    assert answer.content == picture.file.read()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "image/png"


def test_a_rendition_is_generated_and_stored_in_s3():
    picture = a_picture(width=40, height=30)
    rendition = picture.get_rendition("width-20|format-webp")
    assert (rendition.width, rendition.height) == (20, 15)
    answer = requests.get(rendition.file.url, timeout=60)
    assert answer.content[8:12] == b"WEBP"


def test_a_drawn_picture_can_be_fetched_without_a_signature():
    name = default_storage.save("catalog/cleaning-care/C1-WAX-P.png", ContentFile(b"drawn"))
    assert requests.get(default_storage.url(name), timeout=60).content == b"drawn"


def test_two_pictures_of_one_name_do_not_overwrite_each_other():
    first, second = a_picture(), a_picture()
    second.file.save(first.file.name.split("/")[-1], second.file)
    assert second.file.name != first.file.name


def test_a_deleted_picture_leaves_no_file():
    picture = a_picture()
    name = picture.file.name
    default_storage.delete(name)
    assert not default_storage.exists(name)


def test_pages_may_show_pictures_of_the_bucket():
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(default_storage.url("images/a.webp")))
    policy = a_visitor().get("/")["Content-Security-Policy"]
    [sources] = [part for part in policy.split("; ") if part.startswith("img-src")]
    assert origin in sources.split()


# Private files


def public_url(key: str) -> str:
    """The URL that an outsider would guess."""
    endpoint = settings.STORAGES["default"]["OPTIONS"]["endpoint_url"]
    return f"{endpoint}/{settings.BUCKET}/{key}"


def is_refused(key: str) -> bool:
    assert key in bucket.stored_keys()
    answer = requests.get(public_url(key), timeout=60)
    return answer.status_code == 403


def a_document() -> Document:
    return Document.objects.create(title="Prices", file=ContentFile(b"%PDF-1.4", name="p.pdf"))


def test_a_document_is_refused_without_a_signature_and_sent_with_one():
    document = a_document()
    assert bucket.stored_keys() == [f"private/{document.file.name}"]
    assert is_refused(f"private/{document.file.name}")
    answer = a_visitor().get(document.url)
    assert answer.status_code == 302
    signed = answer["Location"]
    assert parse_qs(urlsplit(signed).query)["X-Amz-Expires"] == ["60"]
    assert requests.get(signed, timeout=60).content == b"%PDF-1.4"


def test_no_signed_url_is_given_to_who_may_not_read_the_document():
    document = a_document()
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    answer = a_visitor().get(document.url)
    assert answer["Location"].startswith("/accounts/login/")


def test_a_document_can_be_read_measured_and_deleted():
    document = a_document()
    assert document.get_file_size() == 8
    with document.open_file() as file:
        assert file.read() == b"%PDF-1.4"
    assert list(stored_names(default_storage)) == [document.file.name]
    default_storage.delete(document.file.name)
    assert bucket.stored_keys() == []


def test_a_file_is_sent_with_the_type_of_its_name_and_not_what_the_browser_said():
    page = SimpleUploadedFile("p.pdf", b"<script>alert(1)</script>", "text/html")
    document = Document.objects.create(title="Prices", file=page)
    signed = a_visitor().get(document.url)["Location"]
    assert requests.get(signed, timeout=60).headers["Content-Type"] == "application/pdf"


def test_no_object_has_an_acl_of_its_own():
    picture = a_picture()
    document = a_document()
    for key in (picture.file.name, f"private/{document.file.name}"):
        grants = bucket.client().get_object_acl(Bucket=settings.BUCKET, Key=key)["Grants"]
        assert [grant["Grantee"]["Type"] for grant in grants] == ["CanonicalUser"]


def test_a_customer_downloads_the_copy_of_the_data_that_outsiders_are_refused():
    customer = a_customer()
    download = DataDownload.objects.create(user=customer)
    build_and_mail(download.pk)
    download.refresh_from_db()
    assert is_refused(f"private/downloads/{download.file.name}")
    answer = a_visitor(customer).get(f"/users/profile/data/{download.pk}/")
    content = b"".join(answer.streaming_content)
    assert ZipFile(BytesIO(content)).namelist() == [
        "autovise-my-data.json",
        "autovise-my-data.html",
    ]
    assert "no-store" in answer["Cache-Control"]
    assert a_visitor(a_customer()).get(f"/users/profile/data/{download.pk}/").status_code == 404
    with pytest.raises(ValueError, match="no URL"):
        _ = download.file.url


def test_an_expired_copy_of_the_data_is_deleted_from_the_bucket():
    download = DataDownload.objects.create(user=a_customer())
    build_and_mail(download.pk)
    DataDownload.objects.update(asked_at=timezone.now() - timedelta(days=8))
    delete_expired_downloads()
    assert bucket.stored_keys() == []


def test_a_worker_on_another_host_imports_the_uploaded_files():
    upload = an_upload(
        file=a_csv(PRODUCT | {"image": "wax.png"}), pictures=a_zip("wax.png"), drafts_only=False
    )
    assert is_refused(f"private/imports/{upload.file.name}")
    assert is_refused(f"private/imports/{upload.pictures.name}")
    check_upload(upload.pk)
    assert accept(fresh(upload), skips_refused=False)
    write_upload(upload.pk)
    assert fresh(upload).state == ImportState.WRITTEN
    page = ProductPage.objects.get()
    assert requests.get(page.image.file.url, timeout=60).status_code == 200
    assert not [key for key in bucket.stored_keys() if key.startswith("private/")]


def test_orphaned_files_of_imports_are_deleted_after_a_day(monkeypatch):
    claimed, lost = an_upload(), an_upload()
    type(lost).objects.filter(pk=lost.pk).delete()
    clean_up_imports()
    assert private_storage().exists(lost.file.name)
    monkeypatch.setattr(files, "UNCLAIMED_AFTER", timedelta(seconds=-60))
    clean_up_imports()
    assert bucket.stored_keys() == [f"private/imports/{claimed.file.name}"]


def test_the_documented_policy_makes_no_private_file_public():
    [statement] = bucket.documented_policy()["Statement"]
    assert statement["Action"] == "s3:GetObject"
    assert [resource.split("/")[1] for resource in statement["Resource"]] == [
        "avatar_images",
        "catalog",
        "images",
        "original_images",
    ]
    assert storages["private"].location == "private"


def test_check_media_fetches_the_pictures_from_the_bucket():
    image = a_picture()
    rendition = image.get_rendition("width-20|format-webp")
    a_product(image=image, sku="AUT-CC-901")
    out = StringIO()
    call_command("check_media", stdout=out)
    assert out.getvalue() == "All 2 files are well.\n"
    default_storage.delete(rendition.file.name)
    with pytest.raises(CommandError, match="1 of 2 files are wrong"):
        call_command("check_media", stdout=out)
    last_line = out.getvalue().splitlines()[-1].split(maxsplit=2)
    assert last_line[:2] == ["AUT-CC-901", rendition.file.name]
