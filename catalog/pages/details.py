"""Details of a product or bundle, as its page and other surfaces show them."""

from dataclasses import dataclass

from wagtail.models import Page

from catalog.dimensions import weight_text
from catalog.text_lines import lines_of

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageDetails:
    """Highlights, facts and questions. Of a bundle only highlights and questions.

    `facts`: the specification, followed by dimensions and weight.
    """

    highlights: tuple[str, ...]
    questions: tuple[Pair, ...]
    facts: tuple[Pair, ...] = ()
    box_contents: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()


def details_of(page: Page) -> PageDetails:
    highlights = tuple(lines_of(page.highlights))
    questions = tuple((block.value["question"], block.value["answer"]) for block in page.questions)
    if page.is_bundle:
        return PageDetails(highlights, questions)
    specification = tuple(
        (block.value["name"], block.value["value"]) for block in page.specification
    )
    return PageDetails(
        highlights,
        questions,
        facts=(*specification, *_sizes(page)),
        box_contents=tuple(lines_of(page.box_contents)),
        instructions=tuple(lines_of(page.instructions)),
    )


def _sizes(page: Page) -> list[Pair]:
    """Return the dimensions and the weight, if they are known."""
    sizes = []
    if page.dimensions:
        sizes.append(("Size (length × width × height)", str(page.dimensions)))
    if page.weight_g:
        sizes.append(("Weight", weight_text(page.weight_g)))
    return sizes
