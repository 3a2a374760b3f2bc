"""Renditions are made when a page is published, never while a shopper waits."""

from wagtail.signals import page_published

from catalog.models import BundlePage, ProductPage
from catalog.offers import THUMBNAIL_SPEC


def connect() -> None:
    for model in (ProductPage, BundlePage):
        page_published.connect(make_thumbnail, sender=model, dispatch_uid=f"thumbnail {model}")


def make_thumbnail(sender, instance, **kwargs) -> None:
    if instance.image:
        instance.image.forget_lost_renditions()
        instance.image.get_rendition(THUMBNAIL_SPEC)
