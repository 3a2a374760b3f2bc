"""Pictures of a product page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.images.files import specs_of
from catalog.models import ProductPicture, ShopImage, ShopRendition
from catalog.offers import offer_of
from catalog.pages.display.gallery import gallery_of
from catalog.prices import MoneyRules
from tests.builders import a_bundle, a_picture, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def with_pictures(*alt_texts: str, **fields):
    page = a_product(image=a_picture("Front"), **fields)
    page.more_pictures = [
        ProductPicture(image=a_picture(f"View {place}"), alt_text=alt_text, sort_order=place)
        for place, alt_text in enumerate(alt_texts)
    ]
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def gallery(page):
    return gallery_of(page, offer_of(page, MoneyRules()))


def test_the_main_picture_comes_first_and_each_has_its_alternative_text():
    page = with_pictures("The lid", "")
    pictures = gallery(page)
    assert [picture.alt for picture in pictures] == ["Front", "The lid", "View 1"]
    assert all(picture.large_url.endswith(".webp") for picture in pictures)
    assert len({picture.url for picture in pictures}) == 3


def test_the_name_of_a_file_is_no_alternative_text():
    page = a_product(title="Trim Gel", image=a_picture("picture"))
    page.more_pictures = [ProductPicture(image=a_picture("picture"))]
    page.save_revision().publish()
    shown = gallery(type(page).objects.get(pk=page.pk))
    assert [picture.alt for picture in shown] == ["Trim Gel", "Trim Gel, picture 2"]


def test_a_drawing_has_no_larger_picture():
    [picture] = gallery(a_product())
    assert picture.large_url == ""
    assert picture.url.endswith(".svg")


def test_a_bundle_has_its_main_picture_only():
    [picture] = gallery(a_bundle(image=a_picture("A set")))
    assert picture.alt == "A set"


def test_a_picture_that_cannot_be_shown_is_left_out():
    page = with_pictures("Broken")
    lost = page.more_pictures.get().image
    lost.renditions.all().delete()
    assert [picture.alt for picture in gallery(page)] == ["Front"]


def test_publishing_makes_all_renditions():
    with_pictures("The lid")
    specs = ShopRendition.objects.values_list("filter_spec", flat=True)
    assert len(specs) == 2 * len(specs_of(a_picture()))


def test_thumbnails_link_to_the_pictures_and_pictures_to_their_large_version():
    page = with_pictures("The lid")
    text = a_visitor().get(page.url).text
    for picture in gallery(page):
        assert f'<a href="{picture.large_url}" data-zoom>' in text
    assert 'href="#picture-2"' in text
    assert 'id="picture-2"' in text
    assert "gallery__thumbs" not in a_visitor().get(a_product().url).text


def test_more_pictures_take_no_more_queries():
    def count(page) -> int:
        a_visitor().get(page.url)
        with CaptureQueriesContext(connection) as queries:
            a_visitor().get(page.url)
        return len(queries)

    many, one = with_pictures(*"abcdef"), with_pictures("a")
    assert count(many) == count(one)


def test_a_deleted_image_leaves_the_gallery_and_the_drafts():
    page = with_pictures("The lid")
    ShopImage.objects.filter(pk=page.more_pictures.get().image_id).delete()
    page = type(page).objects.get(pk=page.pk)
    assert not page.more_pictures.exists()
    assert not list(page.get_latest_revision_as_object().more_pictures.all())


def test_a_copy_has_the_same_pictures():
    page = with_pictures("The lid")
    page.sku_of_copy = "AUT-CC-999"
    copy = page.copy(update_attrs={"slug": "a-copy", "title": "A copy"})
    assert [picture.alt_text for picture in copy.more_pictures.all()] == ["The lid"]
