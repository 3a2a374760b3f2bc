"""Image and rendition models.

If a storage or an image library raises while a page renders an image, a drawing is shown instead
and the error is logged with the image's primary key.
"""

import logging
import os
import re
from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, models
from django.templatetags.static import static
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

from catalog.image_types import DRAWING_SIZE, drawing_path

log = logging.getLogger(__name__)

LOG_AGAIN_AFTER_S = 600
_SIZE = re.compile(r"(?:width|height|max|min|fill)-(\d+)")


class ShopImage(AbstractImage):
    """Uploaded or drawn image. An upload always wins over a drawing: see `catalog.packshots`."""

    # A hash of the SVG, so that the same drawing is not drawn again.
    drawn_from = models.CharField(max_length=64, blank=True, editable=False)

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
        """Whether the file exists. Remote storages are not asked and count as having it."""
        try:
            path = self.file.storage.path(self.file.name)
        except NotImplementedError:
            return True
        return os.path.exists(path)

    def check_in_storage(self) -> None:
        """Raise FileNotFoundError, or the storage's own error, if the file cannot be shown."""
        if self.url and not self.is_in_storage():
            raise FileNotFoundError(f"the rendition's file is missing: {self.file.name}")
