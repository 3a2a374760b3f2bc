"""Pictures of offers: of page objects, and as the read table keeps them.

The read table keeps URLs without the address of the media, so that the files can move to another
storage or domain.
"""

import os
from dataclasses import asdict
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage
from django.templatetags.static import static
from wagtail.models import Page

from catalog.image_types import DRAWING_SIZE, drawing_path
from catalog.models.images import ShopImage, ShopRendition, files_missing, shown_picture
from catalog.offers.thumbnail import Thumbnail
from catalog.served_files import Shape, ShownPicture

PROBE = "x"  # a name whose URL ends with it shows the address of the media
ADDRESS = "{media}"  # stands for the address of the media in stored URLs


def thumbnail_of_page(page: Page) -> Thumbnail:
    """Return the page's picture, or a drawing if it has none that can be shown."""
    if page.image and (shown := page.image.shown()):
        return thumbnail_of(shown, page.image.default_alt_text)
    return thumbnail_of_drawing(page.image_type, f"Drawing of {page.title}")


def thumbnail_of_drawing(image_type: str, alt: str) -> Thumbnail:
    return Thumbnail(static(drawing_path(image_type)), DRAWING_SIZE, DRAWING_SIZE, alt)


def thumbnail_of(shown: ShownPicture, alt: str) -> Thumbnail:
    return Thumbnail(**asdict(shown), alt=alt)


def stored_picture(image: ShopImage | None) -> dict[str, Any] | None:
    """Return what the read table keeps of an image; None for none.

    "shown" is left out while its files are not made.
    """
    if image is None:
        return None
    stored: dict[str, Any] = {"image": image.pk, "alt": image.default_alt_text}
    files = image.served_files
    if files and (sizes := files.sizes(Shape.SQUARE)):
        address = media_address()
        shown = asdict(shown_picture(files, sizes))
        stored["shown"] = {
            name: value.replace(address, ADDRESS) if isinstance(value, str) else value
            for name, value in shown.items()
        }
        stored["files"] = list(files.names())
    return stored


def media_address() -> str:
    """Return what the URLs of all media files begin with."""
    return _storage().url(PROBE).removesuffix(PROBE)


class Pictures:
    """Thumbnails of stored pictures. The storage is asked for its address and folder once."""

    def __init__(self) -> None:
        storage = _storage()
        self._address = media_address()
        self._folder = storage.location if isinstance(storage, FileSystemStorage) else None

    def thumbnail(self, stored: dict[str, Any] | None, image_type: str, title: str) -> Thumbnail:
        """Return the thumbnail of a picture, or a drawing if it has no files that can be shown.

        Files that are not made or lost are asked for, as in `ShopImage.shown`.
        """
        if stored is not None:
            lost = self._lost_file(stored.get("files", ()))
            if "shown" in stored and not lost:
                return self._shown(stored)
            _ask_for_files(stored["image"], lost)
        return thumbnail_of_drawing(image_type, f"Drawing of {title}")

    def _shown(self, stored: dict[str, Any]) -> Thumbnail:
        shown, address = stored["shown"], self._address
        return Thumbnail(
            url=shown["url"].replace(ADDRESS, address),
            width=shown["width"],
            height=shown["height"],
            alt=stored["alt"],
            avif=shown["avif"].replace(ADDRESS, address),
            webp=shown["webp"].replace(ADDRESS, address),
            large_url=shown["large_url"].replace(ADDRESS, address),
            raster_url=shown["raster_url"].replace(ADDRESS, address),
            tone=shown["tone"],
        )

    def _lost_file(self, names: list[str]) -> str | None:
        """Return a file that is not in the folder. A remote storage is not asked."""
        if self._folder is None:
            return None
        exists, join, folder = os.path.exists, os.path.join, self._folder
        return next((name for name in names if not exists(join(folder, name))), None)


def _ask_for_files(key: int, lost: str | None) -> None:
    image = ShopImage(pk=key, collection_id=None)  # without the query for its default
    if lost:
        image.log_broken(FileNotFoundError(f"the rendition's file is missing: {lost}"))
    files_missing.send(sender=ShopImage, image=image)


def _storage() -> Storage:
    return ShopRendition._meta.get_field("file").storage
