"""`manage.py shell`: put pictures with the detail of photographs on products and bundles.

The demo has drawings of some KB. Photographs are what a merchant's shop has to load.
"""

import random
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from catalog.models import BundlePage, ProductPage, ShopImage

COUNT = 24  # as many as a page of a list shows
SIDE = 1200
SIZE_OF_UPLOAD = (4000, 3000)


def put_photographs_on_pages() -> None:
    """Give every product and bundle one of the pictures, with its renditions."""
    images = [_uploaded(number) for number in range(COUNT)]
    for model in (ProductPage, BundlePage):
        for number, page in enumerate(model.objects.order_by("path")):
            model.objects.filter(pk=page.pk).update(image=images[number % COUNT])
    call_command("make_renditions")


def _uploaded(number: int) -> ShopImage:
    file = BytesIO()
    photograph(number).resize(SIZE_OF_UPLOAD).save(file, "JPEG", quality=90)
    upload = ContentFile(file.getvalue(), name=f"photograph-{number}.jpg")
    return ShopImage.objects.create(title=f"Photograph {number}", file=upload)


def photograph(number: int) -> Image.Image:
    """Return a picture of a thing on a light ground. It has the detail of photographs."""
    random_numbers = random.Random(number)  # noqa: S311 (no secret)
    thing = Image.new("L", (SIDE, SIDE))
    left, top = (SIDE // 16 + random_numbers.randrange(SIDE // 16) for _ in range(2))
    box = (left, top, SIDE - left, SIDE - top)
    ImageDraw.Draw(thing).rounded_rectangle(box, radius=SIDE // 8, fill=255)
    grey = _grain()
    shares = [random_numbers.uniform(0.5, 1) for _ in "RGB"]
    surface = Image.merge("RGB", [grey.point(lambda v, s=share: v * s) for share in shares])
    ground = Image.blend(
        Image.new("L", (SIDE, SIDE), 240), Image.linear_gradient("L").resize((SIDE, SIDE)), 0.1
    )
    return Image.composite(
        surface, ground.convert("RGB"), thing.filter(ImageFilter.GaussianBlur(1))
    )


def _grain() -> Image.Image:
    """Return grey noise at all scales, weaker at the smaller ones, as surfaces have it."""
    grey = Image.new("L", (SIDE, SIDE), 128)
    cells = 4
    while cells < SIDE:
        strength = (4 / cells) ** 0.5
        noise = Image.effect_noise((cells, cells), 60).resize(
            (SIDE, SIDE), Image.Resampling.BICUBIC
        )
        layer = noise.point(lambda value, strength=strength: 128 + (value - 128) * strength)
        grey = ImageChops.add(grey, layer, 1, -128)
        cells *= 2
    return grey
