"""Details of a product or bundle, as its page and other surfaces show them."""

from dataclasses import dataclass

from wagtail.models import Page

from catalog.dimensions import weight_text
from catalog.text_lines import lines_of

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageDetails:
    """Highlights, facts and questions. Of a bundle only highlights and questions.

    `sizes`: dimensions and weight, in words.
    """

    highlights: tuple[str, ...]
    questions: tuple[Pair, ...]
    specification: tuple[Pair, ...] = ()
    sizes: tuple[Pair, ...] = ()
    box_contents: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Pair, ...]:
        return self.specification + self.sizes


def details_of(page: Page) -> PageDetails:
    highlights = tuple(lines_of(page.highlights))
    questions = tuple((block.value["question"], block.value["answer"]) for block in page.questions)
    if page.is_bundle:
        return PageDetails(highlights, questions)
    specification = tuple(
        (block.value["name"], block.value["value"]) for block in page.specification
    )
    specified = {value for _, value in specification}
    return PageDetails(
        highlights,
        questions,
        specification=specification,
        sizes=tuple(pair for pair in _sizes(page) if pair[1] not in specified),
        box_contents=tuple(lines_of(page.box_contents)),
        instructions=tuple(lines_of(page.instructions)),
    )


def _sizes(page: Page) -> tuple[Pair, ...]:
    """Return the dimensions and the weight, if they are known."""
    sizes = []
    if page.dimensions:
        sizes.append(("Length × width × height", str(page.dimensions)))
    if page.weight_g:
        sizes.append(("Weight", weight_text(page.weight_g)))
    return tuple(sizes)
