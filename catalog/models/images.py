"""The shop's pictures: own models from the first migration, so that they can grow.

Whatever a storage or an image library raises between a page and its picture ends here: a drawing
takes the picture's place, and a line in the log names the image.
"""

import logging
import os
import re

from django.core.cache import cache
from django.db import DatabaseError, models
from django.templatetags.static import static
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

from catalog.image_types import DRAWING_SIZE, drawing_path

log = logging.getLogger(__name__)

TOLD_AGAIN_AFTER_S = 600
_SIZE = re.compile(r"(?:width|height|max|min|fill)-(\d+)")


class ShopImage(AbstractImage):
    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        permissions = [("choose_image", "Can choose image")]

    def get_rendition(self, filter):  # noqa: A002 (Wagtail's own name for it)
        spec = _spec(filter)
        get = super().get_rendition
        return self._had_or_drawn([spec], lambda: {spec: get(spec)})[spec]

    def get_renditions(self, *filters):
        specs = [_spec(wanted) for wanted in filters]
        get = super().get_renditions
        return self._had_or_drawn(specs, lambda: get(*specs))

    def forget_lost_renditions(self) -> None:
        """Those whose files are gone: they are made again when they are next asked for."""
        for rendition in self.renditions.all():
            if not rendition.lies_in_storage():
                rendition.delete()

    def _had_or_drawn(self, specs: list[str], get_all) -> dict[str, "ShopRendition"]:
        try:
            found = get_all()
            for rendition in found.values():
                rendition.check_in_storage()
        except (InvalidFilterSpecError, DatabaseError):
            raise
        except Exception as error:  # noqa: BLE001 (storages and libraries raise what they like)
            self.tell_broken(error)
            return {spec: ShopRendition.drawn_for(self, spec) for spec in specs}
        return found

    def tell_broken(self, error: Exception) -> None:
        """Once for a while: a list would say it with each look."""
        if cache.add(f"broken-picture:{self.pk}", True, TOLD_AGAIN_AFTER_S):
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            log.error("Image %s is shown as a drawing: %s", self.pk, reason)


def _spec(wanted: Filter | str) -> str:
    return wanted.spec if isinstance(wanted, Filter) else wanted


class ShopRendition(AbstractRendition):
    image = models.ForeignKey(ShopImage, on_delete=models.CASCADE, related_name="renditions")
    drawing = ""  # the address of the drawing that stands in, for one that was never stored

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_each"
            )
        ]

    @classmethod
    def drawn_for(cls, image: ShopImage, spec: str) -> "ShopRendition":
        sizes = [int(size) for size in _SIZE.findall(spec)] or [DRAWING_SIZE]
        side = min(*sizes, DRAWING_SIZE)
        rendition = cls(image=image, filter_spec=spec, width=side, height=side)
        rendition.drawing = static(drawing_path(""))
        return rendition

    @property
    def is_drawn(self) -> bool:
        return bool(self.drawing)

    @property
    def url(self):
        return self.drawing or super().url

    def lies_in_storage(self) -> bool:
        """Whether its file is there, as far as that can be told without a look across the net."""
        try:
            path = self.file.storage.path(self.file.name)
        except NotImplementedError:
            return True
        return os.path.exists(path)

    def check_in_storage(self) -> None:
        """FileNotFoundError, or whatever the storage raises, where it cannot be shown."""
        if self.url and not self.lies_in_storage():
            raise FileNotFoundError(f"the file of its rendition is gone: {self.file.name}")
