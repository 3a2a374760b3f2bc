"""Parse numbers typed by people or printed by spreadsheets: amounts in pounds and whole numbers.

The whole text must be one number. The parsers ignore nothing and guess nothing: they raise
NotOneNumber instead. Primary keys in requests are read here as well.
"""

import re
from collections.abc import Iterable

MAX_PENCE = 99_999_999
MAX_DIGITS = 60
MAX_KEY_DIGITS = 18
MAX_CHARACTERS_SHOWN = 60
_IN_THOUSANDS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"
_POUNDS = re.compile(rf"(?P<whole>{_IN_THOUSANDS}|[0-9]*)(?:\.(?P<part>[0-9]{{0,2}}))?")
_POUNDS_WITH_COMMA = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+),(?P<part>[0-9]{1,2})"
)
_CURRENCY = re.compile(r"(?:£|GBP)\s*(?P<after>.*)|(?P<before>.*?)\s*(?:£|GBP)", re.IGNORECASE)
# Three zeros after the point are ambiguous: “1.000” means one thousand in much of Europe.
_WHOLE = re.compile(rf"(?P<whole>{_IN_THOUSANDS}|[0-9]+)(?:\.(?:0{{1,2}}|0{{4,}}))?")


class NotOneNumber(ValueError):
    """The text is not one number. The message quotes it and is shown to editors."""


def read_pence(text: str, *, takes_decimal_comma: bool = False) -> int:
    """Parse an amount in pounds, with or without £ or GBP, to pence: 129900 for “£1,299.00”.

    With `takes_decimal_comma`, also accept a decimal comma followed by one or two digits
    ("1.299,00"). Raises NotOneNumber.
    """
    number = _without_currency(text.strip())[: MAX_DIGITS + 1]
    match = _POUNDS.fullmatch(number)
    if not match and takes_decimal_comma:
        match = _POUNDS_WITH_COMMA.fullmatch(number)
    if not match or len(number) > MAX_DIGITS or not (match["whole"] or match["part"]):
        raise NotOneNumber(f"“{quoted(text)}” is not one amount in pounds such as 12.99.")
    pounds = int(re.sub("[.,]", "", match["whole"]) or 0)
    pence = pounds * 100 + int((match["part"] or "").ljust(2, "0"))
    if pence > MAX_PENCE:
        raise NotOneNumber(f"“{quoted(text)}” is more than £{MAX_PENCE / 100:,.2f}.")
    return pence


def read_whole_number(text: str) -> int:
    """Parse a whole number as spreadsheets print it: 1200 for “1,200” and for “1200.0”.

    Raises NotOneNumber.
    """
    match = _WHOLE.fullmatch(text.strip())
    if not match or len(text.strip()) > MAX_DIGITS:
        raise NotOneNumber(f"“{quoted(text)}” is not a whole number such as 1200.")
    return int(match["whole"].replace(",", ""))


def is_primary_key(text: str) -> bool:
    """Whether this text from a request is a number that a primary key can be: at most 18 digits,
    because a database refuses larger ones with an error."""
    return text.isascii() and text.isdecimal() and len(text) <= MAX_KEY_DIGITS


def primary_keys(texts: Iterable[str]) -> list[int]:
    """Return the primary keys among these texts from a request, in their order."""
    return [int(text) for text in texts if is_primary_key(text)]


def quoted(text: str) -> str:
    """Return the text for a message, cut to `MAX_CHARACTERS_SHOWN` characters."""
    text = text.strip()
    is_long = len(text) > MAX_CHARACTERS_SHOWN
    return f"{text[:MAX_CHARACTERS_SHOWN]}…" if is_long else text


def _without_currency(text: str) -> str:
    match = _CURRENCY.fullmatch(text)
    if not match:
        return text
    return match["before"] if match["after"] is None else match["after"]
