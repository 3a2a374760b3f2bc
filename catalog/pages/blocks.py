"""StreamField blocks of product and bundle pages, with previews for the block chooser."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from catalog.blocks import PictureBlock, text_block


class FactBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=60, help_text="Such as “Material” or “Cable length”.")
    value = blocks.CharBlock(max_length=160)

    class Meta:
        icon = "tag"
        description = "One fact: its name and its value."


class FactsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80, default="At a glance")
    facts = blocks.ListBlock(FactBlock())

    class Meta:
        icon = "list-ul"
        description = "A short table of facts: sizes, materials, what is in the box."
        template = "catalog/blocks/facts.html"
        preview_value = {
            "heading": "At a glance",
            "facts": [
                {"name": "Size", "value": "500 ml"},
                {"name": "Made of", "value": "Recycled plastic"},
                {"name": "In the box", "value": "One bottle, one cloth"},
            ],
        }


class ProductQuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=160, help_text="Such as “Does it fit a convertible?”")
    answer = blocks.TextBlock(max_length=800, rows=3)

    class Meta:
        icon = "help"
        description = "A question that shoppers ask, and its answer."

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:  # a draft may be unfinished
            return cleaned
        if not str(cleaned["question"]).endswith("?"):
            message = "A question ends with a question mark."
            raise StructBlockValidationError({"question": ValidationError(message)})
        return cleaned


class ProductBody(blocks.StreamBlock):
    text = text_block()
    facts = FactsBlock()
    picture = PictureBlock()
