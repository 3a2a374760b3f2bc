"""Uploaded pictures are decoded completely before they are accepted, on every upload path."""

import html
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile
from wagtail.models import Collection

from catalog.images.validation import WholeImageField
from catalog.models import ShopImage
from tests.builders import a_picture, a_visitor
from tests.catalog.images.broken_files import FORMATS, THUMBNAIL_SPEC, UNUSABLE, a_file, a_film

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def owner_at_the_desk(owner):
    return a_visitor(owner)


@pytest.fixture(params=UNUSABLE)
def unusable(request) -> SimpleUploadedFile:
    extension, make = UNUSABLE[request.param]
    return SimpleUploadedFile(f"bottle.{extension}", make())


def post(visitor, path: str, file, *, field="file", **data):
    data |= {"title": "A bottle", "collection": Collection.objects.get().pk, field: file}
    headers = {"x-requested-with": "XMLHttpRequest"} if "multiple" in path else None
    return visitor.post(path, data, headers=headers)


def test_the_add_form_refuses_a_damaged_image_with_a_message(owner_at_the_desk, unusable):
    answer = post(owner_at_the_desk, "/admin/images/add/", unusable)
    assert answer.status_code == 200
    [words] = answer.context["form"].errors["file"]
    assert len(words) > 20
    assert html.escape(words) in answer.text
    assert not ShopImage.objects.exists()


def test_the_multiple_upload_refuses_a_damaged_image(owner_at_the_desk, unusable):
    answer = post(owner_at_the_desk, "/admin/images/multiple/add/", unusable, field="files[]")
    assert answer.status_code == 200
    assert answer.json()["success"] is False
    assert len(answer.json()["error_message"]) > 20
    assert not ShopImage.objects.exists()


def test_the_chooser_s_upload_refuses_a_damaged_image(owner_at_the_desk, unusable):
    path = "/admin/images/chooser/create/"
    answer = post(
        owner_at_the_desk, path, unusable, field="image-chooser-upload-file",
        **{"image-chooser-upload-title": "A bottle"},
    )  # fmt: skip
    assert answer.status_code == 200
    assert not ShopImage.objects.exists()


def test_the_edit_form_refuses_a_damaged_file_and_keeps_the_stored_one(owner_at_the_desk, unusable):
    image = a_picture()
    answer = post(owner_at_the_desk, f"/admin/images/{image.pk}/", unusable)
    assert answer.status_code == 200
    assert "file" in answer.context["form"].errors
    stored = ShopImage.objects.get()
    assert stored.file.name == image.file.name
    assert not stored.get_rendition(THUMBNAIL_SPEC).is_drawn


@pytest.mark.parametrize("extension", FORMATS)
def test_a_valid_image_is_accepted(owner_at_the_desk, extension):
    file = SimpleUploadedFile(f"bottle.{extension}", a_file(extension))
    answer = post(owner_at_the_desk, "/admin/images/add/", file)
    assert answer.status_code == 302
    assert not ShopImage.objects.get().get_rendition(THUMBNAIL_SPEC).is_drawn


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(list(FORMATS)),
    st.floats(0, 1),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
)
def test_any_damaged_image_is_refused_with_a_message_or_readable(extension, share, changes):
    content = bytearray(a_file(extension))
    content = content[: int(len(content) * share)]
    for place, value in changes:
        if content:
            content[int(place * len(content))] = value
    try:
        file = WholeImageField().clean(SimpleUploadedFile(f"x.{extension}", bytes(content)))
    except ValidationError:
        return
    with Image.open(file) as image:
        image.convert("RGB")


@pytest.mark.parametrize("extension", ["gif", "webp"])
def test_a_film_of_too_many_pixels_is_refused(extension):
    film = SimpleUploadedFile(f"film.{extension}", a_film(extension))
    with pytest.raises(ValidationError, match="too many pixels"):
        WholeImageField().clean(film)


def test_a_film_is_refused_before_it_is_decoded(monkeypatch):
    film = SimpleUploadedFile("film.webp", a_film("webp"))
    decoded = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: decoded.append(image))
    with pytest.raises(ValidationError, match="too many pixels"):
        WholeImageField().clean(film)
    assert decoded == []


def test_the_type_is_that_of_the_content_and_not_what_the_browser_said():
    file = SimpleUploadedFile("bottle.png", a_file("png"), "text/html")
    assert WholeImageField().clean(file).content_type == "image/png"


GREY_OF_16_BITS = 40_000  # of 65,535: 156 of 255


def a_grey_png(level: int = GREY_OF_16_BITS, **more) -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("I;16", (60, 60), level).save(file, "PNG", **more)
    return SimpleUploadedFile("grey.png", file.getvalue())


@pytest.mark.parametrize("spec", [THUMBNAIL_SPEC, "width-40", "max-30x30|format-jpeg", "original"])
@pytest.mark.parametrize(
    ("level", "shown"), [(GREY_OF_16_BITS, 156), (0, 0), (65_535, 255), (257, 1), (30_000, 117)]
)
def test_a_16_bit_greyscale_image_is_shown_correctly(owner_at_the_desk, level, shown, spec):
    post(owner_at_the_desk, "/admin/images/add/", a_grey_png(level))
    rendition = ShopImage.objects.get().get_rendition(spec)
    with rendition.file.open() as stored, Image.open(stored) as image:
        grey = image.convert("RGB").getpixel((10, 10))
    assert all(abs(value - shown) <= 2 for value in grey), grey
