"""StreamField blocks of product and bundle pages, with previews for the block chooser."""

from wagtail import blocks

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


class ProductBody(blocks.StreamBlock):
    text = text_block()
    facts = FactsBlock()
    picture = PictureBlock()
