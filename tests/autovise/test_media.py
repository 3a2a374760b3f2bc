"""Pictures that the shop serves itself are kept by browsers."""

import pytest

from tests.builders import a_picture, a_visitor

pytestmark = pytest.mark.django_db


def test_a_picture_is_kept_for_a_year():
    response = a_visitor().get(a_picture().file.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=31536000"


def test_a_missing_picture_is_not_kept():
    response = a_visitor().get("/media/images/missing.webp")
    assert response.status_code == 404
    assert "Cache-Control" not in response
