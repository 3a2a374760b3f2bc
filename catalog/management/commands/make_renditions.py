"""`manage.py make_renditions`: the files in which pages show images."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from catalog.images.files import images_of, make_files
from catalog.models import BundlePage, ProductPage, ShopImage


class Command(BaseCommand):
    help = "Make the sizes of images that published products and bundles lack, after an update."

    def handle(self, **options: Any) -> None:
        failed = []
        for image in tqdm(_images_to_make(), desc="images", disable=None):
            try:
                make_files(image)
            except Exception as error:  # noqa: BLE001 (one image never stops another)
                failed.append(f"image {image.pk}, {image.file.name}: {error}")
        if failed:
            lines = "\n  ".join(failed)
            raise CommandError(f"{len(failed)} could not be made:\n  {lines}", returncode=1)


def _images_to_make() -> Iterable[ShopImage]:
    """Return the images of published pages whose files are missing, each once."""
    products = ProductPage.objects.live().prefetch_related("more_pictures__image")
    images = {
        image.pk: image
        for pages in (products, BundlePage.objects.live())
        for page in pages.select_related("image")
        for image in images_of(page)
    }
    return [image for image in images.values() if image.shown() is None]
