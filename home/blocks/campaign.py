"""Blocks that present: hero, promotion strip, category tiles, story."""

from collections.abc import Mapping
from typing import Any

from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from home.blocks.links import LinkBlock, links_shown
from home.blocks.page_facts import facts_of

type Context = dict[str, Any]
type ParentContext = Mapping[str, Any] | None


class LinkedBlock(blocks.StructBlock):
    """Abstract block with `links`: those whose target is live are shown."""

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        return super().get_context(value, parent_context=parent_context) | {
            "links": links_shown(value["links"], parent_context)
        }


class HeroBlock(LinkedBlock):
    heading = blocks.CharBlock(
        required=False, max_length=120, help_text="If empty, the heading of the page."
    )
    text = blocks.CharBlock(
        required=False, max_length=300, help_text="If empty, the introduction of the page."
    )
    image = ImageBlock(required=False, help_text="If empty, the drawing of a packed car boot.")
    links = blocks.ListBlock(LinkBlock(), max_num=2, default=[])

    class Meta:
        icon = "pick"
        description = "The top of a page: heading, text, picture and up to two buttons."
        template = "home/blocks/hero.html"
        preview_value: dict[str, Any] = {
            "heading": "Ready for winter",
            "text": "Clear glass, warm hands and a light in the dark.",
            "image": None,
            "links": [],
        }

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        page = (parent_context or {}).get("page")
        return super().get_context(value, parent_context=parent_context) | {
            "heading": value["heading"] or getattr(page, "heading", ""),
            "text": value["text"] or getattr(page, "introduction", ""),
            "rules": facts_of(parent_context).rules,
        }


class PromotionBlock(LinkedBlock):
    text = blocks.CharBlock(max_length=160, help_text="One sentence that is true for everybody.")
    links = blocks.ListBlock(LinkBlock(), max_num=1, default=[])

    class Meta:
        icon = "tag"
        description = "A coloured strip with one sentence and a link."
        template = "home/blocks/promotion.html"
        preview_value: dict[str, Any] = {
            "text": "New for winter: scrapers, torches and blankets.",
            "links": [],
        }


class CategoryTilesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80, default="Shop by section")
    categories = blocks.ListBlock(
        SnippetChooserBlock("catalog.Category"), default=[], help_text="If empty, all categories."
    )

    class Meta:
        icon = "grid"
        description = "Tiles that lead to categories."
        template = "home/blocks/category_tiles.html"
        preview_value: dict[str, Any] = {"heading": "Shop by section", "categories": []}

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        every = facts_of(parent_context).categories
        chosen = [category.pk for category in value["categories"] if category]
        by_key = {category.pk: category for category in every}
        shown = [by_key[key] for key in chosen if key in by_key] if chosen else every
        return super().get_context(value, parent_context=parent_context) | {"categories": shown}


class StoryBlock(LinkedBlock):
    heading = blocks.CharBlock(max_length=80)
    text = blocks.RichTextBlock(features=["bold", "italic", "ul", "link"])
    image = ImageBlock(required=False)
    side = blocks.ChoiceBlock(
        choices=[("left", "Picture left of the text"), ("right", "Picture right of the text")],
        default="left",
    )
    links = blocks.ListBlock(LinkBlock(), max_num=1, default=[])

    class Meta:
        icon = "doc-full"
        description = "A picture beside a short text."
        template = "home/blocks/story.html"
        preview_value: dict[str, Any] = {
            "heading": "Wash, dry, protect",
            "text": "<p>Three steps that keep paint bright through the winter.</p>",
            "image": None,
            "side": "left",
            "links": [],
        }
