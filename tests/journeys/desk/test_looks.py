"""Every page of the catalogue desk on a phone and on a desk: it fits, axe finds nothing, and a
picture of it is kept."""

import pytest

from tests.journeys.desk.look import Look, look_at
from tests.journeys.desk_walk import pages_of_the_desk
from tests.journeys.editor import Editor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def looks(screen, new_profiles, shop) -> dict[str, Look]:
    """One walk for all that is to be judged."""
    with new_profiles() as new_page:
        walk = pages_of_the_desk(lambda: Editor(new_page(viewport=screen), shop))
        return {name: look_at(editor.looks_up(), name, screen) for name, editor in walk}


def test_every_page_of_the_desk_fits_its_screen(looks, screen):
    too_wide = {name: look.width for name, look in looks.items() if look.width > screen["width"]}
    assert too_wide == {}


def test_axe_finds_nothing_on_any_page_of_the_desk(looks):
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}
