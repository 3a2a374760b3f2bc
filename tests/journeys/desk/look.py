"""A page of the admin as it looks on a screen: its width, what axe finds, and a picture."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe

from tests.journeys.screens import DESK, LOAD_EVERYTHING, keep_picture, keeps_pictures
from tests.waits import wait_for

# The admin scrolls inside its frame: a screen as high as its content shows all of it.
HEIGHT_OF_CONTENT = (
    "Math.max(...[...document.querySelectorAll('.content-wrapper, main, body')]"
    ".map(part => part.scrollHeight))"
)
# What does not fit is cut off, unless a part of the page scrolls it. Wagtail's own header, panels
# at the side, map of the form and buttons for comments know how to make room.
WIDTH_OF_CONTENT = """() => {
    const scrolls = part => part && (
        ["auto", "scroll"].includes(getComputedStyle(part).overflowX) || scrolls(part.parentElement)
    );
    const parts = [...document.querySelectorAll("main :is(table, button, input, .button)")].filter(
        part => part.offsetParent
            && !part.closest("header, .form-side, .w-minimap, .w-sr-only, .w-field__comment-button")
            && !scrolls(part.parentElement)
    );
    const edges = parts.map(part => Math.floor(part.getBoundingClientRect().right));
    return Math.max(document.documentElement.scrollWidth, ...edges);
}"""
# A chooser without a picture keeps an image without a source, which is not shown.
IS_LOADED = "[...document.images].every(i => !i.offsetParent || (i.complete && i.naturalWidth))"
# Wagtail's faces of those who edit the same page have no name for screen readers.
OTHERS_EDITING = [".w-editing-sessions"]
HIGHEST = 3000


@dataclass(frozen=True)
class Look:
    width: int
    violations: str


def look_at(page, name: str, screen) -> Look:
    """Measure the page, and keep a picture of it, as high as its content."""
    page.evaluate(LOAD_EVERYTHING)
    wait_for(lambda: page.evaluate(IS_LOADED), f"the pictures of {name}")
    width = page.evaluate(WIDTH_OF_CONTENT)
    violations = _violations(page, name) if screen == DESK else ""
    if keeps_pictures():
        _keep_all_of_it(page, name, screen)
    return Look(width, violations)


def _keep_all_of_it(page, name: str, screen) -> None:
    height = min(max(page.evaluate(HEIGHT_OF_CONTENT), screen["height"]), HIGHEST)
    page.set_viewport_size({"width": screen["width"], "height": height})
    keep_picture(page, f"desk-{name}-{screen['width']}")
    page.set_viewport_size(screen)


def _violations(page, name: str) -> str:
    """Run axe on the large screen only. Wagtail's own form of a snippet has no first heading."""
    rules = {"page-has-heading-one": {"enabled": not name.startswith("form-of-")}}
    options = DEFAULT_OPTIONS | {"rules": rules}
    found = Axe().run(page, context={"exclude": [OTHERS_EDITING]}, options=options)
    return found.generate_report() if found.violations_count else ""
