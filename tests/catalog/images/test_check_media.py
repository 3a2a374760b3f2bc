"""`check_media` fetches the pictures of live pages over HTTP."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image

from catalog.models import ProductPicture, ShopImage
from tests.backends.bucket import only_in_a_folder
from tests.builders import a_bundle, a_product
from tests.builders import an_upload as a_picture
from tests.services import free_port

pytestmark = [pytest.mark.django_db, only_in_a_folder]

SPEC = "width-20|format-webp"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


class MediaHandler(SimpleHTTPRequestHandler):
    """Serves the folder `media`. `statuses` and `types` of the server change single answers."""

    def do_GET(self) -> None:
        name = self.path.removeprefix("/media/")
        self.server.fetched.append(name)
        if name in self.server.statuses:
            self.send_error(self.server.statuses[name])
        else:
            super().do_GET()

    def guess_type(self, path) -> str:
        name = self.path.removeprefix("/media/")
        return self.server.types.get(name) or super().guess_type(path)

    def log_message(self, *_arguments: object) -> None:
        """Write nothing."""


@pytest.fixture
def server(tmp_path):
    handler = partial(MediaHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.fetched, server.statuses, server.types = [], {}, {}
        server.url = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def image() -> ShopImage:
    image = a_picture()
    image.get_rendition(SPEC)
    a_product(sku="AUT-CC-901", image=image)
    return image


def check(url: str) -> str:
    out = StringIO()
    call_command("check_media", "--base-url", url, stdout=out)
    return out.getvalue().strip()


def faults(url: str) -> list[list[str]]:
    """The rows of the table, without its headings."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("check_media", "--base-url", url, stdout=out)
    headings, *rows = (line.split(maxsplit=2) for line in out.getvalue().splitlines())
    assert headings == ["SKU", "File", "Reason"]
    assert error.value.returncode == 1
    assert str(error.value).startswith(f"{len(rows)} of ")
    return rows


def test_all_files_of_live_pages_are_fetched_once(server, image):
    extra, of_bundle = a_picture(), a_picture()
    page = a_product(image=image)
    page.more_pictures = [ProductPicture(image=extra)]
    page.save()
    a_bundle(page, a_product(), a_product(), image=of_bundle)
    a_product(image=a_picture(), live=False)
    a_picture("Nobody's")
    assert check(server.url) == "All 4 files are well."
    rendition = image.renditions.get().file.name
    expected = [image.file.name, rendition, extra.file.name, of_bundle.file.name]
    assert sorted(server.fetched) == sorted(expected)


def test_a_shop_without_pictures_is_well(server):
    a_product()
    assert check(server.url) == "All 0 files are well."


def test_a_status_other_than_200_is_named(server, image):
    name = image.renditions.get().file.name
    server.statuses[name] = 403
    assert faults(server.url) == [["AUT-CC-901", name, "the answer has the status 403"]]


def test_all_pages_of_a_file_are_named(server, image):
    a_product(sku="AUT-CC-902", image=image)
    server.statuses[image.file.name] = 500
    [[first, *rest]] = faults(server.url)
    assert first == "AUT-CC-901,"
    assert " ".join(rest).split(maxsplit=1)[0] == "AUT-CC-902"


def test_a_lost_file_is_named(server, image):
    image.file.storage.delete(image.file.name)
    assert faults(server.url) == [["AUT-CC-901", image.file.name, "the answer has the status 404"]]


def test_a_wrong_content_type_is_named(server, image):
    server.types[image.file.name] = "application/octet-stream"
    reason = "is sent as “application/octet-stream”, and is image/png"
    assert faults(server.url) == [["AUT-CC-901", image.file.name, reason]]


def test_a_size_other_than_the_storage_s_is_named(server, image, tmp_path):
    """As a cache before the shop sends that has kept an older file."""
    (tmp_path / "cache/media/original_images").mkdir(parents=True)
    whole = (tmp_path / "media" / image.file.name).read_bytes()
    (tmp_path / "cache/media" / image.file.name).write_bytes(whole[:-7])
    server.RequestHandlerClass = partial(MediaHandler, directory=str(tmp_path / "cache"))
    reasons = {name: reason for _, name, reason in faults(server.url)}
    sent = f"{len(whole) - 7} bytes were sent, the storage has {len(whole)}"
    assert reasons[image.file.name] == sent


def test_a_file_that_cannot_be_decoded_is_named(server, image, tmp_path):
    path = tmp_path / "media" / image.file.name
    path.write_bytes(path.read_bytes()[:-30])
    [[_, name, reason]] = faults(server.url)
    assert (name, reason.split(":")[0]) == (image.file.name, "is no readable picture")


def test_other_pixels_than_the_database_s_are_named(server, image):
    ShopImage.objects.update(width=41)
    reason = "has 40 × 30 pixels, the database says 41 × 30"
    assert faults(server.url) == [["AUT-CC-901", image.file.name, reason]]


def test_a_photograph_taken_upright_is_well(server):
    exif = Image.Exif()
    exif[0x0112] = 6
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG", exif=exif)
    upload = ContentFile(file.getvalue(), name="upright.jpg")
    image = ShopImage.objects.create(title="Upright", file=upload)
    a_product(image=image)
    assert check(server.url) == "All 1 files are well."
    ShopImage.objects.update(width=30, height=40)
    assert check(server.url) == "All 1 files are well."


def test_an_unreachable_shop_is_named(image):
    rows = faults(f"http://127.0.0.1:{free_port()}")
    assert len(rows) == 2
    assert all("cannot be fetched" in " ".join(row) for row in rows)


def test_a_failing_file_stops_no_other(server, image):
    server.statuses[image.file.name] = 500
    a_product(image=a_picture())
    assert len(faults(server.url)) == 1
    assert len(server.fetched) == 3
