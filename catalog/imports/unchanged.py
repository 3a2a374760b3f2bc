"""Find rows that repeat what is stored, without checking them field by field."""

from catalog.imports.files.columns import DRAFT, LIVE, STOCK_COLUMNS, unescape_cell
from catalog.imports.files.rows import Row
from catalog.imports.rows.forms import ImportContext
from catalog.imports.rows.page_values import Page, cell, page_values
from catalog.imports.rows.product_rows import MAX_PIECES
from catalog.imports.sources import kind_of
from catalog.imports.stored_pages import MODELS, Existing

MAX_DIGITS = len(str(MAX_PIECES)) - 1
WITH_PICTURES = ("image", "more_pictures", "body")
IMAGE_COLUMNS = {"image_title": "title", "image_alt": "description"}


def repeats_its_page(row: Row, context: ImportContext, shop: Existing) -> bool:
    """Whether every cell is empty or as the export of the row's page has it.

    False for rows that must be checked in any case: of other shops, with a draft or a scheduled
    change, with pictures that may be new, or on several lines.
    """
    existing = shop.of(row)
    page = existing.page if existing else None
    if context.is_lenient or page is None or not isinstance(page, MODELS[kind_of(row)]):
        return False
    if page.has_unpublished_changes or not _is_in_state(page, row.values.get("state", "").lower()):
        return False
    if context.pictures.has_archive and any(map(row.values.get, WITH_PICTURES)):
        return False
    if context.contents.lines_of_the_same(row):
        return False
    return (
        _has_its_values(row, page, context)
        and _has_its_stock_settings(row, page)
        and _has_its_image_texts(row, page, context, shop)
    )


def _is_in_state(page: Page, state: str) -> bool:
    return state == "" or state == (LIVE if page.live else DRAFT)


def _has_its_values(row: Row, page: Page, context: ImportContext) -> bool:
    now = page_values(page, context.bodies)
    return all(
        text == unescape_cell(cell(name, now[name])) or not (text or now[name])
        for name, text in row.values.items()
        if name in now
    )


def _has_its_stock_settings(row: Row, page: Page) -> bool:
    """Compare the settings; the opening stock only has to be a number."""
    stock = page.stock
    if stock is None:
        return True
    opening = row.values.get("stock", "")
    if opening and not (opening.isdecimal() and opening.isascii() and len(opening) <= MAX_DIGITS):
        return False
    return all(
        row.values.get(name, "") in ("", str(getattr(stock, name))) for name in STOCK_COLUMNS
    )


def _has_its_image_texts(row: Row, page: Page, context: ImportContext, shop: Existing) -> bool:
    columns = [name for name in IMAGE_COLUMNS if name in row.values]
    if not columns:
        return True
    name = context.pictures.name_of(page.image_id)
    image = shop.image(context.pictures.pk_of(name))
    texts = context.contents.picture_texts.get(name)
    if image is None or texts is None:
        return not any(row.values[column] for column in columns)
    of_file = dict(zip(IMAGE_COLUMNS, texts, strict=True))
    return all(
        of_file[column] in ("", getattr(image, IMAGE_COLUMNS[column]))
        and row.values[column] == of_file[column]
        for column in columns
    )
