"""A damaged image never breaks a page: a drawing is shown and the image is logged."""

import json
import logging

import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from catalog.models import ProductPage, ShopImage, ShopRendition
from catalog.offers import offers_for
from home.models import HomePage
from tests.autovise.admin.roles_table import edit_address
from tests.backends.bucket import only_in_a_folder
from tests.builders import a_bundle, a_category, a_picture, a_product, a_visitor, an_upload
from tests.catalog.images.broken_files import DAMAGES, THUMBNAIL_SPEC, FailingStorage, damaged_image

pytestmark = [pytest.mark.django_db, pytest.mark.slow, only_in_a_folder]

DRAWING = "autovise/packshots/C1.svg"
NEUTRAL = "autovise/packshots/none.svg"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def refuse(storage, name, content):
    raise FailingStorage.Unreachable("the storage is full")


@pytest.fixture(params=[*DAMAGES, "storage fails", "storage is full"])
def image(request, monkeypatch, run_tasks) -> ShopImage:
    """An image that cannot be shown. Unless files are lost, the worker has tried to make them."""
    image = damaged_image(request.param) if request.param in DAMAGES else an_upload("A bottle")
    if request.param == "storage fails":
        monkeypatch.setattr(ShopImage._meta.get_field("file"), "storage", FailingStorage())
        image = ShopImage.objects.get(pk=image.pk)
    if request.param == "storage is full":
        monkeypatch.setattr(FileSystemStorage, "_save", refuse)
    if request.param != "rendition lost":
        run_tasks()
    return image


@pytest.fixture
def page(image) -> ProductPage:
    category = a_category()
    category.image = image
    category.save()
    body = [{"type": "picture", "value": {"image": {"image": image.pk}, "caption": "Seen"}}]
    page = a_product(
        1299, image=image, category=category, featured=True, sku="AUT-CC-901", body=json.dumps(body)
    )
    a_bundle(page, a_product(), a_product(), image=image, featured=True, sku="BND-STD-901")
    return page


def log_lines(caplog) -> list[str]:
    records = [*caplog.get_records("setup"), *caplog.records]
    return [line.getMessage() for line in records if line.levelno >= logging.WARNING]


def names_once(caplog, image) -> bool:
    [line] = log_lines(caplog)
    return line.startswith(f"Image {image.pk} is shown as a drawing: ")


def test_a_product_s_page_shows_its_drawing_and_the_log_names_the_image_once(page, image, caplog):
    shown = a_visitor().get(page.url)
    assert shown.status_code == 200
    assert DRAWING in shown.text
    assert NEUTRAL in shown.text  # in the body, where no product's drawing is meant
    assert "/media/" not in shown.text
    assert names_once(caplog, image)


PUBLIC = ["/", "/products/", "/bundles/", "/search/?q=glass", "/products/?tier=standard"]


@pytest.mark.parametrize("path", PUBLIC)
def test_every_public_page_with_a_damaged_image_is_rendered(page, image, path, caplog):
    shown = a_visitor().get(path)
    assert shown.status_code == 200
    assert "/media/" not in shown.text
    assert names_once(caplog, image)


def test_the_bundle_page_with_a_damaged_image_is_rendered(page, image, caplog):
    bundle = HomePage.objects.get().get_descendants().get(title__startswith="Starter Set")
    assert a_visitor().get(bundle.url).status_code == 200
    assert names_once(caplog, image)


def test_a_product_with_a_damaged_image_can_be_added_to_the_cart_and_saved(page, image):
    visitor = a_visitor()
    added = visitor.post(
        reverse("add_line"),
        {"sku": page.sku, "quantity": 1},
        headers={"sec-fetch-site": "same-origin"},
        follow=True,
    )
    assert added.status_code == 200
    assert page.title in visitor.get(reverse("show_cart")).text
    assert visitor.get("/saved/").status_code == 200


def test_its_offer_and_structured_data_have_the_drawing(page, image):
    offer = offers_for([page.sku])[page.sku]
    assert offer.thumbnail.url.endswith(DRAWING)
    assert '"image":"http' in a_visitor().get(page.url).text.replace(": ", ":")
    assert f"{DRAWING}" in a_visitor().get(page.url).text


DESK = [
    "/admin/",
    "/admin/products/",
    "/admin/products/results/?q=AUT-CC-901",
    "/admin/bundles/",
    "/admin/pages/search/?q=glass",
    "/admin/choose-page/",
    "/admin/images/",
    "/admin/images/results/?q=bottle",
    "/admin/images/chooser/",
    "/admin/images/chooser/results/?q=bottle",
    "/admin/images/{image}/",
    "/admin/images/{image}/delete/",
    "/admin/images/usage/{image}/",
    "/admin/images/chooser/{image}/",
    "/admin/images/{image}/generate_url/",
    "/admin/images/{image}/generate_url/width-165/",
    "/admin/images/{image}/preview/width-165/",
    "/admin/pages/{page}/edit/",
    "/admin/pages/{page}/history/",
    "/admin/pages/{page}/usage/",
    "/admin/pages/{page}/delete/",
    "/admin/pages/{page}/edit/preview/?mode=",
    "/admin/pages/{page}/view_draft/",
    "/admin/snippets/catalog/category/",
    "/admin/snippets/catalog/category/edit/{category}/",
    "/admin/api/main/images/",
    "/admin/api/main/images/{image}/",
    "/admin/bulk/catalog/shopimage/delete/?id={image}&next=/admin/",
    "/admin/bulk/catalog/shopimage/add_tags/?id={image}&next=/admin/",
    "/admin/reports/site-history/",
]


@pytest.mark.parametrize("path", DESK)
def test_every_admin_page_with_a_damaged_image_is_rendered(page, image, path, owner):
    path = path.format(image=image.pk, page=page.pk, category=page.category_id)
    shown = a_visitor(owner).get(path)
    assert shown.status_code in (200, 302, 404), shown.status_code
    assert not (shown.status_code == 404 and "images" not in path)


def test_a_page_with_a_damaged_image_can_be_saved_and_published(page, image, owner):
    page.title = "Still for sale"
    page.save_revision().publish()
    assert "Still for sale" in a_visitor().get(page.url).text
    assert a_visitor(owner).get(edit_address(page)).status_code == 200


def test_a_drawing_is_never_stored_as_a_rendition():
    image = damaged_image("original lost")
    drawn = image.get_rendition(THUMBNAIL_SPEC)
    assert (drawn.is_drawn, drawn.width, drawn.height, drawn.pk) == (True, 400, 400, None)
    assert not ShopRendition.objects.exists()
    assert image.get_renditions("width-100", THUMBNAIL_SPEC)["width-100"].width == 100


def test_a_valid_image_is_shown(caplog):
    page = a_product(image=a_picture())
    assert "/media/images/" in a_visitor().get(page.url).text
    assert log_lines(caplog) == []


def test_a_damaged_image_can_be_deleted(image, owner):
    a_visitor(owner).post(f"/admin/images/{image.pk}/delete/")
    assert not ShopImage.objects.exists()
