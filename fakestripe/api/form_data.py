"""Stripe's bracketed form encoding: `line_items[0][quantity]=2`, `expand[]=customer`.

Lists are decoded as objects with the keys "0", "1", …; `parameters` converts them to lists, because
only the parameter's type determines whether it is a list.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

from fakestripe.errors import InvalidRequest

_PART = re.compile(r"\[([^\[\]]*)\]")


def decode_form(encoded: str) -> dict[str, Any]:
    """Decode to nested objects of strings. If a name is repeated, the last value wins."""
    decoded: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        _put(decoded, name, value)
    return decoded


def _put(tree: dict[str, Any], name: str, value: str) -> None:
    first, *rest = _parts_of(name)
    branch, key = tree, first
    for part in rest:
        child = branch.setdefault(key, {})
        if not isinstance(child, dict):
            raise InvalidRequest(f"Invalid object: {child}", param=first)
        branch, key = child, part if part else str(len(child))
    branch[key] = value


def _parts_of(name: str) -> list[str]:
    head, bracket, _ = name.partition("[")
    if not bracket:
        return [name]
    return [head, *_PART.findall(name[len(head) :])]


def bracketed(path: list[str]) -> str:
    """Format a path as in Stripe's `error.param`: `line_items[0][quantity]`."""
    return path[0] + "".join(f"[{part}]" for part in path[1:]) if path else ""
