"""Pictures of a product or bundle page: the main picture and the further ones."""

from pathlib import PurePosixPath

from django.db.models import prefetch_related_objects
from django.utils.text import slugify
from wagtail.models import Page

from catalog.models.images import ShopImage
from catalog.offers import Offer, Thumbnail, thumbnail_of


def gallery_of(page: Page, offer: Offer) -> list[Thumbnail]:
    """Return the pictures in their order, the offer's first. One query for further pictures."""
    main = _picture(page.image, "", page.title) if page.image else None
    return [main or offer.thumbnail, *further_pictures(page)]


def further_pictures(page: Page) -> list[Thumbnail]:
    """Return the pictures beside the main one. A bundle has none."""
    if page.is_bundle:
        return []
    further = list(page.more_pictures.all())
    prefetch_related_objects(further, "image")
    shown = (
        _picture(picture.image, picture.alt_text, f"{page.title}, picture {place}")
        for place, picture in enumerate(further, start=2)
        if picture.image
    )
    return [picture for picture in shown if picture]


def _picture(image: ShopImage, alt_text: str, fallback: str) -> Thumbnail | None:
    """Return None if the image cannot be shown.

    `fallback`: its text if only a file name is known.
    """
    if (shown := image.shown()) is None:
        return None
    alt = alt_text or image.description or ("" if _has_name_of_file(image) else image.title)
    return thumbnail_of(shown, alt or fallback)


def _has_name_of_file(image: ShopImage) -> bool:
    """Whether the title is what uploads and imports take from the name of the file."""
    return slugify(PurePosixPath(image.filename).stem).startswith(slugify(image.title))
