"""Texts of other shops in the shape of ours: SKUs, plain words, clean HTML, file names, prices."""

import hashlib
import html
import re
import unicodedata
from urllib.parse import unquote, urlsplit

import nh3

from catalog.models.sku import SKU_PATTERN
from sitewide.money_fields import pounds_text
from sitewide.numbers import NotOneNumber, read_pence

MAX_SKU_CHARACTERS = 40
MAX_DESCRIPTION_CHARACTERS = 600
KEPT_TAGS = {"h2", "h3", "b", "strong", "i", "em", "ol", "ul", "li", "p", "br", "a"}
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
    """A SKU that fits our pattern: the text itself, in capitals, where that fits; else what is left
    of it and a short hash, so that the same text always gives the same SKU, and others another."""
    text = text.strip().lstrip("'").strip()
    if len(text) <= MAX_SKU_CHARACTERS and SKU_PATTERN.regex.match(text.upper()):
        return text.upper()
    return with_hash(text, text)


def is_mangled_sku(text: str) -> bool:
    """Whether a spreadsheet has made another number, a date or an error of it, for good."""
    return bool(_MANGLED.fullmatch(text.strip().lstrip("'").strip()))


def with_hash(text: str, told_apart_by: str) -> str:
    kept = re.sub(r"[^A-Z0-9]+", "-", ascii_text(text).upper()).strip("-")
    digest = hashlib.sha256(told_apart_by.encode()).hexdigest()[:8].upper()
    kept = kept[: MAX_SKU_CHARACTERS - len(digest) - 1].strip("-")
    return f"{kept}-{digest}" if kept else digest


def ascii_text(text: str) -> str:
    """What is left of it in Latin letters without accents."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def plain_text(markup: str) -> str:
    """One line of words, cut at a word where it is long."""
    words = nh3.clean(_BLOCK_END.sub(r"\g<0> ", markup), tags=set())
    words = " ".join(html.unescape(words).split())
    if len(words) <= MAX_DESCRIPTION_CHARACTERS:
        return words
    return words[:MAX_DESCRIPTION_CHARACTERS].rsplit(" ", 1)[0] + " …"


def clean_html(markup: str) -> str:
    """What our pages' text blocks can hold, and nothing that runs or loads. A blank line ends a
    paragraph where the text has no others; a table's rows become lines."""
    if "<" not in markup:
        markup = html.escape(html.unescape(markup), quote=False)
    if not _HAS_PARAGRAPHS.search(markup):
        markup = "".join(map(_paragraph, _PARAGRAPH_END.split(markup)))
    markup = _BETWEEN_ROWS.sub("<br>", _BETWEEN_CELLS.sub(" ", markup))
    markup = _BIG_HEADING.sub(r"<\1h2>", markup)
    return nh3.clean(
        markup,
        tags=KEPT_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).strip()


def _paragraph(text: str) -> str:
    words = " ".join(text.split())
    return words if not words or _STARTS_A_BLOCK.match(words) else f"<p>{words}</p>"


def title_text(text: str) -> str:
    return " ".join(html.unescape(nh3.clean(text, tags=set())).split())


def file_name(address: str) -> str:
    """The last part of a picture's address, without what stands behind a question mark."""
    return unquote(urlsplit(address.strip()).path).rsplit("/", 1)[-1]


def price_text(text: str) -> str:
    """ "1299.00" for "£1,299.00" or "1.299,00"; empty for a price of nothing. What is not one
    amount stays as it stands, for the row to be refused with it."""
    pence = pence_or_none(text)
    if pence is None:
        return text
    return pounds_text(pence) if pence else ""


def is_free(text: str) -> bool:
    """Whether the price is there, and is nothing."""
    return pence_or_none(text) == 0


def pence_or_none(text: str) -> int | None:
    try:
        return read_pence(text, takes_decimal_comma=True)
    except NotOneNumber:
        return None


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
