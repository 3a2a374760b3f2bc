"""The home page and content pages: headings, slugs, approval and queries."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import ContentPage, HomePage
from sitewide.kept_values import forget_kept_values
from tests.builders import a_bundle, a_category, a_product, a_visitor, change
from tests.home.builders import a_block, a_content_page, a_hero, a_product_row, set_home_body

pytestmark = pytest.mark.django_db


def shown(path: str = "/") -> str:
    response = a_visitor().get(path)
    assert response.status_code == 200
    return response.text


def main_of(path: str = "/") -> str:
    return shown(path).split("<main")[1].split("</main>")[0]


def test_a_new_shop_has_a_home_page_of_blocks_with_its_lists():
    page = HomePage.objects.get()
    assert page.url == "/"
    urls = {child.url for child in page.get_children().live()}
    assert urls >= {"/products/", "/bundles/"}
    names = [block.block_type for block in page.body]
    assert names == ["hero", "category_tiles", "product_row", "bundle_row", "reasons"]
    assert page.heading in main_of()
    assert page.introduction in main_of()


def test_the_buttons_of_a_new_home_page_lead_to_both_lists():
    hero = main_of().split('class="hero__buttons"')[1].split("</p>")[0]
    assert 'href="/products/">Shop all products' in hero
    assert 'href="/bundles/">See the bundles' in hero


def test_featured_offers_are_shown_with_their_price():
    page = a_product(1299, title="Wax", featured=True)
    a_product(title="Mat")
    a_bundle(title="Set", featured=True)
    text = main_of()
    assert f'href="{page.url}"' in text
    assert "£12.99" in text
    assert ">Set</a>" in text
    assert ">Mat</a>" not in text


def test_pages_that_are_not_on_sale_are_not_featured():
    a_product(title="Draft", featured=True, live=False)
    unpriced = a_product(title="Unpriced", featured=True)
    change(unpriced, price_pence=None)
    a_bundle(unpriced, a_product(), a_product(), featured=True)
    text = main_of()
    assert "product-card" not in text
    assert "Worth a look" not in text


def test_categories_link_to_their_products():
    a_category("accessories", "Accessories")
    assert 'href="/products/accessories/"' in main_of()
    assert a_visitor().get("/products/accessories/").status_code == 200


def test_there_is_only_one_home_page():
    root = HomePage.objects.get().get_parent()
    assert HomePage.can_create_at(root) is False


def test_a_content_page_is_below_the_home_page_and_has_no_pages_below():
    page = a_content_page(a_block("text") | {"value": "<p>Warm words.</p>"}, slug="winter")
    assert "Warm words." in main_of("/winter/")
    assert ContentPage.can_create_at(HomePage.objects.get())
    assert not ContentPage.can_create_at(page)


def test_a_page_without_hero_has_its_heading_once():
    a_content_page(title="Winter", slug="winter", introduction="Be ready.")
    text = main_of("/winter/")
    assert text.count("<h1") == 1
    assert "<h1>Winter</h1><p>Be ready.</p>" in text


def test_a_hero_has_the_only_main_heading():
    a_content_page(a_hero(heading="Cold?"), title="Winter", slug="winter")
    text = main_of("/winter/")
    assert text.count("<h1") == 1
    assert "<h1>Cold?</h1>" in text


def test_a_hero_without_words_shows_those_of_the_page():
    a_content_page(a_hero(), title="Winter", slug="winter", introduction="Be ready.")
    text = main_of("/winter/")
    assert "<h1>Winter</h1>" in text
    assert '<p class="hero__lead">Be ready.</p>' in text


@pytest.mark.parametrize("slug", ["cart", "privacy", "search", "newsletter", "admin"])
def test_a_slug_of_another_part_of_the_shop_is_refused(slug):
    with pytest.raises(ValidationError) as refusal:
        a_content_page(slug=slug)
    assert refusal.value.message_dict == {
        "slug": ["The shop itself uses this address. Please choose another slug."]
    }


def test_a_page_is_the_same_for_everybody(shopper):
    a_content_page(a_hero(), slug="winter")
    assert shown("/winter/") == a_visitor(shopper).get("/winter/").text
    assert not a_visitor().get("/winter/").cookies


def test_the_sitemap_lists_a_content_page():
    a_content_page(slug="winter")
    assert "/winter/</loc>" in shown("/sitemap.xml")


def queries_of(path: str) -> int:
    visitor = a_visitor()
    visitor.get(path)
    forget_kept_values()
    with CaptureQueriesContext(connection) as captured:
        visitor.get(path)
    return len(captured)


def test_the_number_of_queries_does_not_depend_on_the_catalogue():
    rows = [a_product_row(rule) for rule in ("featured", "new", "best_sellers")]
    set_home_body(a_hero(), a_block("category_tiles", heading="All", categories=[]), *rows)
    a_product(featured=True)
    before = queries_of("/")
    for number in range(3):
        a_product(featured=True, category=a_category(f"section-{number}"))
    assert queries_of("/") == before


def test_further_rows_take_one_query_each():
    a_product(featured=True)
    set_home_body(a_hero(), a_product_row("featured"))
    before = queries_of("/")
    set_home_body(a_hero(), a_product_row("featured"), a_product_row("new"), a_product_row("new"))
    assert queries_of("/") == before + 1


def test_a_page_that_is_not_saved_yet_can_be_previewed(owner):
    """Wagtail makes the preview of a new page from the fields of its form."""
    visitor, home = a_visitor(owner), HomePage.objects.get()
    address = f"/admin/pages/add/home/contentpage/{home.pk}/preview/"
    fields = {"title": "Winter", "slug": "winter", "body-count": "1", "body-0-deleted": ""}
    fields |= {"body-0-order": "0", "body-0-type": "reasons", "body-0-id": ""}
    fields |= {"body-0-value-heading": "Why us"}
    assert visitor.post(address, fields).json() == {"is_valid": True, "is_available": True}
    preview = visitor.get(f"{address}?mode=")
    assert preview.status_code == 200
    assert "<h1>Winter</h1>" in preview.text
    assert "<h2>Why us</h2>" in preview.text
