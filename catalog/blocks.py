"""The blocks of a product's or bundle's page body."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class FactBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=60, help_text="Such as “Material” or “Cable length”.")
    value = blocks.CharBlock(max_length=160)


class FactsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80, default="At a glance")
    facts = blocks.ListBlock(FactBlock())

    class Meta:
        icon = "list-ul"
        description = "A short table of facts: sizes, materials, what is in the box."
        template = "catalog/blocks/facts.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(required=False, max_length=160)

    class Meta:
        icon = "image"
        description = "A picture with an optional caption."
        template = "catalog/blocks/picture.html"


class ProductBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link"],
        description="Paragraphs, headings and lists.",
        template="catalog/blocks/text.html",
    )
    facts = FactsBlock()
    picture = PictureBlock()
