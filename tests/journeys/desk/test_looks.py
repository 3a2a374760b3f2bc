"""Every page of the catalogue desk on a phone and on a desk: it fits, axe finds nothing, and a
picture of it is kept."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe

from tests.journeys.desk_walk import pages_of_the_desk
from tests.journeys.editor import Editor
from tests.journeys.screens import DESK, KEPT, LOAD_EVERYTHING, PHONE
from tests.waits import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request):
    return request.param


@pytest.fixture(scope="module")
def looks(screen, new_profiles, shop) -> dict[str, Look]:
    """One walk for all that is to be judged."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with new_profiles() as new_page:
        walk = pages_of_the_desk(lambda: Editor(new_page(viewport=screen), shop))
        return {name: _look_at(editor.looks_up(), name, screen) for name, editor in walk}


def _look_at(page, name: str, screen) -> Look:
    page.evaluate(LOAD_EVERYTHING)
    wait_for(lambda: page.evaluate(IS_LOADED), f"the pictures of {name}")
    width = page.evaluate(WIDTH_OF_CONTENT)
    violations = _violations(page, name) if screen == DESK else ""
    height = min(max(page.evaluate(HEIGHT_OF_CONTENT), screen["height"]), HIGHEST)
    page.set_viewport_size({"width": screen["width"], "height": height})
    page.screenshot(path=KEPT / f"desk-{name}-{screen['width']}.png")
    page.set_viewport_size(screen)
    return Look(width, violations)


def _violations(page, name: str) -> str:
    """Run axe on the large screen only. Wagtail's own form of a snippet has no first heading."""
    rules = {"page-has-heading-one": {"enabled": not name.startswith("form-of-")}}
    options = DEFAULT_OPTIONS | {"rules": rules}
    found = Axe().run(page, context={"exclude": [OTHERS_EDITING]}, options=options)
    return found.generate_report() if found.violations_count else ""


def test_every_page_of_the_desk_fits_its_screen(looks, screen):
    too_wide = {name: look.width for name, look in looks.items() if look.width > screen["width"]}
    assert too_wide == {}


def test_axe_finds_nothing_on_any_page_of_the_desk(looks):
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}
