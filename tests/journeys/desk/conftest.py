"""A catalogue editor, and the screens on which the pages of the desk are looked at."""

import pytest

from tests.journeys.editor import Editor
from tests.journeys.screens import DESK, PHONE


@pytest.fixture
def editor(an_editor) -> Editor:
    editor = an_editor(viewport={"width": 1440, "height": 1000})
    editor.signs_in("catalogue@autovise.example")
    return editor


@pytest.fixture(scope="module", params=[PHONE, DESK], ids=["phone", "desk"])
def screen(request):
    return request.param
