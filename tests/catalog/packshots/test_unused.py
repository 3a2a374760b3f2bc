"""A drawing that a redraw has replaced is deleted after a day, unless something shows it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import ProductPage, ProductPicture, ShopImage
from catalog.packshots.pictures import draw_packshot
from catalog.packshots.unused import delete_unused_drawings
from tests.builders import a_picture, a_product

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def again(page: ProductPage) -> ProductPage:
    return ProductPage.objects.get(pk=page.pk)


def a_redrawn_product() -> tuple[ProductPage, ShopImage]:
    """A product, and the drawing that it had before."""
    page = a_product(title="Wax", image_type="C1")
    draw_packshot(page)
    replaced = page.image
    page = again(page)
    page.image_type = "C6"
    page.save()
    draw_packshot(page)
    return page, replaced


def make_old() -> None:
    ShopImage.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))


def test_a_replaced_drawing_goes_with_its_files_after_a_day(committed):
    page, replaced = a_redrawn_product()
    delete_unused_drawings()
    assert ShopImage.objects.filter(pk=replaced.pk).exists()
    make_old()
    storage, name = replaced.file.storage, replaced.file.name
    assert storage.exists(name)
    with committed():
        delete_unused_drawings()
    assert list(ShopImage.objects.all()) == [again(page).image]
    assert not storage.exists(name)
    assert storage.exists(again(page).image.file.name)


def test_a_drawing_in_a_draft_stays():
    page, replaced = a_redrawn_product()
    page = again(page)
    page.image = replaced
    page.save_revision()
    make_old()
    delete_unused_drawings()
    assert ShopImage.objects.filter(pk=replaced.pk).exists()
    page.image = again(page).image
    page.save_revision()
    delete_unused_drawings()
    assert not ShopImage.objects.filter(pk=replaced.pk).exists()


def test_a_drawing_in_the_gallery_of_a_draft_stays():
    page, replaced = a_redrawn_product()
    page = again(page)
    page.more_pictures = [ProductPicture(image=replaced)]
    page.save_revision()
    make_old()
    delete_unused_drawings()
    assert ShopImage.objects.filter(pk=replaced.pk).exists()


def test_an_upload_is_never_deleted():
    photograph = a_picture()
    make_old()
    delete_unused_drawings()
    assert list(ShopImage.objects.all()) == [photograph]
