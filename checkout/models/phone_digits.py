"""Digits of a phone number as they are dialled within the UK, for indexes and searches.

Numbers are stored as they were typed. The database and Python take the same steps.
"""

from functools import reduce

from django.db.models import F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Replace

# In this order: "(0)" stands between country code and area code.
_STEPS = (("(0)", ""), (" ", ""), ("-", ""), ("(", ""), (")", ""), (".", ""), ("+44", "0"))


def phone_digits(typed: str) -> str:
    """Return the number without its separators, with 0 in place of +44."""
    return reduce(lambda text, step: text.replace(*step), _STEPS, typed)


def phone_digits_of(column: str) -> Combinable:
    """Return the expression of the same steps on a column."""
    digits: Combinable = F(column)
    for old, new in _STEPS:
        digits = Replace(digits, Value(old), Value(new))
    return digits
