"""Pages that editors recommend for a query."""

import pytest
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from tests.builders import a_product, a_visitor

pytestmark = pytest.mark.django_db


def test_the_pages_that_editors_recommend_stand_above_the_results():
    wax = a_product(title="Carnauba Wax")
    query = Query.objects.create(query_string="shiny car")
    SearchPromotion.objects.create(query=query, page=wax, description="Our best")
    page = a_visitor().get("/search/", {"q": " Shiny   CAR "}).text
    assert "Our best" in page
    assert Query.objects.count() == 1
    assert "Our best" not in a_visitor().get("/search/", {"q": "shiny"}).text


def test_an_unpublished_page_is_not_recommended():
    wax = a_product(title="Carnauba Wax")
    query = Query.objects.create(query_string="shiny")
    SearchPromotion.objects.create(query=query, page=wax, description="Our best")
    wax.unpublish()
    assert "Our best" not in a_visitor().get("/search/", {"q": "shiny"}).text


def test_looking_at_results_stores_no_query():
    a_visitor().get("/search/", {"q": "shiny"})
    assert not Query.objects.exists()
