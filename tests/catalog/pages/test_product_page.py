"""Price and availability of a product, in Python and in the database."""

import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from catalog.models import Category, ListedOffer, ProductPage, ProductType, Subcategory
from catalog.models.shop_rules import ShopRules, current_rules
from catalog.prices import MoneyRules
from tests.builders import a_product, a_visitor

pytestmark = pytest.mark.django_db

PRICES = [1, 4, 5, 9, 10, 14, 15, 333, 995, 1299, 3999, 2_999_995, 99_999_999]


@pytest.mark.slow
def test_lists_sort_by_the_price_of_the_page():
    products = [
        a_product(pence, stock=0, is_kit=is_kit) for pence in PRICES for is_kit in (False, True)
    ]
    for percent in (0, 33, 90):
        ShopRules(pk=1, bundle_saving_percent=percent).save()
        rules = current_rules()
        assert dict(ListedOffer.objects.values_list("page", "price_pence")) == {
            page.pk: page.unit_price(rules).price_pence for page in products
        }


def test_a_kit_has_the_bundle_saving_and_other_products_have_none():
    kit, plain = a_product(3999, is_kit=True), a_product(3999)
    assert kit.unit_price(MoneyRules()).price_pence == 3599
    assert plain.unit_price(MoneyRules()).price_pence == 3999


@pytest.mark.parametrize(
    ("change", "is_on_sale"),
    [
        ({}, True),
        ({"live": False}, False),
        ({"price_pence": None}, False),
        ({"product_type": None}, False),
        ({"category": None}, True),
    ],
)
def test_is_on_sale_and_the_queryset_agree(change, is_on_sale):
    pk = a_product().pk
    ProductPage.objects.filter(pk=pk).update(**change)
    assert ProductPage.objects.get(pk=pk).is_on_sale is is_on_sale
    assert ProductPage.objects.on_sale().exists() is is_on_sale


@pytest.mark.parametrize("pence", [0, -1])
def test_the_database_refuses_an_invalid_price(pence):
    a_product(1000)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductPage.objects.update(price_pence=pence)


def test_the_error_has_a_message_for_editors():
    page = a_product(1000)
    page.price_pence = 0
    with pytest.raises(ValidationError, match=r"A product's price must be more than £0\."):
        page.full_clean()


def test_two_products_with_one_name_get_different_slugs():
    slugs = [a_product(title="Car Mats", slug="").slug for _ in range(3)]
    assert slugs == ["car-mats", "car-mats-2", "car-mats-3"]


def test_the_category_of_a_product_cannot_be_deleted():
    category = a_product().category
    with pytest.raises(IntegrityError, match="protected"):
        category.delete()


def test_a_product_page_is_accessible():
    page = a_product(1299, title="Glass Cleaner", sku="AUT-CC-900", stock=3)
    response = a_visitor().get(page.url)
    assert response.status_code == 200
    assert response.context["offer"].price_pence == 1299
    for words in ("Glass Cleaner", "AUT-CC-900", "£12.99", "Only 3 left", 'name="sku"'):
        assert words in response.text


def test_the_delivery_date_names_the_day_of_the_order(monkeypatch):
    page = a_product()
    monkeypatch.setattr(timezone, "now", lambda: datetime(2027, 6, 30, 23, 30, tzinfo=UTC))
    text = " ".join(re.sub(r"<[^>]+>", "", a_visitor().get(page.url).text).split())
    assert "Get it by Saturday 3 July if you order on Thursday 1 July" in text


def test_a_product_without_stock_has_no_delivery_date():
    assert "Get it by" not in a_visitor().get(a_product(stock=0).url).text


