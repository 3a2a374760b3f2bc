"""Built files are found like other static files, and are built again when a source changes."""

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

from autovise.assets.finders import STYLESHEET, BuiltFilesFinder, sources_digest, write_built_file

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.BUILT_STATIC_ROOT = tmp_path / "built"
    get_finder.cache_clear()
    yield tmp_path
    get_finder.cache_clear()


def test_the_style_sheet_is_found_and_built(folder):
    found = finders.find(STYLESHEET)
    assert found == str(folder / "built" / STYLESHEET)
    assert ".btn{" in (folder / "built" / STYLESHEET).read_text()


def test_a_built_file_is_listed_for_collectstatic():
    listed = dict(BuiltFilesFinder().list([]))
    assert STYLESHEET in listed
    assert all(storage.exists(path) for path, storage in listed.items())


def test_a_file_that_is_not_built_is_left_to_the_other_finders():
    assert BuiltFilesFinder().find("autovise/css/tokens.css") == []


def test_an_unchanged_file_is_not_written_again():
    before = write_built_file(STYLESHEET).stat()
    after = write_built_file(STYLESHEET).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_new_class_in_a_template_changes_the_digest_of_the_sources(settings, folder):
    before = sources_digest()
    own = settings.BASE_DIR
    for name in ("static", "sitewide"):
        (folder / name).symlink_to(own / name)
    (folder / "templates").mkdir()
    (folder / "templates" / "page.html").write_text('<p class="navbar">')
    settings.BASE_DIR = folder
    assert sources_digest() != before
