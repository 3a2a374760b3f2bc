"""The one style sheet of the public pages: the used rules of Bootstrap, then the shop's own."""

import re
from pathlib import Path

import bootstrap_wrapper
from django.conf import settings

from autovise.assets import css_rules
from autovise.assets.class_names import used_class_names
from autovise.assets.font import font_faces

BOOTSTRAP = Path(bootstrap_wrapper.__file__).parents[1] / "bootstrap" / "css" / "bootstrap.min.css"
OWN_FILES = (
    "tokens",
    "frame",
    "goods",
    "content",
    "purchase",
    "product",
    "account",
    "receipt",
    "public-pages",
    "media",
)
# Relative to the style sheet.
FONT_URLS = ("../fonts/source-sans-3.woff2", "../fonts/source-sans-3-accented.woff2")
LICENCE = re.compile(r"/\*!.*?\*/", re.DOTALL)


def build_stylesheet() -> str:
    """Return the minified style sheet. Raise ValueError if a file has a syntax error."""
    bootstrap = BOOTSTRAP.read_text()
    licence = LICENCE.search(bootstrap)
    used = css_rules.keep_rules(css_rules.parse(bootstrap), used_class_names())
    own = (own_file(name).read_text() for name in OWN_FILES)
    rules = css_rules.without_unread("".join([*used, *own]))
    return f'@charset "utf-8";{licence[0] if licence else ""}{font_faces(*FONT_URLS)}{rules}\n'


def own_file(name: str) -> Path:
    """Return the path of one of the shop's own style sheets."""
    return settings.BASE_DIR / "static" / "autovise" / "css" / f"{name}.css"
