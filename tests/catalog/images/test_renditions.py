from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image

from catalog.models import ProductPage, ShopImage, ShopRendition
from catalog.offers import PICTURE_SPECS
from tests.builders import a_bundle, a_picture, a_product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("builder", [a_product, a_bundle])
def test_publishing_a_page_generates_the_renditions(builder):
    page = builder(image=a_picture())
    assert not ShopRendition.objects.exists()
    page.save_revision().publish()
    assert set(ShopRendition.objects.values_list("filter_spec", flat=True)) == {
        "fill-160x160|format-webp",
        "fill-360x360|format-webp",
        "fill-600x600|format-webp",
        "max-1600x1600|format-webp",
    }


def test_publishing_without_an_image_generates_no_thumbnail():
    a_product().save_revision().publish()
    assert ProductPage.objects.get().live
    assert not ShopRendition.objects.exists()


def test_the_command_makes_what_live_pages_lack():
    page, draft = a_product(image=a_picture()), a_product(image=a_picture(), live=False)
    page.image.get_rendition("fill-600x600|format-webp")
    call_command("make_renditions")
    assert page.image.renditions.count() == len(PICTURE_SPECS)
    assert draft.image.renditions.count() == 0


def test_renditions_are_smaller_than_at_the_quality_that_wagtail_sets(settings):
    noise = BytesIO()
    Image.effect_noise((700, 700), 40).convert("RGB").save(noise, "PNG")
    file = ContentFile(noise.getvalue(), name="noise.png")
    image = ShopImage.objects.create(title="Noise", file=file)
    small = image.get_rendition("fill-600x600|format-webp").file.size
    settings.WAGTAILIMAGES_WEBP_QUALITY = 80
    assert small < image.get_rendition("fill-599x599|format-webp").file.size
