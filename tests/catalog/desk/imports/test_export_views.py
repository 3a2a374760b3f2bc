"""Download of the catalogue, streamed as the command writes it, and of its pictures."""

from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.utils import timezone

from catalog.imports.exports.catalogue import export_catalogue
from catalog.imports.exports.streams import stream_catalogue
from tests.builders import a_bundle, a_picture, a_product, a_visitor
from tests.catalog.uploads.builders import an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return a_visitor(an_editor())


def test_the_file_equals_the_output_of_the_command(editor):
    a_bundle()
    a_product(title="Ünïque “wax”, 250 ml")
    written = StringIO()
    export_catalogue(written)
    answer = editor.post("/admin/catalogue/export/file/")
    assert answer.getvalue().decode() == written.getvalue()


def test_the_file_is_a_dated_download_that_is_not_cached(editor):
    answer = editor.post("/admin/catalogue/export/file/")
    name = f"autovise-catalogue-{timezone.localdate():%Y-%m-%d}.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert answer.streaming


def test_the_file_is_streamed():
    a_product()
    pieces = list(stream_catalogue())
    assert [piece.count("\n") for piece in pieces] == [1] * len(pieces)
    assert pieces[0].startswith("kind,")


def test_pictures_in_use_are_in_a_zip_under_the_names_in_the_file(editor):
    picture, gone, unused = a_picture("A bottle"), a_picture(width=50), a_picture(width=60)
    a_product(image=picture)
    a_product(image=gone)
    gone.file.storage.delete(gone.file.name)
    answer = editor.post("/admin/catalogue/export/pictures/")
    assert answer["Content-Disposition"].endswith('.zip"')
    assert answer.streaming
    with ZipFile(BytesIO(answer.getvalue())) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [picture.file.name.rpartition("/")[2]]
        with picture.file.open("rb") as file:
            assert packed.read(packed.namelist()[0]) == file.read()
    assert unused.file.name not in packed.namelist()


@pytest.mark.parametrize("what", ["file", "pictures"])
def test_a_get_downloads_nothing(editor, what):
    assert editor.get(f"/admin/catalogue/export/{what}/").status_code == 405


def test_the_page_makes_few_queries(editor, django_assert_max_num_queries):
    a_bundle()
    with django_assert_max_num_queries(20):
        answer = editor.get("/admin/catalogue/export/")
    assert "3 products, 1 bundle" in answer.content.decode()
