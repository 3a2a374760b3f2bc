"""`manage.py make_renditions`: the sizes of images that pages show."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from catalog.images.renditions import make_renditions
from catalog.models import BundlePage, ProductPage


class Command(BaseCommand):
    help = "Make the renditions that published products and bundles lack, after an update."

    def handle(self, **options: Any) -> None:
        for model in (ProductPage, BundlePage):
            pages = model.objects.live().select_related("image")
            for page in tqdm(pages, desc=str(model._meta.verbose_name_plural), disable=None):
                make_renditions(model, page)
