"""The public pages load one small style sheet, in which no rule is missing."""

import gzip
import re
import subprocess

import pytest
from django.conf import settings

from autovise.assets.class_names import used_class_names
from autovise.assets.stylesheet import BOOTSTRAP, OWN_FILES, build_stylesheet, own_file

pytestmark = pytest.mark.slow

MAX_STYLESHEET_BYTES = 20_000
MAX_SCRIPT_BYTES = 12_000
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
# Scripts of the admin, which no public page loads.
ADMIN_SCRIPTS = {
    "bundle-figures",
    "change-in-list",
    "contact-sheet",
    "date-fields",
    "desk-dialog",
    "draw-picture",
    "import-progress",
    "print-button",
    "part-chooser",
    "photograph",
    "quick-form",
    "row-menus",
    "save-once",
    "send-picture",
    "subcategory",
    "tag-picker",
    "upload-pictures",
}


@pytest.fixture(scope="module")
def stylesheet():
    return build_stylesheet()


def test_each_class_of_bootstrap_that_a_template_uses_is_in_the_style_sheet(stylesheet):
    used = set(CLASS.findall(BOOTSTRAP.read_text())) & used_class_names()
    assert {"btn", "container", "form-control", "alert", "visually-hidden"} <= used
    assert used - set(CLASS.findall(stylesheet)) == set()


def test_classes_of_bootstrap_that_nothing_uses_are_left_out(stylesheet):
    assert {"col-md-6", "navbar", "carousel", "modal"} & set(CLASS.findall(stylesheet)) == set()


def test_each_class_of_the_shop_s_own_files_is_in_the_style_sheet(stylesheet):
    own = {name for file in OWN_FILES for name in CLASS.findall(own_file(file).read_text())}
    assert own - set(CLASS.findall(stylesheet)) == set()


def test_each_custom_property_that_is_read_is_set_or_has_a_fallback(stylesheet):
    read = set(re.findall(r"var\((--[\w-]+)\)", stylesheet))
    assert read - set(re.findall(r"(--[\w-]+):", stylesheet)) == {"--bs-body-text-align"}


def test_the_style_sheet_keeps_the_licence_notice_of_bootstrap(stylesheet):
    assert "Licensed under MIT" in stylesheet


def test_the_style_sheet_is_small(stylesheet):
    assert len(gzip.compress(stylesheet.encode())) <= MAX_STYLESHEET_BYTES


def test_the_scripts_of_the_public_pages_are_small():
    scripts = (settings.BASE_DIR / "static" / "autovise" / "js").glob("*.js")
    public = [script for script in scripts if script.stem not in ADMIN_SCRIPTS]
    assert {"personal", "suggestions", "gallery"} <= {script.stem for script in public}
    compressed = sum(len(gzip.compress(script.read_bytes())) for script in public)
    assert compressed <= MAX_SCRIPT_BYTES


def test_a_public_template_loads_no_other_style_sheet():
    loaded = {
        path.name: found
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        if (found := re.findall(r"css/([\w-]+)\.css", path.read_text())) not in ([], ["shop"])
    }
    assert loaded == {}


def test_nothing_of_bootstrap_is_committed():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    styles = [name for name in tracked if name.endswith((".css", ".js", ".map"))]
    assert [name for name in styles if "bootstrap" in name.lower()] == []
    texts = {name: (settings.BASE_DIR / name).read_text() for name in styles}
    assert [name for name, text in texts.items() if "getbootstrap.com" in text] == []
