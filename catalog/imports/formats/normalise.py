"""Normalise text of other shops: SKUs, plain text, HTML, file names and prices."""

import hashlib
import html
import re
import unicodedata
from typing import cast
from urllib.parse import unquote, urlsplit

import nh3

from catalog.models.sku import SKU_PATTERN
from sitewide.money_fields import pounds_text
from sitewide.numbers import NotOneNumber, read_pence

MAX_SKU_CHARACTERS = 40
MAX_DESCRIPTION_CHARACTERS = 600
ALLOWED_TAGS = {"h2", "h3", "b", "strong", "i", "em", "ol", "ul", "li", "p", "br", "a"}
_SKU = cast(re.Pattern[str], SKU_PATTERN.regex)
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_MANGLED = re.compile(
    r"[0-9](?:[.,][0-9]+)?E\+[0-9]+"  # 5.01235E+12
    r"|[0-9]{15,}0|[0-9]+[.,]0+"  # 16 digits, of which 15 are kept; 5012350.0
    rf"|[0-9]{{1,2}}-{_MONTH}(?:-[0-9]{{2,4}})?|{_MONTH}-[0-9]{{2,4}}"  # 01-Mar for 1-3
    r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"
    r"|#+|#N/A|#(?:REF|VALUE|DIV/0|NUM|NULL)!|#NAME\?",
    re.IGNORECASE,
)
_BLOCK_END = re.compile(r"</(p|div|li|h[1-6]|tr|td|th|ul|ol|table)>|<br\s*/?>", re.IGNORECASE)
_HAS_PARAGRAPHS = re.compile(r"<(p|div|br)\b", re.IGNORECASE)
_BLOCK = r"</?(?:ul|ol|li|h[1-6]|table|tr|td|blockquote)\b"
_STARTS_A_BLOCK = re.compile(_BLOCK, re.IGNORECASE)
_PARAGRAPH_END = re.compile(rf"\n\s*\n|\n(?={_BLOCK})|(?<=</(?:ul|ol|h\d)>)\n", re.IGNORECASE)
_BETWEEN_CELLS = re.compile(r"</t[dh]>\s*<t[dh]\b[^>]*>", re.IGNORECASE)
_BETWEEN_ROWS = re.compile(
    r"</t[dh]>\s*</tr>\s*(?:</thead>\s*<tbody>\s*)?<tr\b[^>]*>\s*<t[dh]\b[^>]*>", re.IGNORECASE
)
_BIG_HEADING = re.compile(r"<(/?)h[1456](\s[^>]*)?>", re.IGNORECASE)


def sku_of(text: str) -> str:
    """Return a SKU that matches our pattern.

    This is the text in capitals if that matches, else the allowed characters of it and a short
    hash, so that the same text always gives the same SKU and different texts different SKUs.
    """
    text = text.strip().lstrip("'").strip()
    if len(text) <= MAX_SKU_CHARACTERS and _SKU.match(text.upper()):
        return text.upper()
    return with_hash(text, text)


def is_mangled_sku(text: str) -> bool:
    """Whether a spreadsheet has turned the SKU into another number, a date or an error."""
    return bool(_MANGLED.fullmatch(text.strip().lstrip("'").strip()))


def with_hash(text: str, key: str) -> str:
    """Return the allowed characters of `text` followed by a hash of `key`, as a SKU."""
    prefix = re.sub(r"[^A-Z0-9]+", "-", ascii_text(text).upper()).strip("-")
    digest = hashlib.sha256(key.encode()).hexdigest()[:8].upper()
    prefix = prefix[: MAX_SKU_CHARACTERS - len(digest) - 1].strip("-")
    return f"{prefix}-{digest}" if prefix else digest


def ascii_text(text: str) -> str:
    """Remove accents and all characters that are not ASCII."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def plain_text(markup: str) -> str:
    """Convert HTML to one line of text, cut after a whole word if it is too long."""
    words = nh3.clean(_BLOCK_END.sub(r"\g<0> ", markup), tags=set())
    words = " ".join(html.unescape(words).split())
    if len(words) <= MAX_DESCRIPTION_CHARACTERS:
        return words
    return words[:MAX_DESCRIPTION_CHARACTERS].rsplit(" ", 1)[0] + " …"


def clean_html(markup: str) -> str:
    """Reduce HTML to what our text blocks allow, without anything that runs or loads.

    In text without paragraphs, a blank line ends a paragraph. Table rows become lines.
    """
    if "<" not in markup:
        markup = html.escape(html.unescape(markup), quote=False)
    if not _HAS_PARAGRAPHS.search(markup):
        markup = "".join(map(_paragraph, _PARAGRAPH_END.split(markup)))
    markup = _BETWEEN_ROWS.sub("<br>", _BETWEEN_CELLS.sub(" ", markup))
    markup = _BIG_HEADING.sub(r"<\1h2>", markup)
    return nh3.clean(
        markup,
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).strip()


def _paragraph(text: str) -> str:
    words = " ".join(text.split())
    return words if not words or _STARTS_A_BLOCK.match(words) else f"<p>{words}</p>"


def title_text(text: str) -> str:
    return " ".join(html.unescape(nh3.clean(text, tags=set())).split())


def file_name(url: str) -> str:
    """Return the file name of a picture's URL."""
    return unquote(urlsplit(url.strip()).path).rsplit("/", 1)[-1]


def price_text(text: str) -> str:
    """Return "1299.00" for "£1,299.00" or "1.299,00", and "" for a price of 0.

    Text that is not one amount is returned unchanged; the row is then refused.
    """
    pence = pence_or_none(text)
    if pence is None:
        return text
    return pounds_text(pence) if pence else ""


def is_free(text: str) -> bool:
    """Whether the price is given and is 0."""
    return pence_or_none(text) == 0


def pence_or_none(text: str) -> int | None:
    try:
        return read_pence(text, takes_decimal_comma=True)
    except NotOneNumber:
        return None


def cut(text: str, max_length: int) -> str:
    return text if len(text) <= max_length else text[: max_length - 1].rstrip() + "…"
