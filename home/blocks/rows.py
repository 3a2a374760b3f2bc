"""Rows of offers: chosen by editors, or by a rule."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from home.blocks.campaign import Context, ParentContext
from home.blocks.page_facts import facts_of
from home.blocks.row_queries import RowQuery, Rule

MAX_OFFERS = 12
NO_PRICE = "This rule needs a price."
NOTHING_CHOSEN = "This rule needs at least one choice."


class RowBlock(blocks.StructBlock):
    """Abstract row of offers. `chosen_name` names the field of the chosen pages."""

    chosen_name = ""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft may be unfinished
            return cleaned
        if cleaned["rule"] == Rule.LOW_PRICE and not cleaned["max_pounds"]:
            raise StructBlockValidationError({"max_pounds": ValidationError(NO_PRICE)})
        if cleaned["rule"] == Rule.CHOSEN and not cleaned[self.chosen_name]:
            errors = {"rule": ValidationError(NOTHING_CHOSEN)}
            raise StructBlockValidationError(errors)
        return cleaned

    def get_context(self, value: Any, parent_context: ParentContext = None) -> Context:
        context = super().get_context(value, parent_context=parent_context)
        return context | {"offers": facts_of(parent_context).offers(RowQuery.of(value))}


def _limit(default: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label="How many", min_value=1, max_value=MAX_OFFERS, default=default)


def _max_pounds() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label="Price up to (£)",
        required=False,
        min_value=1,
        help_text="Whole pounds, for the rule of low prices.",
    )


class ProductRowBlock(RowBlock):
    heading = blocks.CharBlock(max_length=80)
    rule = blocks.ChoiceBlock(label="Show", choices=Rule.choices, default=Rule.FEATURED)
    limit = _limit(4)
    max_pounds = _max_pounds()
    category = SnippetChooserBlock(
        "catalog.Category", required=False, help_text="Only its products. Not for chosen ones."
    )
    products = blocks.ListBlock(
        # Also bundles: Wagtail's chooser of products alone leaves kits out, for parts of bundles.
        blocks.PageChooserBlock(["catalog.ProductPage", "catalog.BundlePage"]),
        default=[],
        max_num=MAX_OFFERS,
        label="Chosen products",
    )

    chosen_name = "products"

    class Meta:
        icon = "list-ul"
        description = "Product cards: chosen, or by a rule such as best sellers or a low price."
        template = "home/blocks/product_row.html"
        preview_value = {
            "heading": "New in the shop",
            "rule": Rule.NEW,
            "limit": 4,
            "max_pounds": None,
            "category": None,
            "products": [],
        }


class BundleRowBlock(RowBlock):
    heading = blocks.CharBlock(max_length=80)
    rule = blocks.ChoiceBlock(label="Show", choices=Rule.choices, default=Rule.FEATURED)
    limit = _limit(3)
    max_pounds = _max_pounds()
    bundles = blocks.ListBlock(
        blocks.PageChooserBlock("catalog.BundlePage"),
        default=[],
        max_num=MAX_OFFERS,
        label="Chosen bundles",
    )

    chosen_name = "bundles"

    class Meta:
        icon = "folder-open-inverse"
        description = "Bundle cards: chosen, or by a rule such as best sellers or on offer."
        template = "home/blocks/bundle_row.html"
        preview_value = {
            "heading": "Better together",
            "rule": Rule.NEW,
            "limit": 3,
            "max_pounds": None,
            "bundles": [],
        }
