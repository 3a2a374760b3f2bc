import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError

from catalog.image_types import IMAGE_TYPE_PATTERN, PRODUCT_CODE_PATTERN, drawing_path


@pytest.mark.parametrize("code", ["A1", "C11", "E9", "P1", "S16", "BND"])
def test_an_image_type_is_a_category_s_letter_and_a_number(code):
    IMAGE_TYPE_PATTERN(code)


@pytest.mark.parametrize("code", ["", "A0", "A100", "B1", "a1", "A1\n", "BND1", "A"])
def test_other_codes_are_no_image_type(code):
    with pytest.raises(ValidationError):
        IMAGE_TYPE_PATTERN(code)


@pytest.mark.parametrize("code", ["C1-CERAMIC-P", "A15-MAT2-S", "BND-KIT-P"])
def test_a_product_code_names_image_type_word_and_tier(code):
    PRODUCT_CODE_PATTERN(code)


@pytest.mark.parametrize(
    "code", ["C1-CERAMIC", "C1-ceramic-P", "C1-CERAMIC-X", "C1--P", "C1-A-P\n"]
)
def test_other_codes_are_no_product_code(code):
    with pytest.raises(ValidationError):
        PRODUCT_CODE_PATTERN(code)


@pytest.mark.parametrize("image_type", ["C1", "BND"])
def test_each_image_type_has_its_drawing(image_type):
    assert drawing_path(image_type) == f"autovise/packshots/{image_type}.svg"


@pytest.mark.parametrize("image_type", ["", "C99", "../C1"])
def test_an_unknown_image_type_gets_the_neutral_drawing(image_type):
    assert drawing_path(image_type) == "autovise/packshots/none.svg"
    assert finders.find("autovise/packshots/none.svg")
