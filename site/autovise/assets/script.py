"""The one script of the public pages. Fewer requests leave more of a slow line to the pictures."""

from django.conf import settings

# Cart and checkout load their own scripts beside it.
OWN_SCRIPTS = (
    "personal",
    "suggestions",
    "menu",
    "gallery",
    "buy-box",
    "filters",
    "recently-viewed",
)


def build_script() -> str:
    """Return the scripts one after the other, each in a function, so that its names are its own."""
    folder = settings.BASE_DIR / "static" / "autovise" / "js"
    texts = [(folder / f"{name}.js").read_text() for name in OWN_SCRIPTS]
    return "".join(f'(() => {{\n"use strict";\n{text}}})();\n' for text in texts)
