"""What readers hand over: rows by column, each with its line; or the word that it is no file."""

from dataclasses import dataclass


class FileRefused(Exception):
    """The file as a whole cannot be read; the message says why, in words for an editor."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What tells a row from all others of another shop, whatever the order of the file.

    `given_sku` is the SKU that the row asks for; `own_sku` is the one that it gets where another
    product asks for the same.
    """

    product: str
    variant: str
    given_sku: str
    own_sku: str


@dataclass(frozen=True, slots=True)
class Row:
    """One data row: `line` is where it begins in the file, the header being line 1. `refusal` says
    why a reader refuses it."""

    line: int
    values: dict[str, str]
    origin: Origin | None = None
    refusal: str = ""
