"""Have the worker make the files in which pages show images, so that no shopper waits for them.

It makes them when an image is uploaded, when its file or focal point changes, when a page with it
is published, and when a page wants to show it and they are lost.
"""

from typing import Any

from django.core.cache import cache
from django.db import models
from wagtail.models import Page
from wagtail.signals import page_published

from catalog.images.files import images_of, set_served
from catalog.images.tasks import make_files_of_image
from catalog.models import BundlePage, ProductPage, ShopImage, ShopRendition
from catalog.models.images import files_missing

ASK_AGAIN_AFTER_S = 600  # for files that could not be made


def connect() -> None:
    models.signals.post_save.connect(_image_saved, sender=ShopImage, dispatch_uid="image saved")
    models.signals.post_delete.connect(
        _rendition_deleted, sender=ShopRendition, dispatch_uid="rendition deleted"
    )
    files_missing.connect(_files_missing, sender=ShopImage, dispatch_uid="files missing")
    for model in (ProductPage, BundlePage):
        page_published.connect(_page_published, sender=model, dispatch_uid=f"pictures of {model}")


def _image_saved(sender: type[ShopImage], instance: ShopImage, raw: bool, **kwargs: Any) -> None:
    if not raw and instance.served_files is None:
        make_files_of_image.enqueue(instance.pk)


def _rendition_deleted(sender: type[ShopRendition], instance: ShopRendition, **kwargs: Any) -> None:
    """Show no file that is deleted: the next page that wants to show the image asks for files."""
    set_served(instance.image_id, {})


def _page_published(sender: type[models.Model], instance: Page, **kwargs: Any) -> None:
    for image in images_of(instance):
        image.shown()


def _files_missing(sender: type[ShopImage], image: ShopImage, **kwargs: Any) -> None:
    if cache.add(f"files-asked:{image.pk}", True, ASK_AGAIN_AFTER_S):
        make_files_of_image.enqueue(image.pk)
