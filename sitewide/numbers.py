"""Numbers as people type them and spreadsheets print them: amounts in pounds, whole numbers.

Each text is one number in full, or NotOneNumber: nothing is left out of it, and nothing guessed.
"""

import re

MAX_PENCE = 99_999_999
MAX_DIGITS = 60
MAX_CHARACTERS_SHOWN = 60
_IN_THOUSANDS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"
_POUNDS = re.compile(rf"(?P<whole>{_IN_THOUSANDS}|[0-9]*)(?:\.(?P<part>[0-9]{{0,2}}))?")
_POUNDS_WITH_COMMA = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+),(?P<part>[0-9]{1,2})"
)
_CURRENCY = re.compile(r"(?:£|GBP)\s*(?P<after>.*)|(?P<before>.*?)\s*(?:£|GBP)", re.IGNORECASE)
# Three zeros behind the point may be thousands, as “1.000” is in much of Europe.
_WHOLE = re.compile(rf"(?P<whole>{_IN_THOUSANDS}|[0-9]+)(?:\.(?:0{{1,2}}|0{{4,}}))?")


class NotOneNumber(ValueError):
    """The text is not one number; the message quotes it, in words for an editor."""


def read_pence(text: str, *, takes_decimal_comma: bool = False) -> int:
    """Read one amount in pounds, with or without £ or GBP: 129900 for “£1,299.00”.

    A decimal comma is read only on demand, and only where one or two digits follow it ("1.299,00").
    """
    number = _without_currency(text.strip())[: MAX_DIGITS + 1]
    found = _POUNDS.fullmatch(number)
    if not found and takes_decimal_comma:
        found = _POUNDS_WITH_COMMA.fullmatch(number)
    if not found or len(number) > MAX_DIGITS or not (found["whole"] or found["part"]):
        raise NotOneNumber(f"“{quoted(text)}” is not one amount in pounds such as 12.99.")
    pounds = int(re.sub("[.,]", "", found["whole"]) or 0)
    pence = pounds * 100 + int((found["part"] or "").ljust(2, "0"))
    if pence > MAX_PENCE:
        raise NotOneNumber(f"“{quoted(text)}” is more than £{MAX_PENCE / 100:,.2f}.")
    return pence


def read_whole_number(text: str) -> int:
    """Read a number of pieces as spreadsheets print it: 1200 for “1,200” and for “1200.0”."""
    found = _WHOLE.fullmatch(text.strip())
    if not found or len(text.strip()) > MAX_DIGITS:
        raise NotOneNumber(f"“{quoted(text)}” is not a whole number such as 1200.")
    return int(found["whole"].replace(",", ""))


def quoted(text: str) -> str:
    """The text as a message shows it: not longer than an editor reads."""
    text = text.strip()
    is_long = len(text) > MAX_CHARACTERS_SHOWN
    return f"{text[:MAX_CHARACTERS_SHOWN]}…" if is_long else text


def _without_currency(text: str) -> str:
    found = _CURRENCY.fullmatch(text)
    if not found:
        return text
    return found["before"] if found["after"] is None else found["after"]
