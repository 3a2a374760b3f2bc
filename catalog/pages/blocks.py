"""StreamField blocks of product and bundle pages, with previews for the block chooser."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock


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


class PictureBlock(blocks.StructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(required=False, max_length=160)

    class Meta:
        icon = "image"
        description = "A picture with an optional caption."
        template = "catalog/blocks/picture.html"
        preview_template = "catalog/blocks/picture_preview.html"  # there may be no images yet


class ProductBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link"],
        icon="pilcrow",
        description="Paragraphs, headings and lists.",
        template="catalog/blocks/text.html",
        preview_value=(
            "<h2>Clean glass, no streaks</h2><p>Spray, wipe once, <b>done</b>. Good for:</p>"
            "<ul><li>windscreens</li><li>mirrors</li><li>screens</li></ul>"
        ),
    )
    facts = FactsBlock()
    picture = PictureBlock()
