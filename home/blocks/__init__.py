"""StreamField blocks of the home page and of content pages."""

from wagtail import blocks

from catalog.blocks import QuestionsBlock, text_block
from home.blocks.campaign import CategoryTilesBlock, HeroBlock, PromotionBlock, StoryBlock
from home.blocks.customers import ContactFormBlock, NewsletterBlock, ReviewQuotationBlock
from home.blocks.rows import BundleRowBlock, ProductRowBlock
from home.blocks.shop_settings import (
    CancellationFormBlock,
    DeliveryTermsBlock,
    ReasonsBlock,
    TraderBlock,
)

PRESENTATION, OFFERS, WORDS, SHOP = "Presentation", "Products", "Words", "From the settings"


class ContentBody(blocks.StreamBlock):
    """All blocks of a content page. With a hero, the hero has the page's only main heading."""

    hero = HeroBlock(group=PRESENTATION)
    promotion = PromotionBlock(group=PRESENTATION)
    story = StoryBlock(group=PRESENTATION)
    category_tiles = CategoryTilesBlock(group=OFFERS)
    product_row = ProductRowBlock(group=OFFERS)
    bundle_row = BundleRowBlock(group=OFFERS)
    text = text_block(group=WORDS)
    questions = QuestionsBlock(group=WORDS)
    review = ReviewQuotationBlock(group=WORDS)
    newsletter = NewsletterBlock(group=WORDS)
    contact_form = ContactFormBlock(group=WORDS)
    trader = TraderBlock(group=SHOP)
    delivery_terms = DeliveryTermsBlock(group=SHOP)
    reasons = ReasonsBlock(group=SHOP)
    cancellation_form = CancellationFormBlock(group=SHOP)

    class Meta:
        block_counts = {name: {"max_num": 1} for name in ("hero", "newsletter", "contact_form")}
