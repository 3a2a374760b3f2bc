"""Normalise text for the search: the same terms for the index and for queries.

A term is a word stem in lower case, without accents, in British spelling: "Mats" → `mat`,
"tire inflators" → `tyre`, `inflat`. A number and its unit are one term ("12 V" → `12v`), and so are
the parts of a code ("CC-001" → `cc`, `001`). Pure: no Django, no queries.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import snowballstemmer

_stemmer = snowballstemmer.stemmer("english")

_WORD = re.compile(r"[^\W_]+(?:\.\d+[^\W_]*)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_UNIT = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)?)[\s-]*"
    r"(ml|l|litres?|liters?|ltr|g|kg|grams?|mm|cm|m|metres?|meters?|"
    r"v|volts?|w|watts?|a|amps?|mah|p|k|tonnes?|psi|inch|inches|in)\b",
    re.IGNORECASE,
)
_UNIT_NAMES = {
    "litre": "l", "litres": "l", "liter": "l", "liters": "l", "ltr": "l",
    "gram": "g", "grams": "g",
    "metre": "m", "metres": "m", "meter": "m", "meters": "m",
    "volt": "v", "volts": "v", "watt": "w", "watts": "w", "amp": "a", "amps": "a",
    "tonnes": "tonne", "inch": "in", "inches": "in",
}  # fmt: skip
# American spellings of words without a rule, as stems are made from British ones.
_BRITISH = {
    "tire": "tyre", "tires": "tyres", "color": "colour", "colors": "colours", "gray": "grey",
    "aluminum": "aluminium", "vise": "vice", "mold": "mould", "odor": "odour", "odors": "odours",
    "liter": "litre", "liters": "litres", "meter": "metre", "center": "centre",
    "license": "licence", "fiber": "fibre", "microfiber": "microfibre",
    "microfibers": "microfibres", "catalog": "catalogue", "plow": "plough", "jewelry": "jewellery",
    "deodorizer": "deodoriser", "cozy": "cosy",
}  # fmt: skip
_AMERICAN_IZE = re.compile(r"(?<=[a-z]{3})iz(?=(e|er|ers|ed|es|ing|ation|ations)$)")
# Words that decide nothing in this shop's searches, without apostrophes: "won't" is "wont".
STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "best", "buy", "by", "can", "cant", "cheap",
        "do", "doesnt", "dont", "for", "from", "good", "got", "has", "have", "how", "i", "in", "is",
        "isnt", "it", "me", "my", "need", "not", "of", "on", "or", "our", "please", "some", "that",
        "the", "this", "to", "uk", "want", "what", "where", "which", "with", "wont", "you", "your",
    }
)  # fmt: skip
# Words that are true of everything here: they count only where nothing else is asked for.
WEAK_WORDS = frozenset(
    {
        "accessori", "auto", "automobil", "automot", "car", "motor", "product", "thing", "vehicl",
    }
)  # fmt: skip


def words(text: str) -> list[str]:
    """Split text into lower-case words without accents. A number and its unit are one word."""
    plain = _APOSTROPHES.sub("", text if text.isascii() else _without_accents(text)).casefold()
    plain = _UNIT.sub(_joined_unit, _THOUSANDS.sub("", plain))
    # A decimal point would end the word in a database's full-text index.
    return [match.replace(".", "p") for match in _WORD.findall(plain)]


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c))


def without_stop_words(spelled: Iterable[str]) -> list[str]:
    return [word for word in spelled if word not in STOP_WORDS]


def _joined_unit(match: re.Match[str]) -> str:
    number, unit = match.groups()
    return f" {number.replace(',', '.')}{_UNIT_NAMES.get(unit.casefold(), unit)} "


@lru_cache(maxsize=50_000)
def term(word: str) -> str:
    """Return the term of a word: its stem in British spelling. Codes and numbers stay."""
    spelled = _british(word)
    return spelled if any(c.isdigit() for c in spelled) else _stemmer.stemWord(spelled)


def _british(word: str) -> str:
    return _BRITISH.get(word) or _AMERICAN_IZE.sub("is", word)


def terms(text: str) -> list[str]:
    return [term(word) for word in words(text)]


def index_terms(texts: Iterable[str]) -> list[str]:
    """Return the terms of the texts for the index, without repetitions.

    Neighbouring words are indexed as one word too: "hi-vis" and "Screen Wash" are also found as
    "hivis" and "screenwash".
    """
    return list(_index_terms(tuple(texts)))


@lru_cache(maxsize=8)  # a search index reads the terms of an object once for each of its columns
def _index_terms(texts: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for text in texts:
        spelled = words(text)
        found |= dict.fromkeys(map(term, spelled))
        found |= dict.fromkeys(joined_pairs(spelled))
    return tuple(found)


def joined_pairs(spelled: Sequence[str]) -> list[str]:
    """Return the terms of each two neighbouring words written as one."""
    return [term(_british(first) + second) for first, second in pairwise(spelled)]
