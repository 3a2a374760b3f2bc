"""Generate thumbnails when a page is published, so that no shopper has to wait for them."""

from typing import Any

from django.db import models
from wagtail.models import Page
from wagtail.signals import page_published

from catalog.models import BundlePage, ProductPage
from catalog.offers import THUMBNAIL_SPEC


def connect() -> None:
    for model in (ProductPage, BundlePage):
        page_published.connect(make_thumbnail, sender=model, dispatch_uid=f"thumbnail {model}")


def make_thumbnail(sender: type[models.Model], instance: Page, **kwargs: Any) -> None:
    if instance.image:
        instance.image.delete_lost_renditions()
        instance.image.get_rendition(THUMBNAIL_SPEC)
