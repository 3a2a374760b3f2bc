"""Make the files in which pages show an image."""

from typing import Any

from django.db import transaction
from PIL import Image
from wagtail.models import Page

from catalog.models import ShopImage, ShopRendition
from catalog.models.images import lost_file
from catalog.offers.refresh import offers_with_picture, refresh_offers
from catalog.served_files import (
    LARGE_SPEC,
    RASTER_SPEC,
    SQUARES,
    WIDTHS,
    ServedFiles,
    ServedSize,
    Shape,
    sides_for,
)

OPAQUE = 255


def images_of(page: Page) -> list[ShopImage]:
    """Return the pictures of a product or bundle page: the main one and the further ones.

    For many pages, load `image` and `more_pictures__image` before.
    """
    further = () if page.is_bundle else page.more_pictures.all()
    images = (page.image, *(picture.image for picture in further))
    return [image for image in images if image]


def has_files(image: ShopImage) -> bool:
    """Whether all files of the image are made and in the storage."""
    files = image.served_files
    return files is not None and lost_file(files) is None


def make_files(image: ShopImage) -> ServedFiles:
    """Make all files of an image, also those that are lost, and list them on its row. It is slow.

    Raises the error of the storage or the image library; the row then keeps its list.
    """
    image.delete_lost_renditions()
    made_of = image.made_of
    renditions = image.make_renditions(*specs_of(image))
    squares = _sizes(image, Shape.SQUARE, renditions)
    files = ServedFiles(
        square=squares,
        wide=() if image.is_drawn else _sizes(image, Shape.WIDE, renditions),
        large=renditions[LARGE_SPEC].file.name,
        raster=renditions[RASTER_SPEC].file.name,
        tone=_mean_colour(renditions[_spec_of_smallest(image)]),
    )
    image.served = files.as_json() | {"made_of": made_of}
    set_served(image.pk, image.served)
    return files


def set_served(image: int, served: dict[str, Any]) -> None:
    """Store which files pages show of the image with this key, also in its offers."""
    others = ShopImage.objects.filter(pk=image).exclude(served=served)
    with transaction.atomic():
        if others.update(served=served):
            refresh_offers(offers_with_picture(image))


def specs_of(image: ShopImage) -> list[str]:
    """Return the filters of all renditions that pages show of an image."""
    shapes = (Shape.SQUARE,) if image.is_drawn else (Shape.SQUARE, Shape.WIDE)
    sized = [
        shape.spec(side, format_)
        for shape in shapes
        for side in _sides(image, shape)
        for format_ in ("avif", "webp")
    ]
    return [*sized, LARGE_SPEC, RASTER_SPEC]


def _sides(image: ShopImage, shape: Shape) -> list[int]:
    if shape == Shape.SQUARE:
        return sides_for(min(image.width, image.height), SQUARES)
    return sides_for(image.width, WIDTHS)


def _sizes(
    image: ShopImage, shape: Shape, renditions: dict[str, ShopRendition]
) -> tuple[ServedSize, ...]:
    sizes = []
    for side in _sides(image, shape):
        avif, webp = (renditions[shape.spec(side, format_)] for format_ in ("avif", "webp"))
        sizes.append(ServedSize(webp.width, webp.height, avif.file.name, webp.file.name))
    return tuple(sizes)


def _spec_of_smallest(image: ShopImage) -> str:
    return Shape.SQUARE.spec(_sides(image, Shape.SQUARE)[0], "webp")


def _mean_colour(rendition: ShopRendition) -> str:
    """Return it as "#a0b1c2", or "" for a picture with transparent parts."""
    with rendition.file.open() as file, Image.open(file) as opened:
        picture = opened.convert("RGBA")
    if any(picture.getchannel("A").histogram()[:OPAQUE]):
        return ""
    red, green, blue = picture.convert("RGB").resize((1, 1), Image.Resampling.BOX).tobytes()
    return f"#{red:02x}{green:02x}{blue:02x}"
