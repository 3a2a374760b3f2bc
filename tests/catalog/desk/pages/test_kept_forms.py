"""Form class of products and bundles, kept between requests."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.blocks.base import BlockWidget

from catalog.models import BundlePage, ProductPage
from tests.builders import a_member, a_product, a_visitor

pytestmark = pytest.mark.django_db


def opened(user, page):
    answer = a_visitor(user).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert answer.status_code == 200
    return answer.context["form"]


@pytest.mark.parametrize("model", [ProductPage, BundlePage])
def test_the_form_class_is_built_once(model):
    tabs = model.get_edit_handler()
    assert tabs.get_form_class() is tabs.get_form_class()


def test_a_second_form_has_the_definitions_of_the_first_and_its_own_values(owner):
    first = opened(owner, a_product(title="Hard Wax"))
    second = opened(owner, a_product(title="Sponge"))
    assert (first["title"].value(), second["title"].value()) == ("Hard Wax", "Sponge")
    for name in ("body", "questions", "specification"):
        one, other = first.fields[name].widget, second.fields[name].widget
        assert isinstance(one, BlockWidget)
        assert one is not other
        assert one.block_json is other.block_json


def test_what_one_form_leaves_out_or_disables_the_next_one_has(owner):
    product = a_product()
    for_texts = opened(a_member("Marketing Editors"), product)
    assert "price_pence" not in for_texts.fields
    complete = opened(owner, product)
    assert "price_pence" in complete.fields
    assert complete.fields["sku"].disabled
    parent = product.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["catalog", "productpage", parent.pk])
    added = a_visitor(owner).get(address).context["form"]
    assert not added.fields["sku"].disabled


def test_each_language_of_the_admin_has_a_form_class_of_its_own():
    tabs = ProductPage.get_edit_handler()
    with translation.override("en-gb"):
        english = tabs.get_form_class()
    with translation.override("de"):
        assert tabs.get_form_class() is not english
