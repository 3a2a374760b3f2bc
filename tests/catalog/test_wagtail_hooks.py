"""Wagtail hooks of the catalogue."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from catalog.models import BundleIndexPage, ProductIndexPage, ProductPage, ShopRules, Tag
from home.models import HomePage
from tests.builders import a_bundle, a_category, a_product, a_type, a_user, a_visitor

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


def test_a_change_of_the_money_rules_is_logged_as_text():
    log(ShopRules.load(), "autovise.money_rules", data={"changes": {"vat_percent": [20, 21]}})
    assert ModelLogEntry.objects.get().message == ("Changed the money rules. vat_percent: 20 → 21")


@pytest.mark.parametrize("action", ["delete", "move", "unpublish", "copy"])
def test_permission_for_content_pages_does_not_include_products(action):
    marketing = a_user()
    marketing.groups.add(Group.objects.get(name="Marketing Editors"))
    wax = a_product(1299)
    visitor = a_visitor(marketing)
    address = f"/admin/pages/{wax.pk}/{action}/"
    if action == "move":
        address = f"/admin/pages/{wax.pk}/move/{wax.get_parent().pk}/confirm/"
    for response in (visitor.get(address), visitor.post(address, {"price_pence": "0.01"})):
        assert response.status_code in (302, 403)
    wax.refresh_from_db()
    assert (wax.price_pence, wax.live, wax.revisions.count()) == (1299, True, 1)
    assert visitor.get(f"/admin/pages/{HomePage.objects.get().pk}/edit/").status_code == 200
