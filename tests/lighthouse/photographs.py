"""`manage.py shell`: put pictures with the detail of photographs on products and bundles.

The demo has drawings of some KB. Photographs are what a merchant's shop has to load.
"""

import random
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image, ImageChops

from catalog.models import BundlePage, ProductPage, ShopImage

COUNT = 24  # as many as a page of a list shows
SIDE = 1200


def put_photographs_on_pages() -> None:
    """Give every product and bundle one of the pictures, with its renditions."""
    images = [_uploaded(number) for number in range(COUNT)]
    for model in (ProductPage, BundlePage):
        for number, page in enumerate(model.objects.order_by("path")):
            model.objects.filter(pk=page.pk).update(image=images[number % COUNT])
    call_command("make_renditions")


def _uploaded(number: int) -> ShopImage:
    file = BytesIO()
    photograph(number).save(file, "JPEG", quality=90)
    upload = ContentFile(file.getvalue(), name=f"photograph-{number}.jpg")
    return ShopImage.objects.create(title=f"Photograph {number}", file=upload)


def photograph(number: int) -> Image.Image:
    """Return a picture whose detail at each scale is that of photographs; compresses like them."""
    colours = random.Random(number)  # noqa: S311 (no secret)
    grey = Image.new("L", (SIDE, SIDE), 128)
    cells = 4
    while cells < SIDE:
        grey = ImageChops.add(grey, _grain(cells, strength=(4 / cells) ** 0.6), 1, -128)
        cells *= 2
    shares = [colours.uniform(0.5, 1) for _ in "RGB"]
    return Image.merge("RGB", [grey.point(lambda v, s=share: v * s) for share in shares])


def _grain(cells: int, *, strength: float) -> Image.Image:
    """Return noise with this many cells on each side, around the mean grey 128."""
    noise = Image.effect_noise((cells, cells), 60).resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return noise.point(lambda value: 128 + (value - 128) * strength)
