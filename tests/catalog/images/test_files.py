"""The files in which pages show images are made by the worker, never while a shopper waits."""

import html
import logging
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog.images.files import has_files, make_files, specs_of
from catalog.models import ShopImage, ShopRendition
from catalog.served_files import SQUARES, WIDTHS, Shape, sides_for
from tests.backends.bucket import only_in_a_folder
from tests.builders import a_bundle, a_category, a_picture, a_product, a_visitor, an_upload

pytestmark = pytest.mark.django_db
DRAWING = "autovise/packshots/C1.svg"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def again(image: ShopImage) -> ShopImage:
    return ShopImage.objects.get(pk=image.pk)


@pytest.mark.parametrize(
    ("available", "made"),
    [(30, [160]), (160, [160]), (161, [160, 400]), (800, [160, 400, 800]), (4000, [*SQUARES])],
)
def test_no_size_is_made_twice_or_enlarged(available, made):
    assert sides_for(available, SQUARES) == made


def test_the_worker_makes_all_files_of_an_upload(run_tasks):
    image = an_upload(width=1300, height=1250)
    assert not ShopRendition.objects.exists()
    run_tasks()
    shown = again(image).shown()
    assert ShopRendition.objects.count() == 2 * len(SQUARES) + 2 * len(WIDTHS) + 2
    assert shown.avif.count("w,") == shown.webp.count("w,") == len(SQUARES) - 1
    with Image.open(ShopRendition.objects.get(filter_spec="fill-800x800|format-avif").file) as made:
        assert (made.format, made.size) == ("AVIF", (800, 800))
    assert again(image).shown(Shape.WIDE).width == WIDTHS[-1]


def test_the_single_files_are_for_zooming_and_for_services_that_know_jpeg_only():
    image = a_picture(width=1300, height=900)
    made = {rendition.filter_spec: rendition for rendition in image.renditions.all()}
    raster = next(rendition for spec, rendition in made.items() if "jpeg" in spec)
    assert image.shown().raster_url == raster.url
    with Image.open(raster.file) as opened:
        assert (opened.format, opened.size) == ("JPEG", (900, 900))
    assert image.shown().large_url == made["max-1600x1600|format-webp"].url
    assert (made["max-1600x1600|format-webp"].width, image.shown().width) == (1300, 900)


def test_a_transparent_picture_has_the_card_s_colour_as_jpeg():
    file = BytesIO()
    Image.new("RGBA", (30, 30), (0, 0, 0, 0)).save(file, "PNG")
    image = ShopImage.objects.create(title="Glass", file=ContentFile(file.getvalue(), "glass.png"))
    make_files(image)
    assert image.shown().tone == ""
    raster = image.renditions.get(filter_spec__contains="jpeg")
    with Image.open(raster.file) as opened:
        assert all(
            abs(a - b) < 4 for a, b in zip(opened.getpixel((9, 9)), (244, 242, 237), strict=True)
        )


def test_a_picture_is_shown_without_a_query_and_without_making_a_file():
    image = again(a_picture())
    with CaptureQueriesContext(connection) as queries:
        assert image.shown()
    assert len(queries) == 0


def test_an_upload_is_shown_as_a_drawing_until_its_files_are_made(run_tasks, caplog):
    page = a_product(image=an_upload())
    visitor = a_visitor()
    assert DRAWING in visitor.get(page.url).text
    assert not ShopRendition.objects.exists()
    assert not [line for line in caplog.records if line.levelno >= logging.WARNING]
    assert set(run_tasks()) == {"make_files_of_image"}
    shown = visitor.get(page.url).text
    assert DRAWING not in shown
    assert f'<source type="image/avif" srcset="{again(page.image).shown().avif}"' in html.unescape(
        shown
    )