def test_the_details_are_shown_in_order():
    page = a_product(
        highlights="Shines\nLasts",
        length_mm=195, width_mm=70, height_mm=60, weight_g=340,
        box_contents="One tin", instructions="Wipe on.\nWipe off.",
        specification=[("fact", {"name": "Colour", "value": "White"})],
        questions=[("question", {"question": "Is it safe?", "answer": "Yes."})],
        signal_word="warning", hazard_statements="H319 Irritates eyes.", minimum_age=16,
    )  # fmt: skip
    _, _, text = a_visitor().get(page.url).text.partition("<main")
    words = (
        "£12.99", "Get it by", "Add to cart", "Shines", "Warning</h2>", "H319 Irritates eyes.",
        "anyone under 16", "Specification", "Colour", "195 × 70 × 60 mm", "340 g", "In the box",
        "One tin", "How to use it", "Wipe off.", "Is it safe?", "Yes.",
    )  # fmt: skip
    places = [text.find(word) for word in words]
    assert -1 not in places, dict(zip(words, places, strict=True))
    assert places == sorted(places)


def test_a_size_that_the_specification_says_is_shown_once():
    page = a_product(
        length_mm=50, width_mm=22, height_mm=30, weight_g=18,
        specification=[("fact", {"name": "Size", "value": "50 × 22 × 30 mm"})],
    )  # fmt: skip
    _, _, text = a_visitor().get(page.url).text.partition("<main")
    assert text.count("50 × 22 × 30 mm") == 1
    assert "18 g" in text


def test_a_product_without_details_has_no_empty_sections():
    text = a_visitor().get(a_product().url).text
    for words in ("Specification", "In the box", "How to use it", "Questions", 'class="safety'):
        assert words not in text


def test_the_returns_line_links_to_the_page_about_returns_if_there_is_one():
    page = a_product()
    text = a_visitor().get(page.url).text
    assert "You have 14 days after delivery to cancel" in text
    assert '<a href="/returns/">How returns work</a>' in text
    Page.objects.get(slug="returns").unpublish()
    assert "How returns work" not in a_visitor().get(page.url).text


def test_what_the_browser_keeps_has_no_price():
    page = a_product(title="Wax", slug="wax")
    [section] = re.findall(r"<section class=\"recent\".*?>", a_visitor().get(page.url).text)
    assert 'data-url="/products/wax/"' in section
    assert "hidden" in section
    assert "£" not in section


def test_an_unpublished_product_is_not_found():
    page = a_product()
    page.unpublish()
    assert a_visitor().get(page.url).status_code == 404


def test_a_live_product_without_a_price_is_shown_but_not_sold():
    page = a_product(stock=3)
    ProductPage.objects.update(price_pence=None)
    response = a_visitor().get(page.url)
    assert response.status_code == 200
    assert "/cart/add/" not in response.text


def test_a_product_without_stock_is_shown_but_not_sold():
    response = a_visitor().get(a_product(stock=0).url)
    assert "Out of stock" in response.text
    assert "/cart/add/" not in response.text


def test_a_product_page_links_to_its_variants():
    small = a_product(500, family="mats", variant="Small")
    large = a_product(900, family="mats", variant="Large", stock=0)
    a_product(900, family="other", variant="Stranger")
    a_product(700, family="mats", variant="Hidden", live=False)
    response = a_visitor().get(large.url)
    assert [offer.sku for offer in response.context["variants"]] == [small.sku, large.sku]
    assert small.url in response.text
    assert "Hidden" not in response.text
    assert "Stranger" not in response.text


def test_a_product_without_a_family_has_no_variants():
    a_product(family="")
    response = a_visitor().get(a_product(family="").url)
    assert "Choose a version" not in response.text


@pytest.mark.parametrize("name", ["product_type", "category", "subcategory"])
def test_a_draft_with_a_deleted_category_still_opens(owner, name):
    wax = a_product()
    if name == "product_type":
        sorted_by = ProductType.objects.create(name="Gone", slug="gone")
    elif name == "category":
        sorted_by = Category.objects.create(name="Gone", slug="gone")
    else:
        sorted_by = Subcategory.objects.create(category=wax.category, name="Gone", slug="gone")
    setattr(wax, name, sorted_by)
    wax.save_revision()
    sorted_by.delete()
    draft = ProductPage.objects.get().get_latest_revision_as_object()
    assert getattr(draft, name) is None
    address = reverse("wagtailadmin_pages:edit", args=[wax.pk])
    assert a_visitor(owner).get(address).status_code == 200
