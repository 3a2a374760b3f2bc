"""Fetch the pictures of live pages as browsers do, and compare them with storage and database."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urljoin

import requests
from django.core.files.storage import Storage
from PIL import Image

from catalog.images.files import images_of
from catalog.models import BundlePage, ProductPage, ShopImage, ShopRendition

TIMEOUT_SECONDS = (5, 30)  # to connect, and between two parts of the answer
_ORIENTATION = 0x0112
_SIDEWAYS = range(5, 9)


@dataclass(frozen=True)
class PublicFile:
    """File of a picture, with the SKUs of the live pages that show it."""

    skus: str
    storage: Storage
    name: str
    url: str
    width: int
    height: int


def public_files() -> list[PublicFile]:
    """Return original and sizes of all pictures of live products and bundles, each once."""
    skus: dict[str, list[str]] = defaultdict(list)
    stored: dict[str, ShopImage | ShopRendition] = {}
    for sku, image in _pictures():
        for one in (image, *image.renditions.all()):
            stored[one.file.name] = one
            if sku not in skus[one.file.name]:
                skus[one.file.name].append(sku)
    return [
        PublicFile(
            ", ".join(skus[name]), one.file.storage, name, one.file.url, one.width, one.height
        )
        for name, one in stored.items()
    ]


def _pictures() -> Iterator[tuple[str, ShopImage]]:
    products = ProductPage.objects.live().prefetch_related("more_pictures__image__renditions")
    for pages in (products, BundlePage.objects.live()):
        shown = pages.select_related("image", "sku_claim").prefetch_related("image__renditions")
        for page in shown.order_by("sku_claim"):
            for image in images_of(page):
                yield page.sku, image


def find_fault(file: PublicFile, *, base_url: str, session: requests.Session) -> str:
    """Return why browsers cannot show the file as it is stored, or "" if they can."""
    try:
        answer = session.get(urljoin(base_url, file.url), timeout=TIMEOUT_SECONDS)
    except requests.RequestException as error:
        return f"cannot be fetched: {error}"
    if answer.status_code != requests.codes.ok:
        return f"the answer has the status {answer.status_code}"
    return _fault_of_size(file, answer.content) or _fault_of_picture(
        file, answer.content, answer.headers.get("Content-Type", "")
    )


def _fault_of_size(file: PublicFile, content: bytes) -> str:
    try:
        size = file.storage.size(file.name)
    except Exception as error:  # noqa: BLE001 (storages raise any exception)
        return f"the storage does not tell its size: {error}"
    if len(content) != size:
        return f"{len(content)} bytes were sent, the storage has {size}"
    return ""


def _fault_of_picture(file: PublicFile, content: bytes, content_type: str) -> str:
    try:
        with Image.open(BytesIO(content)) as image:
            image.load()
            real_type = image.get_format_mimetype()
            size = image.size
            is_sideways = image.getexif().get(_ORIENTATION) in _SIDEWAYS
    except Exception as error:  # noqa: BLE001 (image libraries raise any exception)
        return f"is no readable picture: {error}"
    if content_type.partition(";")[0].strip().lower() != real_type:
        return f"is sent as “{content_type}”, and is {real_type}"
    expected = (file.width, file.height)
    if size != expected and not (is_sideways and size[::-1] == expected):
        return "has {} × {} pixels, the database says {} × {}".format(*size, *expected)
    return ""
