"""Pictures of a new catalogue are drawn by the worker, a few in each task."""

from pathlib import Path

import pytest

from catalog.models import ProductPage, ShopImage
from catalog.packshots import tasks
from catalog.packshots.tasks import draw_missing_packshots, skus_without_picture
from tests.builders import a_bundle, a_picture, a_product

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def run_all(run_tasks) -> int:
    """Run the tasks until none is left. Return their number."""
    number = 0
    while done := run_tasks():
        number += len(done)
    return number


def test_pages_without_a_picture_are_drawn_and_others_stay(run_tasks, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 2)
    photograph = a_picture()
    products = [a_product(title=f"Wax {number}") for number in range(3)]
    kept = a_product(image=photograph)
    bundle = a_bundle(*products)
    run_all(run_tasks)
    draw_missing_packshots.enqueue()
    assert run_all(run_tasks) >= 3
    assert not skus_without_picture().exists()
    for page in (*products, bundle):
        assert type(page).objects.get(pk=page.pk).image.is_drawn
    assert ProductPage.objects.get(pk=kept.pk).image == photograph


def test_a_picture_that_cannot_be_drawn_is_logged_and_stops_no_other(
    run_tasks, monkeypatch, caplog
):
    broken, whole = a_product(), a_product()
    draw = tasks.draw_packshot

    def draw_or_fail(page):
        if page.pk == broken.pk:
            raise OSError("the disk is full")
        return draw(page)

    monkeypatch.setattr(tasks, "draw_packshot", draw_or_fail)
    draw_missing_packshots.enqueue()
    run_all(run_tasks)
    assert [row.pk for row in skus_without_picture()] == [broken.sku]
    assert f"The picture of “{broken.title}” cannot be drawn" in caplog.text
    assert ProductPage.objects.get(pk=whole.pk).image


def test_nothing_is_drawn_again(run_tasks):
    a_product()
    draw_missing_packshots.enqueue()
    run_all(run_tasks)
    [image] = ShopImage.objects.all()
    changed = Path(image.file.path).stat().st_mtime_ns
    draw_missing_packshots.enqueue()
    assert run_all(run_tasks) == 1
    assert [(found.pk, Path(found.file.path).stat().st_mtime_ns) for found in
            ShopImage.objects.all()] == [(image.pk, changed)]  # fmt: skip
