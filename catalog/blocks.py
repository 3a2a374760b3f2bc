"""StreamField blocks of category pages, which content pages use too."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


def text_block(**meta: str) -> blocks.RichTextBlock:
    """Return the block for paragraphs, headings and lists. `meta`: such as its group."""
    return blocks.RichTextBlock(
        **meta,
        features=TEXT_FEATURES,
        icon="pilcrow",
        description="Paragraphs, headings and lists.",
        template="catalog/blocks/text.html",
        preview_value=(
            "<h2>Clean glass, no streaks</h2><p>Spray, wipe once, <b>done</b>. Good for:</p>"
            "<ul><li>windscreens</li><li>mirrors</li><li>screens</li></ul>"
        ),
    )


class PictureBlock(blocks.StructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(required=False, max_length=160)

    class Meta:
        icon = "image"
        description = "A picture with an optional caption."
        template = "catalog/blocks/picture.html"
        preview_template = "catalog/blocks/picture_preview.html"  # there may be no images yet


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=160)
    answer = blocks.RichTextBlock(features=["bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "help"
        description = "One question and its answer."


class QuestionsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=80, default="Questions and answers")
    questions = blocks.ListBlock(QuestionBlock())

    class Meta:
        icon = "help"
        description = "Questions that open to show their answers."
        template = "catalog/blocks/questions.html"
        preview_value = {
            "heading": "Questions and answers",
            "questions": [
                {
                    "question": "Does a microfibre cloth scratch the paint?",
                    "answer": "<p>Not if it is clean. Rinse the dirt off first.</p>",
                },
            ],
        }


class CategoryBody(blocks.StreamBlock):
    text = text_block()
    questions = QuestionsBlock()
    picture = PictureBlock()
