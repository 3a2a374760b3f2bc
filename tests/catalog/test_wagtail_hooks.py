"""The catalogue's place in the admin."""

import pytest
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from catalog.models import BundleIndexPage, ProductIndexPage, ProductPage, ShopRules, Tag
from home.models import HomePage
from tests.builders import a_bundle, a_category, a_product, a_type, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(owner):
    return a_visitor(owner)


@pytest.mark.parametrize("model", [ProductIndexPage, BundleIndexPage, HomePage])
def test_a_tree_of_products_cannot_be_copied(admin, model):
    a_product(), a_bundle()
    tree = model.objects.get()
    fields = {"new_title": "A copy", "new_slug": "a-copy", "copy_subpages": "on"}
    fields["new_parent_page"] = str(tree.get_parent().pk)
    response = admin.post(reverse("wagtailadmin_pages:copy", args=[tree.pk]), fields)
    assert response.status_code == 302
    assert model.objects.count() == 1
    assert ProductPage.objects.count() == 4


@pytest.mark.parametrize("snippet", ["category", "subcategory", "producttype", "tag"])
def test_the_snippets_are_listed_and_can_be_added(admin, snippet):
    a_category(), a_type(), Tag.objects.create(name="Gift", slug="gift")
    for view in ("list", "add"):
        address = reverse(f"wagtailsnippets_catalog_{snippet}:{view}")
        assert admin.get(address).status_code == 200


def test_a_change_of_the_money_rules_is_told_in_words():
    log(ShopRules.load(), "autovise.money_rules", data={"changes": {"vat_percent": [20, 21]}})
    assert ModelLogEntry.objects.get().message == ("Changed the money rules. vat_percent: 20 → 21")
