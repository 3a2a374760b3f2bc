"""The catalogue that benchmarks are run on is as good as one that editors made."""

import pytest
from wagtail.models import Page

from catalog.models import BundlePage, ProductPage
from catalog.offers import offers_of_pages
from catalog.search.query import search_pages
from tests.benchmarks.shop.full_catalogue import FullCatalogue
from tests.builders import a_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def catalogue(owner):
    made = FullCatalogue(owner)
    made.fill_up_to(30)
    made.fill_up_to(110)
    return made


def test_its_tree_has_no_fault(catalogue):
    assert Page.find_problems() == ([], [], [], [], [])
    assert ProductPage.objects.count() == 110
    assert BundlePage.objects.count() == 2


def test_what_was_inserted_can_be_found_bought_and_opened(catalogue):
    [offer] = offers_of_pages(search_pages("AUT-BM-00042").pks)
    assert offer.title == "Glass Cleaner – No. 00042"
    assert offer.free_quantity == 42
    assert a_visitor().get(offer.url).status_code == 200


def test_a_revision_holds_what_the_page_holds(catalogue):
    page = ProductPage.objects.get(sku_claim__pk="AUT-BM-00042")
    draft = page.latest_revision.as_object()
    assert (draft.price_pence, draft.title) == (page.price_pence, page.title)
    assert [tag.name for tag in draft.tags.all()] == [tag.name for tag in page.tags.all()]
    bundle = BundlePage.objects.get(sku_claim__pk="BND-BM-00001").latest_revision.as_object()
    assert [part.product.sku for part in bundle.parts.all()] == [
        "AUT-BM-00004", "AUT-BM-00005", "AUT-BM-00006", "AUT-BM-00007",
    ]  # fmt: skip
