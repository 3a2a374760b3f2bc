"""Drawn pictures on their pages: once for the same facts, never over a photograph."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from wagtail.models import ReferenceIndex

from catalog.images.files import specs_of
from catalog.models import ProductPage, ShopImage
from catalog.packshots import pictures
from catalog.packshots.pictures import Outcome, draw_packshot
from tests.builders import a_bundle, a_picture, a_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def again(page):
    """The page as it is stored, with its picture."""
    return type(page).objects.get(pk=page.pk)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("render_packshots", "--jobs", "1", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_product_gets_a_drawn_picture():
    product = a_product(product_code="C1-GLASS-S", image_type="C1", title="Glass Cleaner – 500 ml")
    assert draw_packshot(product) is Outcome.DRAWN
    image = again(product).image
    assert image.file.name == "catalog/cleaning-care/C1-GLASS-S.png"
    assert image.default_alt_text == "Drawing of Glass Cleaner – 500 ml"
    assert (image.width, image.height) == (1200, 1200)
    assert image.get_focal_point().width == 960
    assert {rendition.filter_spec for rendition in image.renditions.all()} == set(specs_of(image))
    with image.file.open() as stored, Image.open(stored) as picture:
        assert picture.mode == "RGBA"


def test_an_unchanged_product_is_not_drawn_again():
    product = a_product()
    draw_packshot(product)
    image = again(product).image
    assert draw_packshot(again(product)) is Outcome.UNCHANGED
    assert again(product).image == image


def test_a_changed_product_is_drawn_again_under_another_name():
    product = a_product(product_code="C1-GLASS-S")
    draw_packshot(product)
    ProductPage.objects.filter(pk=product.pk).update(tier=ProductPage.Tier.PRO)
    assert draw_packshot(again(product)) is Outcome.DRAWN
    image = again(product).image
    assert image.file.name == f"catalog/cleaning-care/C1-GLASS-S-{image.drawn_from[:8]}.png"


def test_a_photograph_stays():
    photograph = a_picture()
    product = a_product(image=photograph)
    assert draw_packshot(product, force=True) is Outcome.PHOTOGRAPH
    assert again(product).image == photograph


def test_a_photograph_uploaded_meanwhile_stays(monkeypatch):
    product, photograph = a_product(), a_picture()

    def upload_meanwhile(image):
        ProductPage.objects.filter(pk=product.pk).update(image=photograph)

    monkeypatch.setattr(pictures, "make_files", upload_meanwhile)
    assert draw_packshot(product) is Outcome.CHANGED_MEANWHILE
    assert again(product).image == photograph
    assert ShopImage.objects.count() == 1


def test_the_draft_shows_the_picture_and_keeps_its_changes():
    product = a_product()
    product.description = "A better text."
    product.save_revision()
    draw_packshot(product)
    draft = again(product).get_latest_revision_as_object()
    assert (draft.image, draft.description) == (again(product).image, "A better text.")
    assert draft.has_unpublished_changes
    draft.save_revision().publish()
    assert again(product).image is not None


def test_a_photograph_in_the_draft_stays_there():
    product, photograph = a_product(), a_picture()
    product.image = photograph
    product.save_revision()
    draw_packshot(again(product))
    assert again(product).image.is_drawn
    assert again(product).get_latest_revision_as_object().image == photograph


def test_a_new_drawing_needs_a_look_and_is_known_as_used():
    product = a_product(image_ready=True)
    draw_packshot(product)
    assert not again(product).image_ready
    assert ReferenceIndex.get_references_to(again(product).image).count() == 1


def test_a_bundle_shows_its_parts():
    bundle = a_bundle()
    assert draw_packshot(bundle) is Outcome.DRAWN
    assert again(bundle).image.file.name == f"catalog/bundles/{bundle.sku}.png"


def test_the_command_draws_what_is_missing_and_counts(capsys):
    drawn, product = a_product(), a_product()
    a_product(image=a_picture())
    draw_packshot(drawn)
    assert run("--missing") == "1 drawn"
    assert again(product).image.is_drawn
    assert run() == "2 unchanged\n1 has a photograph"
    assert run("--force", "--sku", product.sku) == "1 drawn"


def test_an_unknown_sku_is_named():
    with pytest.raises(CommandError, match="No page has the SKU AUT-CC-404"):
        run("--sku", "AUT-CC-404")


def test_one_picture_that_fails_does_not_stop_the_others(monkeypatch):
    broken, well = a_product(title="Broken"), a_product(title="Well")
    store = pictures.store_drawing

    def store_one(page, svg):
        if page.title == "Broken":
            raise OSError("no space left on device")
        return store(page, svg)

    monkeypatch.setattr(pictures, "store_drawing", store_one)
    with pytest.raises(CommandError) as failure:
        run()
    assert f"1 could not be drawn:\n  {broken.sku}: no space left" in str(failure.value)
    assert failure.value.returncode == 1
    assert again(well).image.is_drawn
    assert again(broken).image is None
