"""Moving, unpublishing, publishing, copying and reverting a product or bundle in the admin."""

import html

import pytest
from django.urls import reverse

from catalog.models import BundlePage, ProductIndexPage, ProductPage, Sku, Stock, StockMove
from catalog.models.stock import add_stock, hold_stock
from catalog.offers import offers_for
from home.models import HomePage
from tests.autovise.admin.roles_table import edit_address, form_of, latest, live
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}
TOO_FEW = "A bundle needs at least 3 different products; this one has 2."


@pytest.fixture
def admin(owner):
    return a_visitor(owner)


def act(visitor, name: str, *args, **fields):
    return visitor.post(reverse(f"wagtailadmin_pages:{name}", args=args), fields)


def test_a_moved_product_keeps_its_sku_and_stock_and_is_redirected(admin):
    product = a_product(sku="AUT-CC-001", stock=9, slug="hard-wax")
    before = product.url
    section = HomePage.objects.get().add_child(
        instance=ProductIndexPage(title="Clearance", slug="clearance")
    )
    act(admin, "move_confirm", product.pk, section.pk)
    moved = live(product)
    assert moved.get_parent().pk == section.pk
    assert (moved.sku, Stock.objects.get().on_hand) == ("AUT-CC-001", 9)
    assert offers_for(["AUT-CC-001"])["AUT-CC-001"].url == "/clearance/hard-wax/"
    answer = a_visitor().get(before)
    assert (answer.status_code, answer["Location"]) == (301, "/clearance/hard-wax/")


def test_a_republished_product_is_sold_as_before(admin):
    product = a_product(1299, sku="AUT-CC-001", stock=9)
    act(admin, "unpublish", product.pk)
    assert offers_for(["AUT-CC-001"]) == {}
    assert a_visitor().get(product.url).status_code == 404
    admin.post(edit_address(product), form_of(product) | PUBLISH)
    offer = offers_for(["AUT-CC-001"])["AUT-CC-001"]
    assert (offer.price_pence, offer.free_quantity) == (1299, 9)
    assert Sku.objects.count() == StockMove.objects.count() == 1


def test_a_bundle_is_for_sale_again_when_its_part_is(admin):
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts)
    act(admin, "unpublish", parts[0].pk)
    assert not BundlePage.objects.on_sale().exists()
    admin.post(edit_address(parts[0]), form_of(parts[0]) | PUBLISH)
    assert list(BundlePage.objects.on_sale()) == [bundle]


def test_a_reverted_page_keeps_the_current_stock(admin):
    product = a_product(1000, sku="AUT-CC-001", stock=50)
    old = product.get_latest_revision()
    admin.post(edit_address(product), form_of(product, price_pence="12.00") | PUBLISH)
    add_stock("AUT-CC-001", -8, reason=StockMove.Reason.DAMAGE)
    hold_stock({"AUT-CC-001": 5})
    address = reverse("wagtailadmin_pages:revisions_revert", args=[product.pk, old.pk])
    shown = admin.get(address)
    assert 'name="price_pence" value="10.00"' in shown.text
    fields = form_of(product, price_pence="10.00", on_hand="50", stock="50")
    admin.post(address, fields | PUBLISH)
    assert live(product).price_pence == 1000
    assert Stock.objects.values_list("on_hand", "held").get() == (42, 5)
    assert StockMove.objects.count() == 2


def a_bundle_that_had_two_parts() -> tuple[BundlePage, int]:
    """Return the key of an old draft that breaks a rule; the current version does not."""
    bundle = a_bundle()
    parts = list(bundle.parts.all())
    bundle.parts = parts[:2]
    old = bundle.save_revision(clean=False)
    bundle.parts = parts
    bundle.save_revision()
    return bundle, old.pk


def test_reverting_to_an_invalid_bundle_is_refused_with_the_reason(admin):
    bundle, old = a_bundle_that_had_two_parts()
    fields = form_of(live(bundle).revisions.get(pk=old).as_object())
    answer = act(admin, "revisions_revert", bundle.pk, old, **fields, **PUBLISH)
    assert answer.context["form"].errors == {"__all__": [TOO_FEW]}
    assert live(bundle).parts.count() == 3


def test_an_invalid_old_revision_of_a_bundle_opens_with_the_error(admin):
    bundle, old = a_bundle_that_had_two_parts()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[bundle.pk, old])
    assert TOO_FEW in html.unescape(admin.get(address).text)


def copy_of(page) -> dict:
    return {
        "new_title": "A copy",
        "new_slug": "a-copy",
        "new_parent_page": str(page.get_parent().pk),
        "sku": "BND-STD-901",
    }


@pytest.mark.parametrize("more", [{}, {"publish_copies": "on"}])
def test_a_bundle_with_a_deleted_part_is_not_copied_and_shows_the_reason(admin, more):
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts)
    ProductPage.objects.get(pk=parts[0].pk).delete()
    answer = act(admin, "copy", bundle.pk, **copy_of(bundle), **more)
    assert TOO_FEW in html.unescape(answer.text)
    assert BundlePage.objects.count() == 1
    assert not Sku.objects.filter(pk="BND-STD-901").exists()


def test_a_copy_of_a_product_is_a_draft_with_the_latest_price_and_no_schedule(admin):
    product = a_product(1299)
    admin.post(edit_address(product), form_of(product, price_pence="13.99"))
    act(admin, "copy", product.pk, **copy_of(product))
    copy = ProductPage.objects.get(slug="a-copy")
    assert (copy.live, latest(copy).price_pence, copy.sku) == (False, 1399, "BND-STD-901")
    assert not copy.approved_schedule
