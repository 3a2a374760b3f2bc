"""Class names that the shop's pages can have: those of templates, template tags and scripts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

CLASS_ATTRIBUTE = re.compile(r'class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"')
TEMPLATE_TAG = re.compile(r"\{%.*?%\}")
SET_BY_SCRIPT = re.compile(r"""class(?:Name = |List\.\w+\()["']([^"']*)["']""")
QUOTED = re.compile(r'"([^"]*)"')
NAME = re.compile(r"-?[A-Za-z_][\w-]*")


def used_class_names() -> set[str]:
    """Return the class names in our templates, and the words that template tags and scripts set."""
    texts = [*_template_texts(), *_template_tag_texts(), *_script_texts()]
    return {name for text in texts for name in NAME.findall(text)}


def _template_texts() -> Iterator[str]:
    """Yield class attributes, and quoted words of tags such as `include … with css="btn"`."""
    for path in _files("templates", "**/*.html"):
        text = path.read_text()
        yield from CLASS_ATTRIBUTE.findall(text)
        for tag in TEMPLATE_TAG.findall(text):
            yield from (words for words in QUOTED.findall(tag) if not re.search("[./]", words))


def _template_tag_texts() -> Iterator[str]:
    for path in _files(".", "[a-z]*/templatetags/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _script_texts() -> Iterator[str]:
    for path in _files("static", "**/*.js"):
        yield from SET_BY_SCRIPT.findall(path.read_text())


def _files(folder: str, pattern: str) -> list[Path]:
    return sorted((settings.BASE_DIR / folder).glob(pattern))
