"""Validate uploaded pictures by decoding them completely.

Django and Wagtail check only the beginning of a file. A truncated file would pass and fail later,
when a page resizes it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from PIL import Image, ImageSequence, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from catalog.models import ShopImage
from sitewide.storage_failures import StorageFailed

FIELDS_OF_THE_FILE = ("file", "width", "height")
STORAGE_FAILED = (
    "The file storage does not respond, so nothing was saved. Try again in a few minutes; if it "
    "happens again, tell the person who runs the shop."
)

log = logging.getLogger(__name__)


class WholeImageField(WagtailImageField):
    def to_python(self, data: File | None) -> File | None:
        try:
            if data:
                check_pixels(data)
            file = super().to_python(data)
            if file:
                read_to_end(file)
        except ValidationError:
            raise
        except Exception as error:  # image libraries raise any exception for a damaged file
            raise ValidationError(
                f"This picture cannot be read ({_in_words(error)}): the file is cut off or "
                "damaged. Export it again and upload the new file.",
                code="unreadable_image",
            ) from error
        return file


def check_pixels(file: File) -> None:
    """Refuse a picture with too many pixels in all its frames, by its header.

    Wagtail decodes the first frame to know its size, and counts the frames of GIFs only.
    """
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        with _opened(file) as image:
            pixels = image.width * image.height * getattr(image, "n_frames", 1)
    except UnidentifiedImageError:
        return  # Wagtail says what it is
    except Image.DecompressionBombError:
        pixels = most + 1
    if pixels > most:
        raise ValidationError(
            f"This picture has too many pixels in all its frames: at most {most:,} are read. "
            "Export it smaller, or as a still picture.",
            code="file_too_many_pixels",
        )


def read_to_end(file: File) -> None:
    """Decode all frames of a picture. Raise the image library's exception if it is damaged."""
    with _opened(file) as image:
        for frame in ImageSequence.Iterator(image):
            frame.load()


@contextmanager
def _opened(file: File) -> Iterator[Image.Image]:
    file.seek(0)
    try:
        with Image.open(file) as image:
            yield image
    finally:
        file.seek(0)


def _in_words(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "it is not a picture"
    return " ".join(str(error).split()) or type(error).__name__


class ShopImageForm(BaseImageForm):
    """Form of every picture upload in the admin.

    The file is stored while the form is validated, so that the form can show that the storage
    failed. Wagtail would store it with the row, and respond with an error page.
    """

    original_file: FieldFile | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._row_before = {name: self.instance.__dict__.get(name) for name in FIELDS_OF_THE_FILE}
        if plain := self.fields.get("file"):
            self.fields["file"] = WholeImageField(
                label=plain.label,
                required=plain.required,
                widget=plain.widget,
                max_length=plain.max_length,
            )

    def _post_clean(self) -> None:
        super()._post_clean()
        if "file" in self.changed_data and not self.errors:
            self._store_file(self.cleaned_data["file"])

    def _store_file(self, upload: File) -> None:
        try:
            self.instance.file.save(upload.name, upload, save=False)
        except Exception as error:  # noqa: BLE001 (storages raise any exception)
            log.error("The upload %s was not stored: %s", upload.name, error)
            # Not by assignment, which would read the old file from the storage that fails.
            self.instance.__dict__.update(self._row_before)
            self.add_error("file", ValidationError(STORAGE_FAILED, code="storage_failed"))
        else:
            self.instance.file.file = upload  # read for its hash instead of the stored file

    def save(self, commit: bool = True) -> ShopImage:
        """Save the row. If the old files cannot be deleted then, they are logged and kept."""
        old_name, self.original_file = self.original_file.name if self.original_file else "", None
        image = super().save(commit=commit)
        if commit and old_name and "file" in self.changed_data:
            _delete_old_files(image, old_name)
        return image


def _delete_old_files(image: ShopImage, old_name: str) -> None:
    try:
        image.renditions.all().delete()
        image.file.storage.delete(old_name)
    except StorageFailed as error:
        log.error("Image %s was replaced, but old files are kept: %s", image.pk, error)
