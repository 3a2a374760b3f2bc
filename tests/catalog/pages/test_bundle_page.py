"""Price and availability of a bundle, also without one of its parts."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import BundlePage, ListedOffer, ProductBundle, ProductPage
from catalog.models.shop_rules import ShopRules, current_rules
from catalog.offers import offers_for
from catalog.prices import MoneyRules
from tests.builders import a_bundle, a_product, a_visitor, change

pytestmark = pytest.mark.django_db


def test_lists_sort_by_the_price_of_the_page():
    parts = [a_product(pence, stock=0) for pence in (5, 333, 1299)]
    expensive = [a_product(99_999_999, stock=0) for _ in range(3)]
    bundles = []
    for discount in (None, 0, 1, 25, 90):
        bundles.append(a_bundle((parts[0], 7), (parts[1], 3), parts[2], discount=discount))
        bundles.append(a_bundle(*((page, 20) for page in expensive), discount=discount))
    for percent in (0, 33, 90):
        ShopRules(pk=1, bundle_saving_percent=percent).save()
        rules = current_rules()
        rows = ListedOffer.objects.bundles()
        assert dict(rows.values_list("page", "price_pence")) == {
            page.pk: page.unit_price(rules).price_pence for page in bundles
        }


def test_a_bundle_costs_the_current_list_prices_of_its_parts_less_its_saving():
    part = a_product(1000)
    bundle = a_bundle((part, 2), a_product(500), a_product(499))
    unit = bundle.unit_price(MoneyRules())
    assert (unit.list_pence, unit.saving_pence, unit.price_pence) == (2999, 300, 2699)
    ProductPage.objects.filter(pk=part.pk).update(price_pence=2000)
    assert BundlePage.objects.get().unit_price(MoneyRules()).list_pence == 4999


def unpublish(part):
    part.product.unpublish()


def delete(part):
    ProductPage.objects.get(pk=part.product_id).delete()


def take_the_price(part):
    change(part.product, price_pence=None)


def take_the_type(part):
    change(part.product, product_type=None)


@pytest.mark.parametrize("harm", [unpublish, delete, take_the_price, take_the_type])
def test_a_bundle_is_on_sale_while_all_of_its_parts_are(harm):
    bundle, other = a_bundle(), a_bundle()
    harm(bundle.parts.first())
    assert BundlePage.objects.get(pk=bundle.pk).is_on_sale is False
    assert list(BundlePage.objects.on_sale()) == [other]
    assert list(offers_for([bundle.sku, other.sku])) == [other.sku]


@pytest.mark.parametrize("harm", [unpublish, delete, take_the_price, take_the_type])
def test_a_bundle_without_one_of_its_parts_has_a_page_but_cannot_be_bought(harm):
    bundle = a_bundle()
    harm(bundle.parts.first())
    response = a_visitor().get(bundle.url)
    assert response.status_code == 200
    assert response.context["is_on_sale"] is False
    assert "not for sale just now" in response.text
    assert "/cart/add/" not in response.text


@pytest.mark.parametrize("is_live", [True, False])
def test_a_bundle_without_any_part_is_not_on_sale(is_live):
    bundle = a_bundle(live=is_live)
    assert BundlePage.objects.on_sale().exists() is is_live
    ProductBundle.objects.all().delete()
    assert BundlePage.objects.get(pk=bundle.pk).is_on_sale is False
    assert not BundlePage.objects.on_sale().exists()


def test_a_live_bundle_with_too_few_parts_cannot_be_saved():
    bundle = a_bundle()
    bundle.parts = [ProductBundle(product=a_product())]
    with pytest.raises(ValidationError, match="at least 3 different products; this one has 1"):
        bundle.save()
    assert ProductBundle.objects.count() == 3


def test_a_pro_bundle_needs_a_pro_part():
    parts = [a_product() for _ in range(3)]
    bundle = a_bundle(*parts, bundle_type="pro")
    with pytest.raises(ValidationError, match="at least one Pro product"):
        bundle.save()
    assert a_bundle(*parts[1:], a_product(tier="pro"), bundle_type="pro").is_on_sale


@pytest.mark.parametrize("percent", [91, -1, 100])
def test_a_discount_is_0_to_90(percent):
    bundle = a_bundle()
    with pytest.raises(IntegrityError), transaction.atomic():
        BundlePage.objects.update(discount_percentage=percent)
    bundle.discount_percentage = percent
    with pytest.raises(ValidationError) as refusal:
        bundle.full_clean()
    assert "discount_percentage" in refusal.value.message_dict


def test_the_database_refuses_duplicate_parts_and_a_quantity_of_zero():
    bundle, product = a_bundle(), a_product()
    ProductBundle.objects.create(bundle=bundle, product=product)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductBundle.objects.create(bundle=bundle, product=product)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductBundle.objects.update(quantity=0)


def test_a_bundle_page_is_accessible():
    bundle = a_bundle(title="First Wash", sku="BND-STD-900")
    response = a_visitor().get(bundle.url)
    assert response.status_code == 200
    assert [quantity for quantity, _ in response.context["parts"]] == [1, 1, 1]
    for words in ("First Wash", "BND-STD-900", "£29.99", "£26.99", "£3.00", 'name="sku"'):
        assert words in response.text
