"""Pages of categories: best sellers, and the blocks that editors wrote."""

import json

import pytest

from catalog.models import Category
from tests.builders import a_category, a_product, a_visitor
from tests.catalog.listing.builders import sell

pytestmark = pytest.mark.django_db

PAGE = "/products/cleaning-care/"
BODY = [
    {"type": "text", "value": "<p>Wash before you wax.</p>"},
    {
        "type": "questions",
        "value": {
            "heading": "Questions",
            "questions": [{"question": "How often?", "answer": "<p>Twice a year.</p>"}],
        },
    },
]


def shown(address: str):
    return a_visitor().get(address)


def test_a_category_shows_four_of_its_best_sellers():
    products = [a_product() for _ in range(6)]
    for pieces, page in enumerate(products):
        if pieces:
            sell(page, pieces)
    response = shown(PAGE)
    assert [offer.title for offer in response.context["best_sellers"]] == [
        page.title for page in products[:1:-1]
    ]
    assert "Best sellers</h2>" in response.text


@pytest.mark.parametrize("query", ["?tier=standard", "?sort=price", "?page=2"])
def test_a_filtered_sorted_or_later_page_shows_no_best_sellers(query):
    for page in [a_product() for _ in range(26)][:4]:
        sell(page, 1)
    assert "Best sellers" in shown(PAGE).text
    assert "Best sellers" not in shown(PAGE + query).text


def test_a_category_with_fewer_than_four_sold_products_shows_no_best_sellers():
    for page in [a_product() for _ in range(4)][:3]:
        sell(page, 1)
    assert "Best sellers" not in shown(PAGE).text


def test_the_blocks_of_a_category_are_below_its_products():
    page = a_product()
    Category.objects.filter(pk=a_category().pk).update(body=json.dumps(BODY))
    text = shown(PAGE).text
    assert text.index(page.title) < text.index("Wash before you wax.") < text.index("How often?")
    assert "Wash before you wax." not in shown("/products/").text
    assert "Wash before you wax." not in shown(PAGE + "?tier=standard").text


def test_editors_write_blocks_in_the_form_of_the_category(owner):
    category = a_category()
    path = f"/admin/snippets/catalog/category/edit/{category.pk}/"
    fields = {"name": category.name, "slug": category.slug, "sort_order": "0"}
    fields |= {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value": json.dumps(
            {
                "blocks": [
                    {
                        "key": "a", "text": "Wash first.", "type": "unstyled", "depth": 0,
                        "inlineStyleRanges": [], "entityRanges": [], "data": {},
                    }
                ],
                "entityMap": {},
            }
        ),
    }  # fmt: skip
    assert a_visitor(owner).post(path, fields).status_code == 302
    category.refresh_from_db()
    assert "Wash first." in str(category.body)
