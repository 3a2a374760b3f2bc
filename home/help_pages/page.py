"""A help page as data: what a migration needs to create it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HelpPage:
    """Page with its blocks, as pairs of the block's name and its raw value."""

    slug: str
    title: str
    introduction: str
    search_words: str
    blocks: tuple[tuple[str, object], ...]


def text(html: str) -> tuple[str, object]:
    """Return a block of text. The lines of the HTML are joined."""
    return "text", " ".join(html.split())


def shop_block(name: str, heading: str) -> tuple[str, object]:
    """Return a block that shows settings or a form below this heading."""
    return name, {"heading": heading}


def questions(heading: str, *pairs: tuple[str, str]) -> tuple[str, object]:
    """Return a block of questions with their answers."""
    asked = [{"question": question, "answer": f"<p>{answer}</p>"} for question, answer in pairs]
    return "questions", {"heading": heading, "questions": asked}
