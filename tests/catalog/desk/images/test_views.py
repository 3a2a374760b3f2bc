"""An image in use cannot be deleted on any path."""

import html
import json

import pytest

from catalog.models import ShopImage
from home.models import HomePage
from tests.builders import a_bundle, a_category, a_picture, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def of_a_product(image):
    a_product(title="Wax", image=image)


def of_a_bundle(image):
    a_bundle(title="Wash", image=image)


def in_a_body(image):
    block = {"type": "picture", "value": {"image": {"image": image.pk}, "caption": ""}}
    a_product(title="Wax", body=json.dumps([block]))


def of_a_category(image):
    category = a_category("wash", "Wash")
    category.image = image
    category.save()


USES = {
    of_a_product: "product “Wax”",
    of_a_bundle: "bundle “Wash”",
    in_a_body: "product “Wax”",
    of_a_category: "category “Wash”",
}


@pytest.fixture
def owner_at_the_desk(owner):
    return a_visitor(owner)


@pytest.fixture(params=USES)
def image(request) -> ShopImage:
    image = a_picture("A bottle")
    request.param(image)
    image.named = USES[request.param]
    return image


def was_kept(answer, image) -> bool:
    message = f"The image “A bottle” was not deleted: it is used by the {image.named}."
    return message in html.unescape(answer.text) and ShopImage.objects.filter(pk=image.pk).exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_deleting_an_image_in_use_shows_its_users(owner_at_the_desk, image, method):
    answer = getattr(owner_at_the_desk, method)(f"/admin/images/{image.pk}/delete/", follow=True)
    assert was_kept(answer, image)


def test_a_bulk_deletion_skips_images_in_use(owner_at_the_desk, image):
    unused = a_picture("Nobody's")
    address = f"/admin/bulk/catalog/shopimage/delete/?id={image.pk}&id={unused.pk}"
    answer = owner_at_the_desk.post(f"{address}&next=/admin/images/", follow=True)
    assert was_kept(answer, image)
    assert not ShopImage.objects.filter(pk=unused.pk).exists()


def test_an_uploaded_image_in_use_cannot_be_deleted_from_the_upload_page(owner_at_the_desk, image):
    headers = {"x-requested-with": "XMLHttpRequest"}
    address = f"/admin/images/multiple/{image.pk}/delete/"
    assert owner_at_the_desk.post(address, headers=headers).status_code in (302, 403)
    assert ShopImage.objects.filter(pk=image.pk).exists()


def test_an_unused_image_can_be_deleted_in_each_view(owner_at_the_desk):
    headers = {"x-requested-with": "XMLHttpRequest"}
    one, two, three = a_picture(), a_picture(), a_picture()
    owner_at_the_desk.post(f"/admin/images/{one.pk}/delete/")
    owner_at_the_desk.post(f"/admin/images/multiple/{two.pk}/delete/", headers=headers)
    owner_at_the_desk.post(f"/admin/bulk/catalog/shopimage/delete/?id={three.pk}&next=/admin/")
    assert not ShopImage.objects.exists()


def test_an_image_of_a_deleted_product_can_be_deleted(owner_at_the_desk):
    image = a_picture()
    a_product(image=image).delete()
    owner_at_the_desk.post(f"/admin/images/{image.pk}/delete/")
    assert not ShopImage.objects.exists()
    assert HomePage.objects.exists()
