"""The owner in the admin, and a media folder for each test."""

import pytest

from tests.builders import a_visitor


@pytest.fixture
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(owner):
    return a_visitor(owner)
