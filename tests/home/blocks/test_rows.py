"""Rows of offers: which are shown by each rule, and what editors must enter."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from catalog.models import ShopRules
from home.blocks.page_facts import PageFacts
from home.blocks.row_queries import RowQuery
from home.blocks.rows import BundleRowBlock, ProductRowBlock
from tests.builders import a_bundle, a_category, a_product, a_visitor, change
from tests.catalog.listing.builders import sell
from tests.home.builders import a_bundle_row, a_content_page, a_product_row

pytestmark = pytest.mark.django_db


def titles(row: dict) -> list[str]:
    block = ProductRowBlock() if row["type"] == "product_row" else BundleRowBlock()
    query = RowQuery.of(block.to_python(row["value"]))
    return [offer.title for offer in PageFacts([query]).offers(query)]


def test_chosen_products_are_shown_in_their_order_if_they_are_on_sale():
    wax, mat, draft = a_product(title="Wax"), a_product(title="Mat"), a_product(live=False)
    kit, bundle = a_product(title="Kit", is_kit=True), a_bundle(title="Set")
    row = a_product_row("chosen", products=[wax, draft, bundle, kit, mat])
    assert titles(row) == ["Wax", "Set", "Kit", "Mat"]


def test_new_products_are_shown_latest_first():
    for day, title in ((1, "Old"), (3, "New"), (2, "Newer")):
        page = a_product(title=title)
        change(page, first_published_at=datetime(2026, 1, day, tzinfo=UTC))
    assert titles(a_product_row("new", limit=2)) == ["New", "Newer"]


def test_products_without_a_publication_date_are_the_oldest():
    undated, dated = a_product(title="Undated"), a_product(title="Dated")
    change(undated, first_published_at=None)
    change(dated, first_published_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert titles(a_product_row("new")) == ["Dated", "Undated"]


def test_best_sellers_are_shown_by_pieces_sold():
    wax, mat = a_product(title="Wax"), a_product(title="Mat")
    sell(wax, 1)
    sell(mat, 2)
    assert titles(a_product_row("best_sellers")) == ["Mat", "Wax"]


def test_products_up_to_a_price_are_shown_cheapest_first():
    for pence in (1000, 1001, 499):
        a_product(pence, title=f"{pence}")
    assert titles(a_product_row("low_price", max_pounds=10)) == ["499", "1000"]


def test_the_price_after_the_kit_saving_counts():
    a_product(1100, title="Kit", is_kit=True)
    assert titles(a_product_row("low_price", max_pounds=10)) == ["Kit"]


def test_only_offers_with_a_saving_are_on_offer():
    a_product(title="Wax")
    a_product(title="Kit", is_kit=True)
    a_bundle(title="Set")
    a_bundle(title="Dear", discount=0)
    assert titles(a_product_row("on_offer")) == ["Kit"]
    assert titles(a_bundle_row("on_offer")) == ["Set"]
    rules = ShopRules.load()
    rules.bundle_saving_percent = 0
    rules.save()
    assert titles(a_product_row("on_offer")) == titles(a_bundle_row("on_offer")) == []


def test_a_category_limits_the_row():
    a_product(title="Wax", featured=True)
    a_product(title="Mat", featured=True, category=a_category("accessories"))
    assert titles(a_product_row("featured", category=a_category("accessories").pk)) == ["Mat"]


def test_featured_bundles_are_limited():
    for number in range(4):
        a_bundle(title=f"Set {number}", featured=True)
    assert titles(a_bundle_row("featured", limit=3)) == ["Set 0", "Set 1", "Set 2"]


def test_a_row_without_offers_shows_no_heading():
    a_content_page(a_product_row("best_sellers", heading="Sold most"), slug="winter")
    assert "Sold most" not in a_visitor().get("/winter/").text


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"rule": "low_price"}, "max_pounds", "This rule needs a price."),
        ({"rule": "chosen"}, "rule", "This rule needs at least one choice."),
    ],
)
def test_a_rule_without_what_it_needs_is_refused(change, field, message):
    block = ProductRowBlock()
    value = block.to_python(a_product_row("featured")["value"] | change)
    with pytest.raises(ValidationError) as refusal:
        block.clean(value)
    assert refusal.value.block_errors[field].messages == [message]


@pytest.mark.parametrize("block", [ProductRowBlock(), BundleRowBlock()])
def test_an_unfinished_draft_may_have_neither_number_nor_price(block):
    value = {"heading": "Soon", "rule": "low_price", "limit": None, "max_pounds": None}
    block.clean_deferred(block.to_python(value))
    assert RowQuery.of(block.to_python(value)).limit == 4


def test_a_row_leaves_out_what_an_earlier_row_of_the_page_shows():
    wax = a_product(title="Wax", featured=True)
    a_product(title="Mat", featured=True)
    sell(wax, 1)
    page = a_content_page(
        a_product_row("best_sellers"),
        a_product_row("featured"),
        a_product_row("chosen", products=[wax]),
    )
    facts = PageFacts.of_body(page.body)
    shown = [
        [offer.title for offer in facts.offers(RowQuery.of(block.value))] for block in page.body
    ]
    assert shown == [["Wax"], ["Mat"], ["Wax"]]
