"""Alternative texts that are names of files."""

import pytest

from catalog.images.alternative_texts import is_file_name


@pytest.mark.parametrize(
    "text",
    [
        "IMG_1234", "DSC00012.JPG", "wax-tin_front.jpg", "Wax tin front.webp", "PXL_20260101_1",
        "image (3)", "photo12", "20260101_120000", "wax_tin", "hard-wax-250ml", " IMG-20260101 ",
        "Screenshot 2026-01-01",
    ],
)  # fmt: skip
def test_a_file_s_name_is_no_alternative_text(text):
    assert is_file_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Tin", "A tin of wax", "Sponge", "Drawing of Glass Cleaner – 500 ml",
        "Trim-removal set", "Photo of 3 sponges", "T-shirt", "Wax 250 ml",
        "The tin (open)", "Image of the lid",
    ],
)  # fmt: skip
def test_a_description_is_no_file_s_name(text):
    assert not is_file_name(text)
