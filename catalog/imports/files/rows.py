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
    """One data row: `line` is where it begins in the file, the header being line 1.

    `refusal` says why a reader refuses it, `draft_reasons` why a new page of it is a draft, and
    `off_sale` how it is off sale in the other shop ("archived"); `notes` are counted for new pages,
    `mangled_sku` is a SKU that a spreadsheet has changed. Untracked goods have no stock figure.
    """

    line: int
    values: dict[str, str]
    origin: Origin | None = None
    refusal: str = ""
    draft_reasons: tuple[str, ...] = ()
    off_sale: str = ""
    is_untracked: bool = False
    notes: tuple[str, ...] = ()
    mangled_sku: str = ""
