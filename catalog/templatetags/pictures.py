"""Pictures of content blocks and categories, in the sizes that a browser chooses from."""

from django import template

from catalog.models import ShopImage
from catalog.offers import Thumbnail, thumbnail_of, thumbnail_of_drawing
from catalog.served_files import Shape

register = template.Library()


@register.inclusion_tag("components/picture.html")
def picture(
    image: ShopImage, slot: str, *, shape: str = Shape.WIDE, alt: str | None = None, **options: str
) -> dict:
    """Show the image, or the neutral drawing. `slot`: its width on the page, as in `sizes`.

    `alt` replaces the text of the block and of the image. `options` are those of
    components/picture.html.
    """
    return {
        "picture": _thumbnail(image, Shape(shape)),
        "slot": slot,
        "alt": _alt_text(image) if alt is None else alt,
        **options,
    }


def _thumbnail(image: ShopImage, shape: Shape) -> Thumbnail:
    shown = image.shown(shape)
    return thumbnail_of(shown, "") if shown else thumbnail_of_drawing("", "")


def _alt_text(image: ShopImage) -> str:
    """Return the text that an editor gave the image in its block, or else its own."""
    if getattr(image, "decorative", False):
        return ""
    return getattr(image, "contextual_alt_text", "") or image.default_alt_text
