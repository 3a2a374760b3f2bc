"""Validate uploaded pictures by decoding them completely.

Django and Wagtail check only the beginning of a file. A truncated file would pass and fail later,
when a page resizes it.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image, ImageSequence, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

MAX_PIXELS_OF_ALL_FRAMES = 500_000_000


class WholeImageField(WagtailImageField):
    def to_python(self, data: File | None) -> File | None:
        try:
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


def read_to_end(file: File) -> None:
    """Decode all frames of a picture. Raise the image library's exception if it is damaged."""
    file.seek(0)
    pixels = 0
    with Image.open(file) as image:
        for frame in ImageSequence.Iterator(image):
            pixels += frame.width * frame.height
            if pixels > MAX_PIXELS_OF_ALL_FRAMES:
                raise ValidationError("This picture has too many pixels in all its frames.")
            frame.load()
    file.seek(0)


def _in_words(error: Exception) -> str:
    if isinstance(error, UnidentifiedImageError):
        return "it is not a picture"
    return " ".join(str(error).split()) or type(error).__name__


class ShopImageForm(BaseImageForm):
    """Form of every picture upload in the admin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plain := self.fields.get("file"):
            self.fields["file"] = WholeImageField(
                label=plain.label,
                required=plain.required,
                widget=plain.widget,
                max_length=plain.max_length,
            )
