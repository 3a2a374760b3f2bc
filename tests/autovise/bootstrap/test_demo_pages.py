"""The demo's home page and campaign pages: valid blocks, which together use nearly all kinds."""

import pytest

from autovise.bootstrap.demo_pages import GIFT_BUNDLES, WINTER_BUNDLES, WINTER_SKUS, make_demo_pages
from home.blocks import ContentBody
from home.models import ContentPage, HomePage
from tests.builders import a_bundle, a_product, a_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages() -> list[HomePage | ContentPage]:
    for sku in WINTER_SKUS:
        a_product(599, sku=sku)
    for sku in (*WINTER_BUNDLES, *GIFT_BUNDLES):
        a_bundle(sku=sku)
    make_demo_pages()
    return [HomePage.objects.get(), *ContentPage.objects.order_by("path")]


def test_every_block_of_the_demo_is_valid(pages):
    for page in pages:
        page.full_clean()
        page.body.stream_block.clean(page.body)
        assert a_visitor().get(page.url).status_code == 200


def test_the_demo_uses_every_block_but_the_review(pages):
    used = {block.block_type for page in pages for block in page.body}
    assert set(ContentBody().child_blocks) - used == {"review"}  # the demo has no reviews


def test_the_home_page_leads_to_the_campaigns(pages):
    text = a_visitor().get("/").text
    assert 'href="/winter-ready/">Winter ready</a>' in text
    assert 'href="/gifts-for-10-or-less/">Gifts for £10 or less</a>' in text


def test_the_gifts_cost_ten_pounds_at_most(pages):
    a_product(100, title="Torch")
    a_product(1001, title="Dear torch")
    row = a_visitor().get("/gifts-for-10-or-less/").text.split("For £10 or less</h2>")[1]
    row = row.split("</section>")[0]
    assert ">Torch</a>" in row
    assert "Dear torch" not in row