@pytest.mark.parametrize("change", [{"focal_point_x": 9}, {"focal_point_width": 20}])
def test_another_focal_point_asks_for_other_files(change, run_tasks):
    image = a_picture(width=900, height=400)
    run_tasks()
    image.focal_point_x, image.focal_point_y = 5, 5
    image.focal_point_width, image.focal_point_height = 10, 10
    make_files(image)
    for name, value in change.items():
        setattr(image, name, value)
    image.save()
    assert not has_files(image)
    assert run_tasks() == ["make_files_of_image"]
    assert has_files(again(image))


@only_in_a_folder
def test_lost_files_are_asked_for_once_and_made_again(run_tasks, caplog):
    image = a_picture()
    page = a_product(image=image)
    run_tasks()
    for rendition in image.renditions.all():
        Path(rendition.file.path).unlink()
    visitor = a_visitor()
    for _ in range(3):
        assert DRAWING in visitor.get(page.url).text
    [line] = [line.getMessage() for line in caplog.records if line.levelno >= logging.WARNING]
    assert line.startswith(f"Image {image.pk} is shown as a drawing: FileNotFoundError")
    assert run_tasks() == ["make_files_of_image"]
    assert DRAWING not in visitor.get(page.url).text


def test_a_lost_original_is_logged_and_asked_for_again_later(run_tasks, caplog):
    image = an_upload()
    page = a_product(image=image)
    image.file.storage.delete(image.file.name)
    run_tasks()
    [line] = [line.getMessage() for line in caplog.records if line.levelno >= logging.WARNING]
    assert line.startswith(f"Image {image.pk} is shown as a drawing: ")
    assert DRAWING in a_visitor().get(page.url).text
    assert DRAWING in a_visitor().get(page.url).text
    assert run_tasks() == ["make_files_of_image"]
    cache.clear()  # as after ten minutes
    a_visitor().get(page.url)
    assert run_tasks() == ["make_files_of_image"]


def test_deleted_renditions_are_not_shown():
    image = a_picture()
    ShopRendition.objects.all().delete()
    assert again(image).served == {}
    assert again(image).shown() is None


@pytest.mark.parametrize("builder", [a_product, a_bundle])
def test_publishing_a_page_asks_for_what_it_cannot_show(builder, run_tasks):
    image = an_upload()
    run_tasks()
    ShopRendition.objects.all().delete()
    page = builder(image=again(image))
    page.save_revision().publish()
    assert run_tasks() == ["make_files_of_image"]
    assert {rendition.filter_spec for rendition in image.renditions.all()} == set(specs_of(image))


def test_the_command_makes_what_live_pages_lack(capsys):
    page, draft = a_product(image=an_upload()), a_product(image=an_upload(), live=False)
    call_command("make_renditions")
    assert has_files(again(page.image))
    assert not has_files(again(draft.image))


def test_the_command_names_the_images_that_it_cannot_make():
    broken, whole = a_product(image=an_upload()), a_product(image=an_upload())
    broken.image.file.storage.delete(broken.image.file.name)
    with pytest.raises(CommandError, match=f"image {broken.image.pk}") as refused:
        call_command("make_renditions", stdout=StringIO())
    assert refused.value.returncode == 1
    assert has_files(again(whole.image))


def test_a_category_s_picture_and_a_picture_in_a_text_have_sizes_too():
    category = a_category()
    category.image = a_picture("Buckets")
    category.save()
    a_product(category=category)
    shown = a_visitor().get("/").text
    assert f'srcset="{category.image.shown().avif}" sizes="11rem"' in shown


def test_renditions_are_smaller_than_at_the_quality_that_wagtail_sets(settings):
    noise = BytesIO()
    Image.effect_noise((700, 700), 40).convert("RGB").save(noise, "PNG")
    file = ContentFile(noise.getvalue(), name="noise.png")
    image = ShopImage.objects.create(title="Noise", file=file)
    for format_, quality in (("webp", "WEBP"), ("avif", "AVIF")):
        small = image.get_rendition(f"fill-600x600|format-{format_}").file.size
        setattr(settings, f"WAGTAILIMAGES_{quality}_QUALITY", 80)
        assert small < image.get_rendition(f"fill-599x599|format-{format_}").file.size
