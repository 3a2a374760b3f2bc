"""Upload of pictures into a product's gallery: validated and stored one by one."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from catalog.desk.pictures.uploads import title_of
from catalog.models import ProductIndexPage, ShopImage
from tests.builders import a_bundle, a_member, a_picture, a_product, a_user, a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]


@pytest.fixture
def png() -> bytes:
    picture = a_picture()
    content = picture.file.open().read()
    picture.delete()
    return content


def upload(visitor, page, name: str, content: bytes):
    file = SimpleUploadedFile(name, content)
    return visitor.post(reverse("upload_picture", args=[page.pk]), {"file": file})


def test_a_picture_is_stored_with_a_title_from_its_file_s_name(owner, png):
    chosen = upload(a_visitor(owner), a_product(), "wax-tin_front.png", png).json()
    image = ShopImage.objects.get()
    assert (image.title, image.description, image.is_drawn) == ("Wax tin front", "", False)
    assert image.uploaded_by_user == owner
    assert (chosen["id"], chosen["title"]) == (image.pk, "Wax tin front")
    assert chosen["preview"]["url"] == image.get_rendition("max-165x165").url


@pytest.mark.parametrize(
    ("name", "cut", "words"),
    [
        ("half.png", 60, "This picture cannot be read"),
        ("notes.txt", None, "Not a supported image format"),
        ("really.jpg", None, "Not a valid .jpeg image"),
        ("empty.png", 0, "empty"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_with_a_sentence(owner, png, name, cut, words):
    answer = upload(a_visitor(owner), a_product(), name, png[:cut])
    assert answer.status_code == 422
    assert words in answer.json()["refusal"]
    assert not ShopImage.objects.exists()


def test_a_large_file_is_refused(owner, png, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10
    answer = upload(a_visitor(owner), a_product(), "wax.png", png)
    assert answer.status_code == 422
    assert "too big" in answer.json()["refusal"]


def test_a_post_without_a_file_is_a_bad_request(owner):
    url = reverse("upload_picture", args=[a_product().pk])
    assert a_visitor(owner).post(url, {"file": "wax.png"}).status_code == 400
    assert a_visitor(owner).get(url).status_code == 405


def test_pictures_are_uploaded_for_a_product_that_is_being_created(owner, png):
    parent = ProductIndexPage.objects.get()
    assert upload(a_visitor(owner), parent, "wax.png", png).status_code == 200


def test_only_who_may_edit_the_page_and_add_images_uploads(png):
    product = a_product()
    assert upload(a_visitor(), product, "wax.png", png).status_code == 302
    assert upload(a_visitor(a_user()), product, "wax.png", png).status_code == 302
    assert (
        upload(a_visitor(a_member("Marketing Editors")), product, "wax.png", png).status_code == 200
    )
    group = Group.objects.create(name="No images")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group,
        page=ProductIndexPage.objects.get(),
        permission=Permission.objects.get(codename="change_page"),
    )
    assert not GroupCollectionPermission.objects.filter(group=group).exists()
    assert upload(a_visitor(a_member("No images")), product, "wax.png", png).status_code == 302
    assert ShopImage.objects.count() == 1


def test_the_form_of_a_product_has_the_drop_zone_and_that_of_a_bundle_has_none(owner):
    visitor, product = a_visitor(owner), a_product()
    form = visitor.get(reverse("wagtailadmin_pages:edit", args=[product.pk])).text
    assert f'data-upload-url="{reverse("upload_picture", args=[product.pk])}"' in form
    assert 'data-most="8"' in form
    assert "autovise/js/upload-pictures.js" in form
    bundle = visitor.get(reverse("wagtailadmin_pages:edit", args=[a_bundle().pk])).text
    assert "data-upload-url" not in bundle


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("wax-tin_front.jpg", "Wax tin front"),
        ("IMG_1234.JPG", "IMG 1234"),
        ("folder/wax.png", "Wax"),
        ("--.png", "Picture"),
        ("x" * 300 + ".png", "X" + "x" * 254),
    ],
)
def test_a_title_is_made_of_the_name(name, title):
    assert title_of(name) == title
