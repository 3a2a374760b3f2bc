"""Facts of a product: what the database refuses, and the messages for editors."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.blocks.struct_block import StructBlockValidationError

from catalog.dimensions import Dimensions
from catalog.models import ProductPage
from catalog.pages.blocks import ProductQuestionBlock
from tests.builders import a_product

pytestmark = pytest.mark.django_db

INVALID = [
    ({"length_mm": 10, "width_mm": 10}, "enter all three or none."),
    ({"height_mm": 10}, "enter all three or none."),
    ({"length_mm": 10, "width_mm": 10, "height_mm": 0}, "enter all three or none."),
    ({"weight_g": 0}, "A weight must be more than 0 g."),
    ({"hazard_statements": "H319 Causes serious eye irritation."}, "need a signal word"),
    ({"signal_word": "beware"}, "A signal word is Warning or Danger."),
    ({"minimum_age": 21}, "An age limit is 16 or 18."),
]


@pytest.mark.parametrize(("fields", "message"), INVALID)
def test_the_database_refuses_invalid_facts(fields, message):
    product = a_product()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductPage.objects.filter(pk=product.pk).update(**fields)


@pytest.mark.parametrize(("fields", "message"), INVALID)
def test_invalid_facts_have_a_message_for_editors(fields, message):
    product = a_product()
    for name, value in fields.items():
        setattr(product, name, value)
    with pytest.raises(ValidationError) as refusal:
        product.validate_constraints()
    assert message in " ".join(refusal.value.messages)


def test_valid_facts_are_stored():
    product = a_product(
        length_mm=195, width_mm=70, height_mm=60, weight_g=340, signal_word="danger",
        hazard_statements="H222 Extremely flammable aerosol.", minimum_age=18,
    )  # fmt: skip
    assert ProductPage.objects.get().dimensions == Dimensions(195, 70, 60)
    product.full_clean()


def test_dimensions_are_set_and_cleared_together():
    product = a_product()
    assert product.dimensions is None
    product.dimensions = Dimensions(3, 2, 1)
    assert (product.length_mm, product.width_mm, product.height_mm) == (3, 2, 1)
    product.dimensions = None
    assert (product.length_mm, product.width_mm, product.height_mm) == (None, None, None)


def test_nine_highlights_are_refused():
    product = a_product()
    product.highlights = "\n".join("abcdefghi")
    with pytest.raises(ValidationError) as refusal:
        product.full_clean()
    assert refusal.value.message_dict == {"highlights": ["There are 9 lines; 8 is the maximum."]}


def test_a_question_must_end_with_a_question_mark():
    block = ProductQuestionBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"question": "It fits", "answer": "Yes."}))
    assert refusal.value.block_errors["question"].messages == [
        "A question ends with a question mark."
    ]
    assert block.clean(block.to_python({"question": "Does it fit?", "answer": "Yes."}))
