"""The pictures of the measured shop compress like photographs."""

from io import BytesIO

from tests.lighthouse.photographs import SIDE, photograph


def test_a_picture_has_the_weight_of_a_photograph():
    picture = photograph(1)
    file = BytesIO()
    picture.resize((600, 600)).save(file, "WEBP", quality=80)
    assert picture.size == (SIDE, SIDE)
    assert 15_000 < len(file.getvalue()) < 60_000
