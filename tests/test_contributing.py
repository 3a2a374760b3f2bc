"""Every file and every symbol that the documents name exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    "CONTRIBUTING.md",
    "README.md",
    *sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md")),
]
# `name`, `folder/file.py` or `folder/file.py:Symbol.attribute`
# Made by a running shop: its folders are not part of a clone.
DATA = "var"
NAMED = re.compile(r"`([\w./-]+)(?::([\w.]+))?`")
LINKED = re.compile(r"\]\(([\w./-]+)(?:#[\w-]+)?\)")
SUFFIXES = (".html", ".in", ".md", ".py", ".toml", ".txt")


def paths_and_symbols(text: str) -> list[tuple[str, str]]:
    return [(path, symbol) for path, symbol in NAMED.findall(text) if _is_path(path)]


def _is_path(name: str) -> bool:
    """Whether it is meant as a path here, by its end or its first folder. URLs begin with `/`."""
    first, slash, _ = name.partition("/")
    is_in_folder = bool(first and slash) and (ROOT / first).is_dir() and first != DATA
    return is_in_folder or (name.endswith(SUFFIXES) and not name.startswith("/"))


def symbols_of(path: Path) -> set[str]:
    """The names that a module defines, and those of its classes as `Class.name`."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        own = _names(node)
        names |= own
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{name}" for inner in node.body for name in _names(inner)}
    return names


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_exists(document):
    text = (ROOT / document).read_text()
    paths = {path for path, _ in paths_and_symbols(text)}
    assert {path for path in paths if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_symbol_exists(document):
    named = paths_and_symbols((ROOT / document).read_text())
    missing = {
        f"{path}:{symbol}"
        for path, symbol in named
        if symbol and symbol not in symbols_of(ROOT / path)
    }
    assert missing == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_relative_link_refers_to_a_file(document):
    folder = (ROOT / document).parent
    links = LINKED.findall((ROOT / document).read_text())
    assert {link for link in links if not (folder / link).exists()} == set()


def test_contributing_names_files_and_symbols():
    """The other tests would pass if nothing were found."""
    named = paths_and_symbols((ROOT / "CONTRIBUTING.md").read_text())
    assert ("checkout/pricing/quote.py", "price_cart") in named
    assert ("catalog/imports/formats/", "") in named
