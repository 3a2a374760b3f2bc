"""Image and rendition models.

Pages show files that were made before, see `ShopImage.shown`. If there are none, or a storage or an
image library raises while a page renders an image, a drawing is shown instead and the reason is
logged with the image's primary key.
"""

import logging
import os
import re
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.core.files.storage import Storage
from django.db import DatabaseError, models
from django.dispatch import Signal
from django.templatetags.static import static
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

from catalog.image_types import DRAWING_SIZE, drawing_path
from catalog.served_files import ServedFiles, ServedSize, Shape, ShownPicture

log = logging.getLogger(__name__)

LOG_AGAIN_AFTER_S = 600
MEDIUM_PIXELS = 400

# Sent with `image` if pages want to show an image whose files are not made, or lost.
files_missing = Signal()
_SIZE = re.compile(r"(?:width|height|max|min|fill)-(\d+)")


class ShopImage(AbstractImage):
    """Uploaded or drawn image. An upload always wins over a drawing: see `catalog.packshots`."""

    # A hash of the SVG, so that the same drawing is not drawn again.
    drawn_from = models.CharField(max_length=64, blank=True, editable=False)

    # What pages show: `ServedFiles` as JSON, and for which file and focal point ("made_of").
    # `catalog.images.files` writes it.
    served = models.JSONField(default=dict, blank=True, editable=False)

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        permissions = [("choose_image", "Can choose image")]

    @property
    def is_drawn(self) -> bool:
        return bool(self.drawn_from)

    def get_upload_to(self, filename: str) -> str:
        """Keep the names of drawn images, such as "catalog/cleaning-care/C1-GLASS500-S.png"."""
        return filename if self.is_drawn else super().get_upload_to(filename)

    @property
    def made_of(self) -> str:
        """The original and the focal point: its files are made of them."""
        focal = (
            self.focal_point_x,
            self.focal_point_y,
            self.focal_point_width,
            self.focal_point_height,
        )
        return " ".join(str(part) for part in (self.file.name, *focal))

    @property
    def served_files(self) -> ServedFiles | None:
        """The files in which pages show the image; None if they are not made of this original."""
        stored: dict[str, Any] = dict(self.served)
        if stored.pop("made_of", None) != self.made_of:
            return None
        return ServedFiles.from_json(stored)

    def shown(self, shape: Shape = Shape.SQUARE) -> ShownPicture | None:
        """Return what pages show. It makes no query, and no file is ever made here.

        None if the files are not made yet or lost: show a drawing. The files are then asked for
        with the signal `files_missing`. Lost files and errors of the storage are logged, at most
        once in `LOG_AGAIN_AFTER_S` seconds for each image.
        """
        try:
            if (files := self.served_files) and (sizes := files.sizes(shape)):
                if lost := lost_file(files):
                    raise FileNotFoundError(f"the rendition's file is missing: {lost}")
                return shown_picture(files, sizes)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 (storages and libraries raise any exception)
            self.log_broken(error)
        files_missing.send(sender=ShopImage, image=self)
        return None

    def make_renditions(self, *specs: str) -> dict[str, "ShopRendition"]:
        """Return the renditions by their filters, and make those that are missing. This is slow.

        Raises the error of the storage or the image library.
        """
        return super().get_renditions(*specs)

    def get_rendition(self, filter: Filter | str) -> "ShopRendition":  # noqa: A002 (Wagtail's name)
        spec = _spec(filter)
        get = super().get_rendition
        return self._renditions_or_drawings([spec], lambda: {spec: get(spec)})[spec]

    def get_renditions(self, *filters: Filter | str) -> dict[str, "ShopRendition"]:
        specs = [_spec(wanted) for wanted in filters]
        get = super().get_renditions
        return self._renditions_or_drawings(specs, lambda: get(*specs))

    def delete_lost_renditions(self) -> None:
        """Delete renditions whose files are missing; they are generated again when requested."""
        for rendition in self.renditions.all():
            if not rendition.is_in_storage():
                rendition.delete()

    def _renditions_or_drawings(
        self, specs: list[str], get_all: Callable[[], dict[str, "ShopRendition"]]
    ) -> dict[str, "ShopRendition"]:
        try:
            renditions = get_all()
            for rendition in renditions.values():
                rendition.check_in_storage()
        except (InvalidFilterSpecError, DatabaseError):
            raise
        except Exception as error:  # noqa: BLE001 (storages and libraries raise any exception)
            self.log_broken(error)
            return {spec: ShopRendition.drawn_for(self, spec) for spec in specs}
        return renditions

    def log_broken(self, error: Exception) -> None:
        """Log the error at most once in `LOG_AGAIN_AFTER_S` seconds for each image."""
        if cache.add(f"broken-picture:{self.pk}", True, LOG_AGAIN_AFTER_S):
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            log.error("Image %s is shown as a drawing: %s", self.pk, reason)


def shown_picture(files: ServedFiles, sizes: tuple[ServedSize, ...]) -> ShownPicture:
    """Return the URLs of these files. Raises the storage's own error."""
    storage = _rendition_storage()
    medium = next((size for size in sizes if size.width >= MEDIUM_PIXELS), sizes[-1])
    return ShownPicture(
        url=storage.url(medium.webp),
        width=sizes[-1].width,
        height=sizes[-1].height,
        avif=", ".join(f"{storage.url(size.avif)} {size.width}w" for size in sizes),
        webp=", ".join(f"{storage.url(size.webp)} {size.width}w" for size in sizes),
        large_url=storage.url(files.large),
        raster_url=storage.url(files.raster),
        tone=files.tone,
    )


def lost_file(files: ServedFiles) -> str | None:
    """Return the name of a file that is not in the storage, if there is one."""
    storage = _rendition_storage()
    return next((name for name in files.names() if not is_in_storage(storage, name)), None)


def _rendition_storage() -> Storage:
    return ShopRendition._meta.get_field("file").storage


def is_in_storage(storage: Storage, name: str) -> bool:
    """Whether the file exists. Remote storages are not asked and count as having it."""
    try:
        path = storage.path(name)
    except NotImplementedError:
        return True
    return os.path.exists(path)


def _spec(wanted: Filter | str) -> str:
    return wanted.spec if isinstance(wanted, Filter) else wanted


class ShopRendition(AbstractRendition):
    image = models.ForeignKey(ShopImage, on_delete=models.CASCADE, related_name="renditions")
    drawing = ""  # URL of the drawing shown instead; such a rendition is never saved

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_each"
            )
        ]

    @classmethod
    def drawn_for(cls, image: ShopImage, spec: str) -> "ShopRendition":
        """Return an unsaved rendition that shows the neutral drawing in the size of `spec`."""
        sizes = [int(size) for size in _SIZE.findall(spec)] or [DRAWING_SIZE]
        side = min(*sizes, DRAWING_SIZE)
        rendition = cls(image=image, filter_spec=spec, width=side, height=side)
        rendition.drawing = static(drawing_path(""))
        return rendition

    @property
    def is_drawn(self) -> bool:
        return bool(self.drawing)

    @property
    def url(self) -> str:
        return self.drawing or super().url

    def is_in_storage(self) -> bool:
        return is_in_storage(self.file.storage, self.file.name)

    def check_in_storage(self) -> None:
        """Raise FileNotFoundError, or the storage's own error, if the file cannot be shown."""
        if self.url and not self.is_in_storage():
            raise FileNotFoundError(f"the rendition's file is missing: {self.file.name}")
