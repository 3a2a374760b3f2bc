"""Generate renditions when a page is published, so that no shopper has to wait for them."""

from typing import Any

from django.db import models
from wagtail.models import Page
from wagtail.signals import page_published

from catalog.models import BundlePage, ProductPage, ShopImage
from catalog.offers import PICTURE_SPECS


def connect() -> None:
    for model in (ProductPage, BundlePage):
        page_published.connect(make_renditions, sender=model, dispatch_uid=f"thumbnail {model}")


def make_renditions(sender: type[models.Model], instance: Page, **kwargs: Any) -> None:
    further = () if instance.is_bundle else instance.more_pictures.select_related("image")
    for image in (instance.image, *(picture.image for picture in further)):
        if image:
            make_renditions_of(image)


def make_renditions_of(image: ShopImage) -> None:
    """Make all sizes that pages show, also those whose files are lost."""
    image.delete_lost_renditions()
    image.get_renditions(*PICTURE_SPECS)
