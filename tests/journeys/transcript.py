"""What a screen reader reads of a page, as text."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from playwright.sync_api import Locator

ADDRESS = re.compile(r"\s+- /url: ")
DATE = re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d+ [A-Z][a-z]+")
NODE = re.compile(
    r"""^(?P<indent> *)- '?(?P<role>[a-z]+)(?: "(?P<name>(?:[^"\\]|\\.)*)")?(?P<rest>.*)$"""
)
LEVEL = re.compile(r"\[level=(\d)\]")
CONTROLS = {"button", "checkbox", "combobox", "link", "radio", "searchbox", "spinbutton", "textbox"}


class Node(NamedTuple):
    """One line of a transcript: an element with its depth, role and name."""

    depth: int
    role: str
    name: str
    rest: str

    @property
    def heading_level(self) -> int:
        found = LEVEL.search(self.rest)
        return int(found[1]) if found else 0


def transcript(locator: Locator) -> str:
    """Return the accessibility tree without addresses; dates are replaced, as they change."""
    lines = locator.aria_snapshot().splitlines()
    return "\n".join(DATE.sub("DATE", line) for line in lines if not ADDRESS.match(line)) + "\n"


def nodes(text: str) -> list[Node]:
    found = (NODE.match(line) for line in text.splitlines())
    return [
        Node(len(match["indent"]) // 2, match["role"], match["name"] or "", match["rest"])
        for match in found
        if match
    ]


def unnamed_controls(text: str) -> list[Node]:
    return [node for node in nodes(text) if node.role in CONTROLS and not node.name.strip()]


def heading_jumps(text: str) -> list[tuple[str, str]]:
    """Return each heading that is more than one level below the one before it, with that one."""
    headings = [node for node in nodes(text) if node.role == "heading"]
    return [
        (before.name, after.name)
        for before, after in pairwise(headings)
        if after.heading_level > before.heading_level + 1
    ]


def articles(text: str) -> Iterator[list[Node]]:
    """Yield what is in each article, as a card of a list is one."""
    inside: list[Node] = []
    depth = None
    for node in nodes(text):
        if depth is not None and node.depth <= depth:
            yield inside
            inside, depth = [], None
        if depth is not None:
            inside.append(node)
        elif node.role == "article":
            depth = node.depth
    if inside:
        yield inside
