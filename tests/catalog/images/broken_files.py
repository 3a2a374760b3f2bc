"""Damaged pictures and failing storages for tests."""

import random
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from PIL import Image

from catalog.images.files import make_files
from catalog.models import ShopImage
from tests.builders import an_upload

AN_SVG_WITH_A_SCRIPT = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
)
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "avif": "AVIF"}
SIDE = 96
THUMBNAIL_SPEC = "fill-400x400|format-webp"


def noise(seed: int = 1) -> Image.Image:
    """Return an image that does not compress, so that truncation damages it."""
    values = random.Random(seed)  # noqa: S311 (a picture, and the same each time)
    return Image.frombytes("RGB", (SIDE, SIDE), values.randbytes(SIDE * SIDE * 3))


def a_file(extension: str) -> bytes:
    file, more = BytesIO(), {}
    if extension == "gif":
        more = {"save_all": True, "append_images": [noise(2), noise(3)]}
    noise().save(file, FORMATS[extension], **more)
    return file.getvalue()


def a_bitmap() -> bytes:
    """Return a picture of a type that browsers show and the shop does not take."""
    file = BytesIO()
    noise().save(file, "BMP")
    return file.getvalue()


def cut_off(extension: str, share: float = 2 / 3) -> bytes:
    whole = a_file(extension)
    return whole[: int(len(whole) * share)]


def a_bomb() -> bytes:
    """Return a PNG of 400 million pixels in a few kilobytes."""
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG", compress_level=9)
    return file.getvalue()


def a_film(extension: str) -> bytes:
    """Return 80 frames of a million pixels each in a few kilobytes."""
    file = BytesIO()
    frames = [
        Image.new("RGB", (1000, 1000), (3 * shade, shade % 2 * 200, 80)) for shade in range(80)
    ]
    frames[0].save(file, FORMATS[extension], save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def _cuts(name: str, share: float) -> dict[str, tuple[str, Callable[[], bytes]]]:
    return {f"{name}-{one}": (one, partial(cut_off, one, share)) for one in FORMATS}


UNUSABLE: dict[str, tuple[str, Callable[[], bytes]]] = {
    **_cuts("cut", 2 / 3),
    **_cuts("start", 0.2),
    "empty": ("png", lambda: b""),
    "text": ("jpg", lambda: b"This is no picture."),
    "bomb": ("png", a_bomb),
    "svg": ("png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "script in svg": ("svg", lambda: AN_SVG_WITH_A_SCRIPT),
    "page": ("gif", lambda: b"GIF89a<html><script>alert(1)</script></html>"),
    "other type": ("png", partial(a_file, "jpg")),
    "bitmap": ("jpg", a_bitmap),
}


def _lose(image: ShopImage) -> None:
    Path(image.file.path).unlink()


def _damage(image: ShopImage) -> None:
    Path(image.file.path).write_bytes(cut_off("png"))


def _lose_rendition(image: ShopImage) -> None:
    make_files(image)
    for rendition in image.renditions.all():
        Path(rendition.file.path).unlink()


def _turn_to_text(image: ShopImage) -> None:
    Path(image.file.path).write_bytes(b"This is no picture.")


DAMAGES = {
    "original lost": _lose,
    "original damaged": _damage,
    "original no picture": _turn_to_text,
    "rendition lost": _lose_rendition,
}


class FailingStorage(FileSystemStorage):
    """Storage that raises exceptions outside Python's own, as clients of remote storages do."""

    class Unreachable(Exception):
        pass

    def _open(self, name, mode="rb"):
        raise self.Unreachable("the storage does not answer")

    def size(self, name):
        raise self.Unreachable("the storage does not answer")


def damaged_image(trouble: str) -> ShopImage:
    image = an_upload("A bottle")
    DAMAGES[trouble](image)
    return image


def uploaded(content: bytes, extension: str) -> ContentFile:
    return ContentFile(content, name=f"picture.{extension}")
