import pytest

from catalog.models import ProductPage, ShopRendition
from tests.builders import a_bundle, a_picture, a_product

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("builder", [a_product, a_bundle])
def test_publishing_a_page_generates_the_thumbnail(builder):
    page = builder(image=a_picture())
    assert not ShopRendition.objects.filter(filter_spec="fill-600x600|format-webp").exists()
    page.save_revision().publish()
    assert ShopRendition.objects.filter(filter_spec="fill-600x600|format-webp").count() == 1


def test_publishing_without_an_image_generates_no_thumbnail():
    a_product().save_revision().publish()
    assert ProductPage.objects.get().live
    assert not ShopRendition.objects.exists()
