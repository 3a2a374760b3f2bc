"""Pictures drawn at the same time, each thread with its own connection."""

from io import StringIO

from django.core.management import call_command

from catalog.models import ProductPage
from tests.builders import a_product


def test_pictures_are_drawn_in_parallel(real_database, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for _ in range(3):
        a_product()
    call_command("render_packshots", "--jobs", "3", stdout=StringIO())
    assert all(page.image.is_drawn for page in ProductPage.objects.all())
