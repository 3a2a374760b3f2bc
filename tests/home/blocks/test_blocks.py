"""Blocks of content pages: previews, links, quotations of reviews, words from the settings."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from catalog.models import Category, Review, ReviewState, ShopRules
from home.blocks import ContentBody
from home.blocks.links import LinkBlock
from home.models import ContentPage
from sitewide.trader import Trader
from tests.autovise.admin.roles_table import MARKETING, client_as
from tests.builders import a_category, a_customer, a_product, a_review, a_visitor
from tests.home.builders import a_block, a_content_page, a_hero

pytestmark = pytest.mark.django_db

BLOCKS = ContentBody().child_blocks
WORDS = {
    "hero": "Ready for winter",
    "promotion": "New for winter: scrapers, torches and blankets.",
    "story": "Wash, dry, protect",
    "category_tiles": "Shop by section",
    "product_row": "New in the shop",
    "bundle_row": None,
    "text": "Clean glass, no streaks",
    "questions": "Does a microfibre cloth scratch the paint?",
    "review": "The stars and the words of the review that you choose.",
    "newsletter": "I can unsubscribe at any time",
    "contact_form": "delete it after a year",
    "trader": "Trading name",
    "delivery_terms": "£4.99 for each order, VAT included",
    "reasons": "At your door within 2 days",
    "cancellation_form": "hereby give notice",
}


def test_every_block_has_words_here():
    assert list(WORDS) == list(BLOCKS)


@pytest.mark.parametrize("block", BLOCKS.values())
def test_a_block_has_an_icon_of_its_own_and_a_description(block):
    assert block.meta.icon not in ("", "placeholder")
    assert block.get_description().endswith(".")


@pytest.mark.parametrize("name", [name for name, words in WORDS.items() if words])
def test_a_block_preview_uses_the_shop_s_styles(owner, name):
    a_product()
    block = BLOCKS[name]
    assert block.is_previewable
    address = reverse("wagtailadmin_block_preview")
    answer = a_visitor(owner).get(address, {"id": block.definition_prefix})
    assert answer.status_code == 200
    assert WORDS[name] in answer.text
    assert "autovise/css/shop.css" in answer.text


def test_every_block_is_in_a_group_of_the_chooser():
    assert {block.meta.group for block in BLOCKS.values()} == {
        "Presentation",
        "Products",
        "Words",
        "From the settings",
    }


def shown(*blocks: dict) -> str:
    page = a_content_page(*blocks)
    return a_visitor().get(page.url).text.split("<main")[1].split("</main>")[0]


def a_link(**value) -> dict:
    return {"label": "Look", "page": None, "category": None} | value


def test_links_lead_to_pages_and_categories_and_drafts_are_left_out():
    winter, draft = a_content_page(slug="winter"), a_content_page(live=False)
    to_page, to_category = a_link(page=winter.pk), a_link(category=a_category("wax").pk)
    assert 'href="/winter/">Look</a>' in shown(a_hero(links=[to_page]))
    assert 'href="/products/wax/">Look</a>' in shown(a_hero(links=[to_category]))
    assert "Look" not in shown(a_hero(links=[a_link(page=draft.pk)]))


def test_a_link_needs_a_target():
    block = LinkBlock()
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(a_link()))
    assert refusal.value.block_errors["page"].messages == ["Choose a page or a category."]


def test_chosen_categories_are_shown_in_their_order():
    first, second = a_category("wax", "Wax"), a_category("mats", "Mats")
    a_category("other", "Other")
    text = shown(a_block("category_tiles", heading="Two", categories=[second.pk, first.pk]))
    assert text.index("Mats") < text.index("Wax")
    assert "Other" not in text


@pytest.fixture
def review() -> Review:
    author = a_customer()
    author.first_name = "Robin"
    author.save()
    return a_review(a_product(title="Wax"), author=author, stars=4, text="Shines for weeks.")


def quoted(review: Review) -> str:
    return shown(a_block("review", heading="", review=review.pk))


def test_a_quotation_shows_words_author_stars_and_product_of_the_review(review):
    text = quoted(review)
    for words in ("Shines for weeks.", "Robin", "4 of 5 stars", ">Wax</a>"):
        assert words in text


def test_a_review_that_is_no_longer_approved_is_not_quoted(review):
    Review.objects.update(state=ReviewState.WAITING)
    assert "quotation" not in quoted(review)


def test_a_deleted_review_leaves_a_page_that_can_be_shown(review):
    page = a_content_page(a_block("review", heading="", review=review.pk))
    review.delete()
    assert "quotation" not in a_visitor().get(page.url).text


def test_the_chooser_offers_approved_reviews_only(review, owner):
    a_review(a_product(), text="Waiting for approval.", approved=False)
    text = a_visitor(owner).get(reverse("review_chooser:choose")).text
    assert "Shines for weeks." in text
    assert "Waiting for approval." not in text


def test_marketing_editors_may_choose_reviews_categories_and_products(review):
    marketing = client_as(MARKETING)
    chosen = reverse("review_chooser:chosen", args=[review.pk])
    assert marketing.get(chosen).status_code == 200
    categories = Category.snippet_viewset.chooser_viewset.get_url_name("choose")
    for address, words in (
        (reverse("review_chooser:choose"), "Shines for weeks."),
        (reverse(categories), "Cleaning care"),
        ("/admin/choose-page/?page_type=catalog.productpage,catalog.bundlepage", "Products"),
    ):
        answer = marketing.get(address)
        assert answer.status_code == 200, address
        assert words in unescape(answer.json()["html"]), address


def test_the_newsletter_form_posts_to_the_newsletter():
    text = shown(a_block("newsletter", heading="News", text=""))
    assert 'action="/newsletter/"' in text
    assert 'name="agrees"' in text
    assert "csrfmiddlewaretoken" not in text


def test_delivery_terms_follow_the_money_rules():
    rules = ShopRules.load()
    rules.delivery_pence, rules.free_delivery_from_pence, rules.delivery_days = 599, 5000, 3
    rules.save()
    text = shown(a_block("delivery_terms", heading="Delivery"))
    for words in ("£5.99 for each order", "£50.00 or more", "Within 3 days of your order"):
        assert words in text


def test_the_trader_and_the_cancellation_form_show_the_settings():
    Trader.objects.create(legal_name="Wheels Ltd", line1="1 Road", email="help@example.com")
    assert "<dt>Company</dt><dd>Wheels Ltd</dd>" in shown(a_block("trader", heading="Us"))
    form = shown(a_block("cancellation_form", heading="Form"))
    assert "To Wheels Ltd (Autovise), 1 Road, help@example.com:" in form


def test_a_page_may_have_one_hero():
    body = ContentPage._meta.get_field("body").stream_block
    two = body.to_python([a_hero(), a_hero()])
    with pytest.raises(ValidationError):
        body.clean(two)
