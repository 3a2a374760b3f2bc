"""Law 2: a SKU is claimed once, by the first draft, and is in no revision. Law 1: nor is stock."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save

from catalog.models import (
    BundlePage,
    ProductIndexPage,
    ProductPage,
    Sku,
    Stock,
    StockMove,
)
from catalog.models.sku import SkuTaken
from catalog.models.stock import add_stock, hold_stock
from tests.builders import a_bundle, a_product

pytestmark = pytest.mark.django_db


def a_draft(**fields) -> ProductPage:
    page = ProductPage(title="A draft", live=False, **fields)
    return ProductIndexPage.objects.get().add_child(instance=page)


def test_the_first_draft_of_a_product_claims_its_sku_and_creates_its_stock():
    page = a_draft(sku="AUT-CC-900")
    claim = Sku.objects.get()
    assert (claim.pk, claim.page_id) == ("AUT-CC-900", page.pk)
    assert [(s.pk, s.on_hand, s.held) for s in Stock.objects.all()] == [("AUT-CC-900", 0, 0)]
    assert not StockMove.objects.exists()


def test_a_bundle_has_a_sku_but_no_stock_of_its_own():
    bundle = a_bundle(sku="BND-STD-900")
    assert Sku.objects.filter(pk="BND-STD-900", page_id=bundle.pk).exists()
    assert not Stock.objects.filter(pk="BND-STD-900").exists()


def test_a_page_knows_its_claim_and_its_stock_once_it_is_saved(django_assert_num_queries):
    unsaved = ProductPage(title="A draft")
    assert (unsaved.claim, unsaved.stock, unsaved.rating) == (None, None, None)
    a_product(sku="AUT-CC-900", stock=3)
    product = ProductPage.objects.with_offer_facts().get()
    with django_assert_num_queries(0):
        assert (product.is_bundle, product.claim.pk) == (False, "AUT-CC-900")
        assert (product.stock.on_hand, product.rating) == (3, None)


def test_a_bundle_is_not_asked_for_stock(django_assert_num_queries):
    a_bundle(sku="BND-STD-900")
    bundle = BundlePage.objects.with_offer_facts().get()
    with django_assert_num_queries(0):
        assert (bundle.is_bundle, bundle.claim.pk, bundle.stock) == (True, "BND-STD-900", None)


def test_no_first_draft_without_a_sku():
    with pytest.raises(ValidationError, match="A SKU is required, also for drafts"):
        a_draft()
    assert not ProductPage.objects.exists()


@pytest.mark.parametrize("sku", ["aut-cc-001", "AUT CC", "AUT-", "-A", "A--B", "A\n", "A_B", "É"])
def test_a_malformed_sku_is_refused_and_nothing_is_written(sku):
    with pytest.raises(ValidationError, match="capital letters and digits"):
        a_draft(sku=sku)
    assert not ProductPage.objects.exists()
    assert not Sku.objects.exists()


def test_a_sku_longer_than_its_column_is_refused():
    with pytest.raises(ValidationError, match="at most 40"):
        a_draft(sku="A" * 41)
    assert not ProductPage.objects.exists()


def test_a_sku_is_claimed_by_one_product_or_bundle():
    first = a_product(sku="AUT-CC-900", stock=7)
    with pytest.raises(SkuTaken, match="SKU AUT-CC-900 is already in use or was used before"):
        a_draft(sku="AUT-CC-900")
    with pytest.raises(SkuTaken):
        a_bundle(first, a_product(), a_product(), sku="AUT-CC-900")
    assert Sku.objects.get(pk="AUT-CC-900").page_id == first.pk
    assert not ProductPage.objects.filter(title="A draft").exists()
    assert not BundlePage.objects.exists()


def test_of_two_concurrent_claims_one_succeeds_and_the_other_writes_nothing():
    def claimed_meanwhile(**kwargs):
        Sku.objects.create(code="AUT-CC-900")

    pre_save.connect(claimed_meanwhile, sender=ProductPage)
    try:
        with pytest.raises(SkuTaken), transaction.atomic():
            a_draft(sku="AUT-CC-900")
    finally:
        pre_save.disconnect(claimed_meanwhile, sender=ProductPage)
    assert not ProductPage.objects.exists()


def test_a_page_that_cannot_be_saved_claims_no_sku():
    page = ProductPage(title="", sku="AUT-CC-900", live=False)
    with pytest.raises(ValidationError):
        ProductIndexPage.objects.get().add_child(instance=page)
    assert not Sku.objects.exists()


@pytest.mark.parametrize("again", ["same instance", "read anew"])
def test_a_sku_cannot_be_changed(again):
    page = a_product(sku="AUT-CC-900")
    page = page if again == "same instance" else ProductPage.objects.get(pk=page.pk)
    page.sku = "AUT-CC-901"
    with pytest.raises(ValidationError, match="The SKU is AUT-CC-900 and cannot be changed"):
        page.save()
    with pytest.raises(ValidationError, match="The SKU is AUT-CC-900 and cannot be changed"):
        page.save_revision()
    assert list(Sku.objects.values_list("pk", flat=True)) == ["AUT-CC-900"]


def test_setting_the_same_sku_changes_nothing():
    page = a_product(sku="AUT-CC-900", title="Before")
    page.sku = "AUT-CC-900"
    page.title = "After"
    page.save()
    assert ProductPage.objects.get().title == "After"


def test_neither_the_sku_nor_stock_is_in_a_revision():
    page = a_product(sku="AUT-CC-900", title="Cleaner", stock=50)
    content = json.dumps(page.latest_revision.content)
    assert "Cleaner" in content
    assert "AUT-CC-900" not in content
    assert not {"sku", "stock", "on_hand", "held"} & set(page.latest_revision.content)


def test_the_sku_is_not_in_a_bundle_s_revision():
    bundle = a_bundle(sku="BND-STD-900")
    assert "BND-STD-900" not in json.dumps(bundle.latest_revision.content)


def test_publishing_an_old_revision_keeps_the_sku_and_the_current_stock():
    page = a_product(1000, sku="AUT-CC-900", stock=50)
    old = page.latest_revision
    page.price_pence = 1200
    page.save_revision().publish()
    add_stock("AUT-CC-900", -8, reason=StockMove.Reason.DAMAGE)
    hold_stock({"AUT-CC-900": 5})

    old.publish()

    page = ProductPage.objects.get(pk=page.pk)
    assert (page.price_pence, page.sku) == (1000, "AUT-CC-900")
    assert Stock.objects.values_list("on_hand", "held").get() == (42, 5)
    assert StockMove.objects.count() == 2


def test_a_page_loaded_from_a_revision_has_its_sku():
    page = a_product(sku="AUT-CC-900")
    assert page.latest_revision.as_object().sku == "AUT-CC-900"


def test_publishing_does_not_change_stock():
    page = a_product(sku="AUT-CC-900", stock=3)
    page.save_revision().publish()
    page.unpublish()
    assert Stock.objects.values_list("pk", "on_hand", "held").get() == ("AUT-CC-900", 3, 0)


def test_a_sku_and_its_stock_are_kept_when_the_page_is_deleted():
    page = a_product(sku="AUT-CC-900", stock=3)
    page.delete()
    assert Sku.objects.get().page_id is None
    assert Stock.objects.get().on_hand == 3
    assert StockMove.objects.count() == 1


def test_the_sku_of_a_deleted_page_cannot_be_used_again():
    a_product(sku="AUT-CC-900").delete()
    with pytest.raises(SkuTaken):
        a_draft(sku="AUT-CC-900")


def test_the_database_allows_one_sku_for_each_page():
    page = a_product()
    with pytest.raises(IntegrityError), transaction.atomic():
        Sku.objects.create(code="AUT-CC-901", page=page)


def test_copying_by_code_without_a_new_sku_is_refused():
    page = a_product()
    with pytest.raises(ValidationError, match="A SKU is required"), transaction.atomic():
        page.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert ProductPage.objects.count() == 1


def test_an_alias_of_a_product_is_refused():
    page = a_product()
    with pytest.raises(ValidationError, match="A SKU is required"), transaction.atomic():
        page.create_alias(update_slug="alias")
    assert ProductPage.objects.count() == 1
