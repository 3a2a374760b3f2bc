import pytest
from django.core.management import call_command

from catalog.models import ProductPage, ShopRendition
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
        "fill-320x320|format-webp",
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
