"""Markdown twins of product and bundle pages, and /llms.txt."""

import pytest
from django.conf import settings

from tests.builders import a_bundle, a_category, a_product, a_visitor

pytestmark = pytest.mark.django_db


def test_a_product_has_the_facts_and_prices_of_its_page():
    page = a_product(
        1299, title="Wax & <Polish>", slug="wax", sku="AUT-CC-900", net_amount=500, net_measure="ml"
    )
    response = a_visitor().get("/products/wax.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Link"] == f'<{settings.SITE_URL}{page.url}>; rel="canonical"'
    assert response.text.startswith("# Wax & <Polish>\n")
    for fact in (
        "- Price: £12.99, VAT included (£25.98 per litre)",
        "- One delivered: £17.98",
        "- In stock",
        "- SKU: AUT-CC-900",
        "- Net quantity: 500 ml",
        f"Buy it at {settings.SITE_URL}{page.url}",
    ):
        assert fact in response.text, fact


def test_a_product_has_its_details_and_safety_notes():
    page = a_product(
        highlights="Shines", weight_g=340, box_contents="One tin", instructions="Wipe on.",
        specification=[("fact", {"name": "Colour", "value": "White"})],
        questions=[("question", {"question": "Is it safe?", "answer": "Yes."})],
        signal_word="danger", hazard_statements="H222 Flammable.", minimum_age=18,
    )  # fmt: skip
    text = a_visitor().get(f"{page.url[:-1]}.md").text
    for fact in (
        "- Hazards: Danger: H222 Flammable.", "- Age limit: 18", "- Colour: White",
        "- Weight: 340 g", "## Highlights\n\n- Shines", "## In the box\n\n- One tin",
        "## How to use it\n\n1. Wipe on.", "### Is it safe?\n\nYes.",
    ):  # fmt: skip
        assert fact in text, fact


def test_a_bundle_names_its_parts_and_its_saving():
    bundle = a_bundle((a_product(1000, title="Wax"), 2), a_product(), a_product())
    text = a_visitor().get(f"{bundle.url[:-1]}.md").text
    assert "- 2 × Wax" in text
    assert "you save £" in text


def test_a_page_links_to_its_twin():
    page = a_product()
    link = f'type="text/markdown" href="{settings.SITE_URL}{page.url[:-1]}.md"'
    assert link in a_visitor().get(page.url).text


@pytest.mark.parametrize("path", ["/products/nothing.md", "/products.md", "/x.md", "/a/b/c.md"])
def test_other_pages_have_none(path):
    assert a_visitor().get(path).status_code == 404


def test_a_draft_has_none():
    page = a_product(live=False)
    assert a_visitor().get(f"{page.url[:-1]}.md").status_code == 404


def test_llms_txt_lists_categories_products_and_bundles():
    a_category("accessories", "Accessories")
    a_bundle(title="Wash Set", slug="wash-set")
    response = a_visitor().get("/llms.txt")
    assert response.text.startswith("# Autovise\n\n> ")
    assert f"- [Accessories]({settings.SITE_URL}/products/accessories/)" in response.text
    assert f"- [Wash Set]({settings.SITE_URL}/bundles/wash-set.md)" in response.text
