"""An uploaded picture is read to its end before it is taken.

Django and Wagtail look at a file's beginning. One that is cut off passes, and fails later, where it
is made smaller for a page.
"""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from PIL import Image, ImageSequence, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

MAX_PIXELS_OF_ALL_FRAMES = 500_000_000


class WholeImageField(WagtailImageField):
    def to_python(self, data):
        try:
            file = super().to_python(data)
            if file:
                read_to_end(file)
        except ValidationError:
            raise
        except Exception as error:  # image libraries raise what they like of a broken file
            raise ValidationError(
                f"This picture cannot be read ({_in_words(error)}): the file is cut off or "
                "damaged. Export it again, and upload the new file.",
                code="unreadable_image",
            ) from error
        return file


def read_to_end(file: File) -> None:
    """Decode all of a picture, each of its frames; raises what the image library raises."""
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
        return "it is no picture"
    return " ".join(str(error).split()) or type(error).__name__


class ShopImageForm(BaseImageForm):
    """Of every place in the admin where a picture is uploaded."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if plain := self.fields.get("file"):
            self.fields["file"] = WholeImageField(
                label=plain.label,
                required=plain.required,
                widget=plain.widget,
                max_length=plain.max_length,
            )
