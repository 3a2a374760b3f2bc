"""Pictures of a product or bundle page: the main picture and the further ones."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models import prefetch_related_objects
from django.utils.text import slugify
from wagtail.models import Page

from catalog.models.images import ShopImage
from catalog.offers import LARGE_SPEC, THUMBNAIL_SPEC, Offer


@dataclass(frozen=True, slots=True)
class GalleryPicture:
    """Picture of the gallery. `large_url` is empty for a drawing, which has no larger picture."""

    url: str
    width: int
    height: int
    alt: str
    large_url: str = ""


def gallery_of(page: Page, offer: Offer) -> list[GalleryPicture]:
    """Return the pictures in their order, the offer's first. One query, and two with pictures."""
    main = offer.thumbnail
    found = _picture(page.image, "", page.title) if page.image else None
    pictures = [found or GalleryPicture(main.url, main.width, main.height, main.alt)]
    return pictures + further_pictures(page)


def further_pictures(page: Page) -> list[GalleryPicture]:
    """Return the pictures beside the main one. A bundle has none."""
    if page.is_bundle:
        return []
    further = list(page.more_pictures.all())
    prefetch_related_objects(further, "image__renditions")
    shown = (
        _picture(picture.image, picture.alt_text, f"{page.title}, picture {place}")
        for place, picture in enumerate(further, start=2)
        if picture.image
    )
    return [picture for picture in shown if picture]


def _picture(image: ShopImage, alt_text: str, fallback: str) -> GalleryPicture | None:
    """Return None if the file cannot be shown.

    `fallback`: its text if only a file name is known.
    """
    renditions = image.get_renditions(THUMBNAIL_SPEC, LARGE_SPEC)
    shown, large = renditions[THUMBNAIL_SPEC], renditions[LARGE_SPEC]
    if shown.is_drawn or large.is_drawn:
        return None
    alt = alt_text or image.description or ("" if _has_name_of_file(image) else image.title)
    return GalleryPicture(shown.url, shown.width, shown.height, alt or fallback, large.url)


def _has_name_of_file(image: ShopImage) -> bool:
    """Whether the title is what uploads and imports take from the name of the file."""
    return slugify(PurePosixPath(image.filename).stem).startswith(slugify(image.title))
