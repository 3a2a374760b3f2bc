"""Choosers for type and category, and the tag picker."""

import html
import re

import pytest
from django.urls import reverse

from catalog.models import Subcategory, Tag
from tests.builders import a_category, a_product, a_visitor

pytestmark = pytest.mark.django_db

CHOOSER = "wagtailsnippetchoosers_catalog_subcategory"


def form_of(page, owner) -> str:
    answer = a_visitor(owner).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return html.unescape(answer.content.decode())


@pytest.fixture
def wax():
    return a_product(category=a_category("cleaning-care"))


@pytest.fixture
def subcategories(wax):
    other = a_category("electronics")
    return [
        Subcategory.objects.create(category=wax.category, name="Waxes", slug="waxes"),
        Subcategory.objects.create(category=other, name="Dash cameras", slug="dash-cameras"),
    ]


def offered(owner, view: str, **fields) -> set[str]:
    shown = a_visitor(owner).get(reverse(f"{CHOOSER}:{view}"), fields)
    assert shown.status_code == 200
    text = shown.json()["html"] if view == "choose" else shown.content.decode()
    return {name for name in ("Waxes", "Dash cameras") if name in text}


@pytest.mark.parametrize("view", ["choose", "choose_results"])
def test_only_subcategories_of_the_chosen_category_are_offered(owner, wax, subcategories, view):
    assert offered(owner, view, category=wax.category_id) == {"Waxes"}
    assert offered(owner, view) == {"Waxes", "Dash cameras"}
    assert offered(owner, view, category="no number") == {"Waxes", "Dash cameras"}


def test_a_search_is_limited_to_the_chosen_category(owner, wax, subcategories):
    assert offered(owner, "choose_results", category=wax.category_id, q="dash") == set()


def test_the_subcategory_chooser_is_linked_to_the_category_field(owner, wax):
    assert '"linkedFields": {"category": "#id_category"}' in form_of(wax, owner)


def test_type_and_category_have_choosers(owner, wax):
    form = form_of(wax, owner)
    for name in ("product_type", "category", "subcategory"):
        assert f'id="id_{name}-chooser"' in form


def test_tags_are_a_labelled_list_with_a_picker(owner, wax):
    gift, pro = (Tag.objects.create(name=name, slug=name.lower()) for name in ("Gift", "Pro"))
    wax.tags = [gift]
    wax.save_revision()
    form = form_of(wax, owner)
    [select] = re.findall(r'<select name="tags".*?</select>', form, re.DOTALL)
    assert "data-tag-picker" in select
    assert "multiple" in select
    assert re.search(rf'<option value="{gift.pk}" selected>\s*Gift', select)
    assert re.search(rf'<option value="{pro.pk}">\s*Pro', select)
    assert 'for="id_tags"' in form
    assert "autovise/js/tag-picker.js" in form
