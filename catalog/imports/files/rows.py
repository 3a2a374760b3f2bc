"""Row and FileRefused: the output of the file readers."""

from dataclasses import dataclass


class FileRefused(Exception):
    """The file as a whole cannot be read; the message tells an editor why."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Identity of a row in another shop, independent of the order of the file.

    `given_sku` is the SKU in the row; `own_sku` is used instead if another product has the same.
    """

    product: str
    variant: str
    given_sku: str
    own_sku: str


@dataclass(frozen=True, slots=True)
class Row:
    """Data row. `line` is where it begins in the file; the header is line 1.

    `refusal` says why a reader refuses it, `draft_reasons` why its new page is a draft, and
    `off_sale` how it is off sale in the other shop ("archived"). `notes` are counted for new pages;
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
