"""Class names are found where templates, template tags and scripts set them."""

import pytest

from autovise.assets.class_names import used_class_names

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    for name in ("templates", "static", "shop/templatetags"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def test_a_class_attribute_is_read_with_the_words_between_its_template_tags(folder):
    text = '<p class="note {% if sum > 9 %}note--high{% endif %} is-{{ kind }}">row</p>'
    (folder / "templates" / "page.html").write_text(text)
    assert {"note", "note--high"} <= used_class_names()
    assert "row" not in used_class_names()


def test_the_quoted_words_of_a_tag_are_read_but_no_file_names(folder):
    text = '{% include "components/card.html" with css="btn btn-dark" only %}'
    (folder / "templates" / "page.html").write_text(text)
    assert used_class_names() == {"btn", "btn-dark"}


def test_the_words_of_a_template_tag_module_are_read(folder):
    (folder / "shop" / "templatetags" / "fields.py").write_text('css = "form-select is-invalid"')
    assert used_class_names() == {"form-select", "is-invalid"}


def test_the_classes_that_a_script_sets_are_read(folder):
    (folder / "static" / "shop.js").write_text('p.className = "note"; p.classList.add("wide")')
    assert used_class_names() == {"note", "wide"}


def test_the_shop_s_own_templates_use_bootstrap_s_form_classes():
    assert {"form-control", "is-invalid", "form-check-input", "btn-primary"} <= used_class_names()
