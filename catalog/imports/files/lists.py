"""Cells that hold a list: items separated by “|”, each a text or a pair.

A backslash before “|”, “:”, “?” or “\\” makes it part of the text.
"""

import re
from collections.abc import Iterable, Sequence

FACT, QUESTION = ": ", "? "
Pair = tuple[str, str]
_ESCAPED = re.compile(r"\\([\\|:?])")


def split_items(cell: str) -> list[str]:
    """Return the items of the cell, without empty ones."""
    return [_plain(item) for item in _raw_items(cell)]


def join_items(items: Iterable[str]) -> str:
    return "|".join(_escaped(item, "|") for item in items)


def split_pairs(cell: str, separator: str) -> list[Pair]:
    """Split each item at the first separator: ": " of facts, or "? " of questions.

    The question mark stays with the question. The second text is empty if there is no separator.
    """
    pairs = []
    for item in _raw_items(cell):
        place = _masked(f"{item} ").find(separator)
        first, second = (item, "") if place < 0 else (item[:place], item[place + 1 :])
        kept = "?" if place >= 0 and separator == QUESTION else ""
        pairs.append((_plain(first).strip() + kept, _plain(second).strip()))
    return pairs


def join_pairs(pairs: Sequence[Pair], separator: str) -> str:
    """Write the pairs so that `split_pairs` reads the same."""
    return "|".join(_joined(first, second, separator) for first, second in pairs)


def _joined(first: str, second: str, separator: str) -> str:
    mark = separator.strip()
    if separator == QUESTION:
        return f"{_escaped(first.removesuffix(mark), '|?')}{separator}{_escaped(second, '|')}"
    name = _escaped(first, "|:")
    return f"{name}{separator}{_escaped(second, '|')}" if second or not name else name


def _raw_items(cell: str) -> list[str]:
    """Split at each “|” that has no backslash; the items stay escaped."""
    masked, start, items = _masked(cell), 0, []
    for place in [i for i, character in enumerate(masked) if character == "|"] + [len(cell)]:
        items.append(cell[start:place].strip())
        start = place + 1
    return [item for item in items if item]


def _masked(text: str) -> str:
    """Return the text with escaped characters replaced, in the same length."""
    return _ESCAPED.sub("\0\0", text)


def _escaped(text: str, special: str) -> str:
    return re.sub(rf"[\\{re.escape(special)}]", lambda match: f"\\{match[0]}", text)


def _plain(item: str) -> str:
    return _ESCAPED.sub(r"\1", item)
